"""How Azure's vision APIs say no: ``{"error": {"code", "message", "innererror": {"code", "message"}}}``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import JSONResponse, Response

from parley.errors import ParleyError
from parley.gateways.access import BadRequest, status_of
from parley.gateways.surface import Refusal


class Refused(BadRequest):
    """What was asked cannot be done; ``inner`` is Azure's own code for why."""

    code: ClassVar[str] = "bad_request"

    def __init__(self, inner: str, message: str) -> None:
        super().__init__(message)
        self.inner = inner
        """Such as ``NotSupportedVisualFeature``."""

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str]]:
        return Refused, (self.inner, str(self))


@dataclass(frozen=True, slots=True)
class Said:
    """What an error of Parley is in Azure's words."""

    status: int
    code: str
    inner: str = ""


SAID = {
    "bad_request": Said(400, "InvalidRequest", "InvalidArgument"),
    "bad_picture": Said(400, "InvalidRequest", "InvalidImageFormat"),
    "wrong_size": Said(400, "InvalidRequest", "InvalidImageSize"),
    "cannot_fetch": Said(400, "InvalidRequest", "FailedToDownloadImage"),
    "unsupported": Said(400, "InvalidRequest", "NotSupportedFeature"),
    "missing_engine": Said(400, "InvalidRequest", "NotSupportedFeature"),
    "missing_language": Said(400, "InvalidRequest", "NotSupportedLanguage"),
    "unknown_model": Said(400, "InvalidRequest", "NotSupportedFeature"),
    "not_allowed": Said(401, "401"),
    "forbidden": Said(403, "403"),
    "not_found": Said(404, "NotFound"),
    "too_long": Said(413, "InvalidRequest", "InvalidImageSize"),
    "too_many_tries": Said(429, "429"),
    "too_fast": Said(429, "429"),
    "failed": Said(500, "InternalServerError"),
    "engine_failed": Said(503, "InternalServerError", "FailedToProcess"),
    "engine_timeout": Said(503, "InternalServerError", "Timeout"),
    "busy": Said(503, "ServiceUnavailable"),
}
"""Parley's code → status, and Azure's codes."""


def said(error: ParleyError) -> Said:
    """What an error is in Azure's words; what is not listed is the caller's fault."""
    status = status_of(error.code)
    found = SAID.get(error.code) or Said(status, "InvalidRequest" if status < 500 else "InternalServerError")
    inner: object = getattr(error, "inner", "")
    return Said(found.status, found.code, inner) if isinstance(inner, str) and inner else found


def body(error: ParleyError) -> dict[str, object]:
    """The error's body."""
    words = said(error)
    told: dict[str, object] = {"code": words.code, "message": str(error)}
    if words.inner:
        told["innererror"] = {"code": words.inner, "message": str(error)}
    return {"error": told}


def fault(refused: Refusal) -> Response:
    """The answer that says what went wrong."""
    status = said(refused.error).status
    headers = {"Retry-After": "1"} if status in (429, 503) else None
    return JSONResponse(body(refused.error), status, headers)


def of_reading(error: ParleyError) -> Response:
    """The same for Read and OCR 3.2, whose SDK looks for code and message outside of ``error`` as well."""
    words = said(error)
    told = {**body(error), "code": words.inner or words.code, "message": str(error)}
    headers = {"Retry-After": "1"} if words.status in (429, 503) else None
    return JSONResponse(told, words.status, headers)
