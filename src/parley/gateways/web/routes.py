"""The page, its door and its talk, as Starlette routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.websockets import WebSocket

from parley.errors import ParleyError
from parley.gateways.access import PUBLIC, Answer, Call, Door, NotFound
from parley.gateways.conversing import Assistant
from parley.gateways.web.talk import Limits, Talks
from parley.home.accounts.callers import Caller, Scope

PAGE = Path(__file__).parent / "page"
"""Where ``make web`` puts the built page."""

_ADDRESS = re.compile(r"(?!(api|assets)$)[a-z]{1,30}")
_NAME = re.compile(r"\w[\w.-]{0,99}", re.ASCII)
_HASHED = re.compile(r"-[\w-]{8}\.(js|css)$")


class Status(msgspec.Struct, frozen=True):
    """What the page shows about this Parley."""

    version: str
    hears: dict[str, list[str]] = {}
    """Recognisers by language (BCP 47 primary tag), the preferred one first."""
    speaks: dict[str, list[str]] = {}
    """Synthesisers by language, the preferred one first."""
    wake_words: list[str] = []
    """Wake words by name; empty when none is installed."""


class Entrance(Protocol):
    """What this gateway needs of ``gateways.home.sessions.Sessions``."""

    async def enter(self, call: Call, response: Response, key: str) -> None:
        """Sign the browser in by the key of a link, which works once. Raises ``ParleyError``."""
        ...


class Web:
    """The page and the talk."""

    def __init__(
        self,
        door: Door,
        entrance: Entrance,
        assistant: Assistant,
        status: Callable[[], Status],
        *,
        page: Path = PAGE,
        limits: Limits | None = None,
    ) -> None:
        """``status`` is asked whenever a page opens."""
        self._door, self._entrance = door, entrance
        self._talks = Talks(assistant, limits)
        self._status = status
        self._page = page

    async def front(self, call: Call) -> Answer:
        """The page; with the key of a link, a session first."""
        key = call.request.query_params.get("key")
        if key is None or call.request.method == "HEAD":  # a HEAD may be a messenger's look at a link
            return self._index()
        response = RedirectResponse("/", 303)
        try:
            with self._door.tries.counted(call.request):
                await self._entrance.enter(call, response, key)
        except ParleyError:
            return self._index(403)
        return response

    async def page(self, call: Call) -> Answer:
        """The page, which knows its own addresses, such as that which a device shows."""
        if not _ADDRESS.fullmatch(str(call.request.path_params["page"])):
            raise NotFound("There is no such page.")
        return self._index()

    async def show_status(self, _: Call) -> Answer:
        return self._status()

    async def talk(self, websocket: WebSocket, caller: Caller, allowed: Callable[[], bool]) -> None:
        await self._talks.serve(websocket, caller, allowed)

    async def health(self, _: Call) -> Answer:
        return PlainTextResponse("ok\n")

    async def asset(self, call: Call) -> Answer:
        path = str(call.request.path_params["path"])
        file = self._page / "assets" / path
        if not (_NAME.fullmatch(path) and file.is_file()):
            return PlainTextResponse("Not found\n", 404)
        # Built files carry a hash of their content in their name; those copied as they are do not.
        lasting = "immutable, max-age=31536000" if _HASHED.search(file.name) else "max-age=3600"
        media_type = "application/manifest+json" if file.suffix == ".webmanifest" else None
        headers = {"Cache-Control": lasting}
        if path == "offline.js":
            headers["Service-Worker-Allowed"] = "/"  # it keeps the page for when there is no network
        return FileResponse(file, media_type=media_type, headers=headers)

    def _index(self, status: int = 200) -> Response:
        index = self._page / "index.html"
        if not index.is_file():
            return PlainTextResponse("The page is not built. Build it with: make web\n", 503)
        return FileResponse(index, status)

    def routes(self) -> list[BaseRoute]:
        """Everything of this gateway."""
        door = self._door
        return [
            door.route("/", self.front, methods=["GET"], needs=PUBLIC),
            door.route("/healthz", self.health, methods=["GET"], needs=PUBLIC),
            door.route("/api/status", self.show_status, methods=["GET"], needs=Scope.TALK),
            door.socket("/api/talk", self.talk, needs=Scope.TALK),
            door.route("/assets/{path:path}", self.asset, methods=["GET"], needs=PUBLIC),
            door.route("/{page}", self.page, methods=["GET"], needs=PUBLIC),
        ]
