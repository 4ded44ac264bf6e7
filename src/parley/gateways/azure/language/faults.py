"""How Azure's Language API says no: ``{"error": {"code", "message", "innererror": {"code", "message"}}}``."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct, to_builtins
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
        """Such as ``InvalidParameterValue``."""

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str]]:
        return Refused, (self.inner, str(self))


class Inner(Struct, frozen=True):
    """What exactly went wrong."""

    code: str
    message: str


class Told(Struct, frozen=True, omit_defaults=True):
    """An error in Azure's words."""

    code: str
    message: str
    target: str | None = None
    innererror: Inner | None = None


class Problem(Struct, frozen=True):
    """The body of an answer that is an error."""

    error: Told


_CODES = {
    "bad_request": "InvalidRequest",
    "bad_method": "InvalidRequest",
    "unsupported": "InvalidRequest",
    "missing_engine": "InvalidRequest",
    "missing_language": "InvalidRequest",
    "unknown_model": "InvalidRequest",
    "too_long": "InvalidRequest",
    "not_allowed": "Unauthorized",
    "forbidden": "Forbidden",
    "not_found": "NotFound",
    "too_many_tries": "TooManyRequests",
    "too_fast": "TooManyRequests",
    "busy": "ServiceUnavailable",
}
_INNER = {
    "unsupported": "UnsupportedKind",
    "missing_engine": "UnsupportedKind",
    "missing_language": "UnsupportedLanguageCode",
    "unknown_model": "ModelNotFound",
    "too_long": "InvalidRequestBodyFormat",
    "bad_request": "InvalidParameterValue",
}


def told(error: ParleyError, target: str | None = None) -> Told:
    """An error of Parley in Azure's words."""
    code = _CODES.get(error.code, "InvalidRequest" if status_of(error.code) < 500 else "InternalServerError")
    inner: object = getattr(error, "inner", _INNER.get(error.code))
    return Told(code, str(error), target, Inner(inner, str(error)) if isinstance(inner, str) else None)


def fault(refused: Refusal) -> Response:
    """The answer that says what went wrong."""
    headers = {"Retry-After": "1"} if refused.status in (429, 503) else None
    body = to_builtins(Problem(told(refused.error)))
    return JSONResponse(body, refused.status, headers)
