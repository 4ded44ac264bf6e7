"""One client's WebSocket that speaks USP: messages in, within bounds, and messages out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from uuid import uuid4

from msgspec import Struct
from starlette.types import Message as Event
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.gateways.azure.speech import framing
from parley.gateways.azure.speech.framing import BadMessage, Message
from parley.gateways.frames import Spare, frames_of
from parley.telemetry import log

SUBPROTOCOL = "USP"
"""What the SDKs offer when they connect; it has to come back."""

DONE, BAD_DATA, REFUSED, FAILED, TRY_LATER = 1000, 1007, 1008, 1011, 1013
"""Close codes. The SDKs show the reason that comes with one to whoever wrote the program."""

MOST_REASON = 123
"""Bytes of a close reason, by RFC 6455."""

PER_SECOND = 100.0
"""Messages a second that are read in the long run: sound in pieces of 100 ms at ten times real time."""
BURST = 1_000
"""Messages that may come at once: a client that connects again sends what it kept of a long utterance."""


class Usp:
    """A connection. For one reader; any task may send."""

    def __init__(
        self, websocket: WebSocket, most_text: int = framing.MOST_TEXT, most_binary: int = framing.MOST_BINARY
    ) -> None:
        """``most_text`` and ``most_binary``: bytes of one message."""
        self._socket = websocket
        self._most_text, self._most_binary = most_text, most_binary
        self._loop = asyncio.get_running_loop()
        self._credit, self._counted = float(BURST), self._loop.time()
        self._closed = False

    @property
    def query(self) -> Mapping[str, str]:
        """What the address asks for: ``language``, ``format``, …"""
        return self._socket.query_params

    @property
    def path(self) -> str:
        """The address, without what it asks for."""
        return self._socket.url.path

    async def accept(self) -> None:
        """Take the connection."""
        offered: list[str] = self._socket.scope.get("subprotocols") or []
        await self._socket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)

    async def receive(self) -> Message:
        """The next message. Whoever sends too many a second is read more slowly; nothing is lost.

        Raises ``BadMessage``, and ``WebSocketDisconnect`` when the client is gone.
        """
        await self._spend()
        event = await self._socket.receive()
        if event["type"] == "websocket.disconnect":
            self._closed = True
            raise WebSocketDisconnect(event.get("code", DONE))
        said: str | None = event.get("text")
        if said is not None:
            return framing.read_text(said, self._most_text)
        return framing.read_binary(event.get("bytes") or b"", self._most_binary)

    async def send(self, path: str, request: str, body: Struct | Mapping[str, object]) -> None:
        """Say something about a turn. What is said to a client that is gone is lost."""
        await self._send({"type": "websocket.send", "text": framing.text(path, request, body)})

    async def send_sound(
        self, path: str, request: str, payload: bytes, kind: str = "", stream: str = ""
    ) -> None:
        """Send sound of a turn."""
        data = framing.binary(path, request, payload, kind, stream)
        await self._send({"type": "websocket.send", "bytes": data})

    async def start_turn(self, request: str) -> str:
        """Say that a turn begins; without it the SDKs wait for ever. Returns the tag that names it."""
        tag = uuid4().hex
        await self.send("turn.start", request, {"context": {"serviceTag": tag}})
        return tag

    async def end_turn(self, request: str) -> None:
        """Say that a turn is over; without it the SDKs wait for ever."""
        await self.send("turn.end", request, {})

    async def close(self, code: int = DONE, reason: str = "") -> None:
        """Close it. The reason is what the SDK shows; what is too long for a close frame is cut."""
        short = reason.encode()[:MOST_REASON].decode("utf-8", "ignore")
        await self._send({"type": "websocket.close", "code": code, "reason": short})
        self._closed = True

    @contextmanager
    def taking(self, take: Callable[[Message], bool], settle: Callable[[], Spare]) -> Generator[None]:
        """Offer each binary message to ``take`` as it comes, while ``receive`` waits for one.

        What it does not take, and what is no message or too much, is received as ever. It must not raise.
        ``settle``, which must not either, tells how much may wait until it is offered; it is called when
        nothing waits.
        """
        frames = frames_of(self._socket)
        with frames.taking(partial(self._taken, take), settle) if frames is not None else nullcontext():
            yield

    def _taken(self, take: Callable[[Message], bool], data: bytes) -> bool:
        self._earn()
        if self._credit < 1:
            return False
        try:
            taken = take(framing.read_binary(data, self._most_binary))
        except BadMessage:
            return False
        self._credit -= taken
        return taken

    async def _spend(self) -> None:
        self._earn()
        self._credit -= 1
        if self._credit < 0:
            await asyncio.sleep(-self._credit / PER_SECOND)

    def _earn(self) -> None:
        now = self._loop.time()
        self._credit = min(float(BURST), self._credit + (now - self._counted) * PER_SECOND)
        self._counted = now

    async def _send(self, event: Event) -> None:
        if self._closed:
            return
        try:
            await self._socket.send(event)
        except (WebSocketDisconnect, RuntimeError):
            self._closed = True
            log.debug("usp.gone")
