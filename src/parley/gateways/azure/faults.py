"""How Azure's APIs say no, where they have no shape of their own: ``{"error": {"code", "message"}}``."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from parley.gateways.surface import Refusal

CODES = {
    "not_allowed": "401",
    "forbidden": "403",
    "not_found": "NotFound",
    "bad_request": "InvalidArgument",
    "too_long": "RequestEntityTooLarge",
    "too_many_tries": "429",
    "busy": "ServiceUnavailable",
    "engine_failed": "InternalServerError",
    "engine_timeout": "Timeout",
}
"""Parley's code → Azure's; what is not here keeps Parley's, which says more than any of theirs."""


def fault(refusal: Refusal) -> Response:
    """The SDKs choose their exception by the status, and show the code and the message."""
    error = {"code": CODES.get(refusal.code, refusal.code), "message": refusal.message}
    return JSONResponse({"error": error}, refusal.status)
