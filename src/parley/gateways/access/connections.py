"""What a connection tells of where it comes from."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from parley.home.accounts.limits import place

COOKIE = "parley_session"


def address_of(connection: HTTPConnection) -> str:
    """The network it comes from."""
    return place(connection.client.host if connection.client else "")


def token_of(connection: HTTPConnection) -> tuple[str, bool]:
    """The token that it brings, and whether a browser sent it of its own accord, as a cookie."""
    header = authorization_of(connection)
    if header is not None:
        kind, _, token = header.partition(" ")
        return (token.strip() if kind.lower() == "bearer" else ""), False
    return connection.cookies.get(COOKIE, ""), True


def authorization_of(connection: HTTPConnection) -> str | None:
    """What it brings on purpose; no page can make a browser add that for another site.

    A page can give a WebSocket no headers: one that speaks a speaker's protocol puts it into the address.
    """
    header = connection.headers.get("authorization")
    if header is None and connection.scope["type"] == "websocket":
        header = connection.query_params.get("authorization")
        return f"Bearer {header}" if header and " " not in header else header
    return header


def same_origin(connection: HTTPConnection) -> bool:
    """Whether the page that asks was served by this very host and port.

    Cookies and the same-origin policy do not protect a WebSocket from other sites' pages; its Origin
    header does.
    """
    try:
        origin = urlsplit(connection.headers.get("origin", ""))
    except ValueError:
        return False
    return origin.scheme in ("http", "https") and origin.netloc == connection.headers.get("host", "")


def origin_of(connection: HTTPConnection) -> str:
    """This server's scheme, host and port for whoever asks.

    Behind a proxy only a browser knows that it came by TLS.
    """
    if same_origin(connection):
        return connection.headers["origin"]
    return f"{connection.url.scheme}://{connection.url.netloc}"
