"""How Bing's APIs say no: ``{"_type": "ErrorResponse", "errors": [{"code", "subCode", "message", …}]}``."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from parley.gateways.surface import Refusal

SAID = {
    "not_allowed": (401, "InvalidAuthorization", "AuthorizationMissing"),
    "forbidden": (403, "InsufficientAuthorization", "AuthorizationDisabled"),
    "too_many_tries": (429, "RateLimitExceeded", ""),
    "too_long": (413, "InvalidRequest", "ParameterInvalidValue"),
    "bad_request": (400, "InvalidRequest", "ParameterInvalidValue"),
    "unsupported": (400, "InvalidRequest", "NotImplemented"),
    "not_found": (404, "InvalidRequest", "ResourceError"),
}
"""Parley's code → status, and Bing's code and sub-code."""


def fault(refused: Refusal) -> Response:
    """The answer that says what went wrong."""
    other = "ServerError" if refused.status >= 500 else "InvalidRequest"
    status, code, sub = SAID.get(refused.code, (refused.status, other, "UnexpectedError"))
    error = {"code": code, "message": refused.message, **({"subCode": sub} if sub else {})}
    return JSONResponse({"_type": "ErrorResponse", "errors": [error]}, status)
