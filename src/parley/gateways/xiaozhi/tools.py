"""A board's own tools: it is asked what it can do, page by page, and then to do it (MCP, JSON-RPC 2.0).

The roles are the wrong way round at first sight: the board is the server of its tools, and the messages go
over the socket that it opened.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, cast

from parley import __version__
from parley.errors import DeviceFailed, ParleyError, Unsupported
from parley.gateways.xiaozhi.abilities import Send
from parley.gateways.xiaozhi.offered import MOST_PAGES, MOST_TOOLS, checked, offered, text_of
from parley.skills.types import DeviceTool
from parley.telemetry import log

PROTOCOL = "2024-11-05"
PATIENCE, CAMERA_PATIENCE = 10.0, 30.0
"""Seconds for an answer; a picture is taken, encoded and sent within the one that takes it."""
MOST_WAITING = 16
"""Questions under way. A board does one thing at a time, and its screen stands still meanwhile."""
CAMERA = "self.camera.take_photo"
_ABILITIES: Mapping[str, str] = {
    "self.audio_speaker.set_volume": "volume",
    "self.screen.set_brightness": "brightness",
    "self.screen.set_theme": "theme",
    CAMERA: "camera",
}
"""Tool → what a skill knows it by."""


class BoardTools:
    """The tools of one board, over one talk; satisfies ``skills.types.DeviceTools``."""

    def __init__(self, send: Send, *, patience: float = PATIENCE) -> None:
        """``send`` takes the payload of an ``mcp`` message."""
        self._send, self._patience = send, patience
        # One count for all questions, from somewhere else in each talk: over MQTT an answer may come when
        # the talk that asked is over, and must not be taken for one of the next.
        self._ids = itertools.count(1000 + secrets.randbelow(2**30))
        self._waiting: dict[int, asyncio.Future[Mapping[str, Any]]] = {}
        self._tools: dict[str, DeviceTool] = {}
        self._listing: asyncio.Task[None] | None = None
        self._closed = False

    def start(self, vision: tuple[str, str] | None) -> None:
        """Ask the board what it can do. ``vision`` is the address and token for pictures of its camera."""
        if self._listing is None and not self._closed:
            self._listing = asyncio.create_task(self._list_all(vision), name="xiaozhi tools")

    def take(self, payload: Mapping[str, object]) -> None:
        """What the board answers. What nobody waits for, or waits for no longer, is left alone."""
        id = payload.get("id")
        waiting = self._waiting.get(id) if type(id) is int else None
        if waiting is None or waiting.done():
            return
        error, result = payload.get("error"), payload.get("result")
        if error is not None:  # the firmware's have a message and no code
            said = cast("dict[str, Any]", error).get("message") if isinstance(error, dict) else error
            waiting.set_exception(DeviceFailed(f"The device says: {str(said)[:200]}"))
        elif isinstance(result, dict):
            waiting.set_result(cast("dict[str, Any]", result))
        else:
            waiting.set_exception(DeviceFailed("The device gave an answer that is none."))

    def close(self) -> None:
        """The talk is over: nobody waits any longer."""
        self._closed = True
        if self._listing is not None:
            self._listing.cancel()
        for each in self._waiting.values():
            if not each.done():
                each.set_exception(DeviceFailed("The device is gone."))

    def able(self) -> frozenset[str]:
        """What skills can count on, as far as the board has told."""
        return frozenset(ability for name, ability in _ABILITIES.items() if name in self._tools)

    def all(self) -> Sequence[DeviceTool]:
        """What it can do; empty until it has said so. What only its owner may do by hand is not among it."""
        return list(self._tools.values())

    async def call(self, name: str, arguments: Mapping[str, object]) -> str:
        """Have it done; what the device says of it.

        Raises ``Unsupported`` for a tool that it does not have, or that does not take this, ``DeviceFailed``
        when it reports an error or does not answer in time.
        """
        if name not in self._tools and self._listing is not None:
            await asyncio.wait([self._listing], timeout=self._patience)  # it is telling just now
        tool = self._tools.get(name)
        if tool is None:
            raise Unsupported("This device cannot do that.")
        params = {"name": name, "arguments": checked(tool, arguments)}
        patience = max(self._patience, CAMERA_PATIENCE) if name == CAMERA else self._patience
        result = await self._ask("tools/call", params, patience)
        text = text_of(result)
        if result.get("isError") is True:
            raise DeviceFailed(f"The device says: {text[:200]}")
        return text

    async def _ask(self, method: str, params: Mapping[str, object], patience: float) -> Mapping[str, Any]:
        """One question and its answer. Raises ``DeviceFailed``."""
        if self._closed:
            raise DeviceFailed("The device is gone.")
        if len(self._waiting) >= MOST_WAITING:
            raise DeviceFailed("The device is busy with other things.")
        id = next(self._ids)
        answer = self._waiting[id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await self._send({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
                return await answer
        except TimeoutError as error:
            raise DeviceFailed("The device did not answer in time.") from error
        finally:
            del self._waiting[id]
            if answer.done() and not answer.cancelled():
                answer.exception()  # looked at, also where the talk ended before anybody waited

    async def _list_all(self, vision: tuple[str, str] | None) -> None:
        try:
            await self._introduce(vision)
            await self._list_pages()
        except ParleyError as error:
            log.warning("xiaozhi.tools_unknown", code=error.code, tools=len(self._tools))

    async def _introduce(self, vision: tuple[str, str] | None) -> None:
        capabilities: dict[str, object] = {}
        if vision is not None:
            capabilities["vision"] = {"url": vision[0], "token": vision[1]}
        params = {
            "protocolVersion": PROTOCOL,
            "capabilities": capabilities,
            "clientInfo": {"name": "Parley", "version": __version__},
        }
        await self._ask("initialize", params, self._patience)

    async def _list_pages(self) -> None:
        cursor, seen = "", set[str]()
        for _ in range(MOST_PAGES):
            params = {"cursor": cursor, "withUserTools": False}
            page = await self._ask("tools/list", params, self._patience)
            for tool in offered(page.get("tools")):
                if len(self._tools) < MOST_TOOLS:
                    self._tools.setdefault(tool.name, tool)
            following = page.get("nextCursor")
            if not isinstance(following, str) or not following or following in seen:
                return
            seen.add(following)
            cursor = following
