"""Home Assistant's WebSocket API: signing in, commands with their results, and events.

https://developers.home-assistant.io/docs/api/websocket
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import msgspec

from parley.errors import ParleyError
from parley.skills.smarthome.source import NotReachable
from parley.telemetry import log

LARGEST = 32 * 1024 * 1024
"""Bytes of one message: the states of thousands of entities come in one."""
_PATIENCE = 10.0
"""Seconds for an answer."""


class HomeAssistantRefused(ParleyError):
    """Home Assistant does not let Parley in, or did not do what it was told."""

    code: ClassVar[str] = "home_assistant_refused"

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        """Home Assistant's own code, such as ``not_found``."""


class _Error(msgspec.Struct):
    code: str = "unknown"


class _Message(msgspec.Struct):
    id: int = 0
    type: str = ""
    success: bool = True
    result: Any = None
    error: _Error = msgspec.field(default_factory=_Error)
    event: dict[str, Any] | None = None


def _messages(text: str | bytes) -> list[_Message]:
    if text[:1] in ("[", b"["):
        return msgspec.json.decode(text, type=list[_Message])
    return [msgspec.json.decode(text, type=_Message)]


class Wire:
    """One connection that is signed in."""

    def __init__(self, socket: Any, version: str) -> None:
        self.version = version
        """Of Home Assistant."""
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._events: asyncio.Queue[Mapping[str, Any] | None] = asyncio.Queue(10_000)

    async def ask(self, kind: str, /, **fields: Any) -> Any:
        """The result of a command. Raises ``HomeAssistantRefused`` or ``NotReachable``."""
        number = next(self._numbers)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._send({"id": number, "type": kind, **fields})
                return await answer
        except TimeoutError as error:
            raise NotReachable("Home Assistant does not answer.") from error
        finally:
            self._waiting.pop(number, None)

    async def events(self) -> AsyncGenerator[Mapping[str, Any]]:
        """What was subscribed to, until the connection ends."""
        while (event := await self._events.get()) is not None:
            yield event

    async def run(self) -> None:
        """Read until the connection ends; whoever waits then is told."""
        from websockets.exceptions import ConnectionClosed

        try:
            async for text in self._socket:
                self._take(text)
        except ConnectionClosed:
            pass
        finally:
            for each in self._waiting.values():
                if not each.done():
                    each.set_exception(NotReachable("The connection to Home Assistant broke."))
            if self._events.full():
                self._events.get_nowait()
            self._events.put_nowait(None)

    def _take(self, text: str | bytes) -> None:
        try:
            # Several messages may come in one.
            for message in _messages(text):
                self._sort(message)
        except msgspec.DecodeError:
            log.warning("home_assistant.odd_message")

    def _sort(self, message: _Message) -> None:
        if message.type == "event":
            if self._events.full():
                # Too much at once: the oldest is dropped, and the things are as of the next change.
                self._events.get_nowait()
            self._events.put_nowait(message.event or {})
            return
        answer = self._waiting.get(message.id)
        if answer is None or answer.done():
            return
        if message.success:
            answer.set_result(message.result)
        else:
            reason = message.error.code[:60]
            answer.set_exception(HomeAssistantRefused(f"Home Assistant did not do it ({reason}).", reason))

    async def _send(self, message: Mapping[str, Any]) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            await self._socket.send(msgspec.json.encode(message).decode())
        except ConnectionClosed as error:
            raise NotReachable("The connection to Home Assistant broke.") from error


@asynccontextmanager
async def connected(url: str, token: str) -> AsyncGenerator[Wire]:
    """Sign in. ``url`` as in a browser. Raises ``NotReachable`` and ``HomeAssistantRefused``."""
    from websockets.asyncio.client import connect
    from websockets.exceptions import WebSocketException

    address = url.rstrip("/").replace("http", "ws", 1) + "/api/websocket"
    try:
        socket = await connect(address, max_size=LARGEST, open_timeout=_PATIENCE, close_timeout=1)
    except (OSError, TimeoutError, WebSocketException, ValueError) as error:
        raise NotReachable("Home Assistant cannot be reached.") from error
    try:
        try:
            version = await _signed_in(socket, token)
        except (OSError, TimeoutError, WebSocketException, msgspec.DecodeError) as error:
            raise NotReachable("What answers there is no Home Assistant.") from error
        wire = Wire(socket, version)
        reading = asyncio.create_task(wire.run(), name="home assistant")
        try:
            yield wire
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
    finally:
        await socket.close()


class _Hello(msgspec.Struct):
    type: str
    ha_version: str = ""


async def _signed_in(socket: Any, token: str) -> str:
    """The version of the Home Assistant that let us in."""
    async with asyncio.timeout(_PATIENCE):
        hello = msgspec.json.decode(await socket.recv(), type=_Hello)
        if hello.type == "auth_required":
            await socket.send(msgspec.json.encode({"type": "auth", "access_token": token}).decode())
            hello = msgspec.json.decode(await socket.recv(), type=_Hello)
    if hello.type != "auth_ok":
        raise HomeAssistantRefused("Home Assistant does not accept the access token.", "auth_invalid")
    return hello.ha_version
