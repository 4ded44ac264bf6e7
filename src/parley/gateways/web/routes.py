"""The talk page, its door and its talk, as Starlette routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from parley.gateways.web.access import COOKIE, Door, same_site, set_session
from parley.gateways.web.keys import Keys
from parley.gateways.web.messages import Error
from parley.gateways.web.talk import REMEDY, Assistant, Limits, Talks

PAGE = Path(__file__).parent / "page"
"""Where ``make web`` puts the built page."""

_NAME = re.compile(r"\w[\w.-]*", re.ASCII)
_HASHED = re.compile(r"-[\w-]{8}\.(js|css)$")

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
}


class Status(msgspec.Struct, frozen=True):
    """What the page shows about this Parley."""

    version: str
    hears: dict[str, list[str]] = {}
    """Recognisers by language (BCP 47 primary tag), the preferred one first."""
    speaks: dict[str, list[str]] = {}
    """Synthesisers by language, the preferred one first."""
    wake_words: list[str] = []
    """Wake words by name; empty when none is installed."""


def routes(
    assistant: Assistant,
    keys: Keys,
    status: Callable[[], Status],
    *,
    page: Path = PAGE,
    limits: Limits | None = None,
) -> list[BaseRoute]:
    """Everything of this gateway; ``status`` is asked whenever a page opens."""
    door, talks = Door(keys), Talks(assistant, limits)

    async def home(request: Request) -> Response:
        key = request.query_params.get("key")
        if key is None:
            return _page(page)
        token = door.redeem(request, key)
        if token is None:
            return _page(page, status_code=403)
        response = RedirectResponse("/", status_code=303, headers={**_HEADERS, "Cache-Control": "no-store"})
        set_session(response, token, secure=request.url.scheme == "https")
        return response

    async def show_status(request: Request) -> Response:
        if not door.is_open(request):
            return _json(Error("not_allowed", REMEDY), 401)
        return _json(status())

    async def leave(request: Request) -> Response:
        if not same_site(request):
            return _json(Error("not_allowed", "Only the page itself may do this."), 403)
        door.leave(request)
        response = Response(status_code=204, headers=_HEADERS)
        response.delete_cookie(COOKIE)
        return response

    async def talk(websocket: WebSocket) -> None:
        if not same_site(websocket):
            await websocket.close()  # before the handshake: the browser sees 403
            return
        await talks.serve(websocket, lambda: door.is_open(websocket))

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    async def asset(request: Request) -> Response:
        return _asset(page, request.path_params["path"])

    return [
        Route("/", home, methods=["GET"]),
        Route("/healthz", health),
        Route("/api/status", show_status),
        Route("/api/session", leave, methods=["DELETE"]),
        WebSocketRoute("/api/talk", talk),
        Route("/assets/{path:path}", asset, methods=["GET"]),
    ]


def _page(page: Path, status_code: int = 200) -> Response:
    index = page / "index.html"
    if not index.is_file():
        return PlainTextResponse(
            "The talk page is not built. Build it with: make web\n", 503, headers=_HEADERS
        )
    return FileResponse(index, status_code, headers={**_HEADERS, "Cache-Control": "no-store"})


def _asset(page: Path, path: str) -> Response:
    file = page / "assets" / path
    if not (_NAME.fullmatch(path) and file.is_file()):
        return PlainTextResponse("Not found\n", 404, headers=_HEADERS)
    # Built files carry a hash of their content in their name; those copied as they are do not.
    lasting = "immutable, max-age=31536000" if _HASHED.search(file.name) else "max-age=3600"
    media_type = "application/manifest+json" if file.suffix == ".webmanifest" else None
    return FileResponse(file, media_type=media_type, headers={**_HEADERS, "Cache-Control": lasting})


def _json(value: msgspec.Struct, status_code: int = 200) -> Response:
    headers = {**_HEADERS, "Cache-Control": "no-store"}
    return Response(msgspec.json.encode(value), status_code, headers, "application/json")
