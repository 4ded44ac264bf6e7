"""What every answer of the server has: headers that protect a page, and errors as JSON with a stable code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from parley.errors import ParleyError

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "microphone=(self), camera=(self), geolocation=()",
}

STATUS = {
    "not_allowed": 401,
    "wrong_password": 401,
    "forbidden": 403,
    "bad_link": 403,
    "not_found": 404,
    "unknown_account": 404,
    "unknown_device": 404,
    "unknown_token": 404,
    "unknown_file": 404,
    "unknown_photo": 404,
    "unknown_upload": 404,
    "unknown_thing": 404,
    "bad_code": 404,
    "bad_method": 405,
    "name_taken": 409,
    "nobody_there": 409,
    "too_many": 409,
    "wrong_offset": 409,
    "too_long": 413,
    "quota_exceeded": 413,
    "no_such_range": 416,
    "upload_locked": 423,
    "too_many_tries": 429,
    "too_many_uploads": 429,
    "wrong_checksum": 460,  # as tus has it
    "failed": 500,
    "unreadable": 500,
    "busy": 503,
    "database_failed": 503,
    "files_failed": 503,
    "search_failed": 503,
    "not_reachable": 503,
}
"""Error code → HTTP status; what is not listed is the caller's fault: 400."""


class BadRequest(ParleyError):
    """A request is not JSON, not of the shape that is documented, or out of bounds."""

    code: ClassVar[str] = "bad_request"


class NotFound(ParleyError):
    """There is no such thing, or none that the caller may know of."""

    code: ClassVar[str] = "not_found"


class Problem(msgspec.Struct, frozen=True):
    """What went wrong, for a program and for a developer."""

    code: str
    message: str


def status_of(code: str) -> int:
    """The HTTP status that an error code means."""
    return STATUS.get(code, 400)


def problem(code: str, message: str) -> Response:
    """An error as an answer."""
    return protected(json(Problem(code, message), status_of(code)))


def json(value: object, status: int = 200) -> Response:
    """A value as JSON."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def protected(response: Response) -> Response:
    """Add the headers that protect, where the answer has none of its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


async def _no_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "bad_method"}.get(error.status_code, "bad_request")
    return problem(code, f"{error.detail}.")


async def _failed(_: Request, __: Exception) -> Response:
    return problem("failed", "Something nobody foresaw went wrong; the server's log has it.")


FAULTS: dict[object, Callable[[Request, Exception], Awaitable[Response]]] = {
    HTTPException: _no_route,
    Exception: _failed,
}
"""What an app answers where no endpoint does."""
