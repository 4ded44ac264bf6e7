"""The door of the talk page: a link's key becomes a session cookie, and everything else needs one."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from parley.gateways.web.allowance import Guesses
from parley.gateways.web.keys import SESSION_LIFE, Keys

COOKIE = "parley_session"


class Door:
    """Lets browsers in that hold a session, and hands out sessions for keys."""

    def __init__(self, keys: Keys, guesses: Guesses | None = None) -> None:
        self._keys = keys
        self._guesses = guesses or Guesses()

    def is_open(self, connection: HTTPConnection) -> bool:
        """Whether the browser holds a live session."""
        return self._keys.check(connection.cookies.get(COOKIE, ""))

    def redeem(self, request: Request, key: str) -> str | None:
        """The token for a key, or None for a wrong, used or expired key, or after too many guesses."""
        address = request.client.host if request.client else ""
        if not self._guesses.allowed(address):
            return None
        return self._keys.redeem(key)

    def leave(self, request: Request) -> None:
        """End the browser's session."""
        self._keys.revoke(request.cookies.get(COOKIE, ""))


def set_session(response: Response, token: str, *, secure: bool) -> None:
    """Put the session into a cookie that scripts cannot read and other sites cannot use."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=secure,
    )


def same_site(connection: HTTPConnection) -> bool:
    """Whether the page that asks was served by this very host and port.

    Cookies and the same-origin policy do not protect a WebSocket from other sites' pages; its Origin
    header does.
    """
    origin = urlsplit(connection.headers.get("origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc == connection.headers.get("host", "")
