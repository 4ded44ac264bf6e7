"""How OpenAI's API says no: ``{"error": {"message", "type", "param", "code"}}`` with a status.

The SDKs choose their error class by the status alone; types and codes are those of OpenAI's documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import JSONResponse, Response

from parley.errors import ParleyError
from parley.gateways.access import BadRequest, status_of
from parley.gateways.surface import Refusal

INVALID, SERVER = "invalid_request_error", "server_error"


class BadParameter(BadRequest):
    """One field of a request cannot be as it is."""

    code: ClassVar[str] = "bad_request"

    def __init__(self, param: str, message: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.param = param
        """The field, as the API writes it: ``messages[0].content``."""
        self.reason = reason
        """OpenAI's own code for it, such as ``unsupported_value``."""

    def __reduce__(self) -> tuple[type[BadParameter], tuple[str, str, str | None]]:
        return BadParameter, (self.param, str(self), self.reason)


@dataclass(frozen=True, slots=True)
class Kind:
    """What an error of Parley is in OpenAI's words."""

    status: int
    type: str
    code: str | None = None


KINDS = {
    "not_allowed": Kind(401, "authentication_error", "invalid_api_key"),
    "forbidden": Kind(403, "permission_error", "insufficient_permissions"),
    "unknown_model": Kind(404, INVALID, "model_not_found"),
    "not_found": Kind(404, INVALID, "not_found"),
    "too_long": Kind(413, INVALID, "request_too_large"),
    "too_many_tries": Kind(429, "rate_limit_error", "rate_limit_exceeded"),
    "too_fast": Kind(429, "rate_limit_error", "rate_limit_exceeded"),
    "engine_failed": Kind(500, SERVER, "engine_failed"),
    "engine_timeout": Kind(504, SERVER, "engine_timeout"),
    "failed": Kind(500, SERVER, "failed"),
    "busy": Kind(503, "service_unavailable", "busy"),
    "bad_request": Kind(400, INVALID),
}
"""Parley's code → status, type and code. Whatever is not here is the caller's fault, by Parley's own code."""

STATUSES = {kind.status: kind.type for kind in KINDS.values()} | {400: INVALID}
"""Every status with an error that the API answers with, for its description."""


def kind_of(code: str) -> Kind:
    """The status, type and code that one of Parley's codes means."""
    status = status_of(code)
    return KINDS.get(code) or Kind(status, SERVER if status >= 500 else INVALID, code)


def fault(refused: ParleyError | Refusal) -> Response:
    """The answer that says what went wrong."""
    error = refused.error if isinstance(refused, Refusal) else refused
    kind = kind_of(error.code)
    headers = {"Retry-After": "1"} if kind.status in (429, 503) else None
    return JSONResponse({"error": said(error)}, kind.status, headers)


def said(error: ParleyError) -> dict[str, str | None]:
    """What stands in the error's body, also in the middle of a stream."""
    kind = kind_of(error.code)
    param: object = getattr(error, "param", None)
    reason: object = getattr(error, "reason", None)
    if error.code == "unknown_model":
        param = "model"
    return {
        "message": str(error),
        "type": kind.type,
        "param": param if isinstance(param, str) else None,
        "code": reason if isinstance(reason, str) else kind.code,
    }
