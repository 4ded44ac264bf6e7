"""One TCP connection: events in and out, bounded both ways, with no task for a chunk of sound."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import cast

from msgspec import Struct

from parley.gateways.outbox import TooSlow
from parley.gateways.wyoming.framing import BadEvent, Event, Frames, encode

MOST_EVENTS = 256
"""Events that may wait; then nothing more is read until half of them are taken."""
MOST_BYTES = 2 * 1024 * 1024
"""Bytes of sound that may wait."""
MOST_UNSENT = 4 * 1024 * 1024
"""Bytes that the other side may leave unread: 90 s of speech."""
_PATIENCE = 20.0
"""Seconds that the other side may take for what was sent."""
_FAREWELL = 5.0
"""Seconds for the last words to get out after closing."""


class Connection(asyncio.Protocol):
    """Events come out of ``next`` and go in by ``send``. For one reader."""

    def __init__(
        self,
        made: Callable[[Connection], None] | None = None,
        lost: Callable[[Connection], None] | None = None,
    ) -> None:
        """``made`` is called when it is open, ``lost`` when it is gone for good."""
        self.address = ""
        """Of the other side."""
        self.seen = 0.0
        """Event-loop time at which something came last."""
        self._made, self._lost = made, lost
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._frames = Frames()
        self._events: deque[Event] = deque()
        self._bytes = 0
        self._paused = False
        self._over = False
        self._bad: BadEvent | None = None
        self._reader: asyncio.Future[None] | None = None
        self._farewell: asyncio.TimerHandle | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        peer: object = transport.get_extra_info("peername")
        if isinstance(peer, tuple):
            self.address = str(cast("tuple[object, ...]", peer)[0])
        self.seen = self._loop.time()
        if self._made is not None:
            self._made(self)

    def data_received(self, data: bytes) -> None:
        self.seen = self._loop.time()
        if self._bad is not None:
            return
        try:
            for event in self._frames.feed(data):
                self._events.append(event)
                self._bytes += len(event.payload)
        except BadEvent as error:
            self._bad = error
            self._pause()
        if len(self._events) > MOST_EVENTS or self._bytes > MOST_BYTES:
            self._pause()
        self._wake()

    def eof_received(self) -> bool:
        self._over = True
        self._wake()
        return True  # what they asked is still answered

    def connection_lost(self, exc: Exception | None) -> None:
        self._over = True
        self._events.clear()
        self._writable.set()
        self._transport = None
        if self._farewell is not None:  # or it would keep the connection in memory until it is due
            self._farewell.cancel()
        self._wake()
        if self._lost is not None:
            self._lost(self)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    # What gateways call.

    @property
    def open(self) -> bool:
        """Whether anything sent may still arrive."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def paused(self) -> bool:
        """Whether nothing is read, because too much waits."""
        return self._paused

    @property
    def held(self) -> int:
        """Bytes that were read and not taken."""
        return self._bytes + self._frames.held

    @property
    def waiting(self) -> bool:
        """Whether somebody waits for the next event."""
        return self._reader is not None

    async def next(self) -> Event | None:
        """The next event; None when the other side has said all. Raises ``BadEvent``."""
        while not self._events:
            if self._bad is not None:
                raise self._bad
            if self._over:
                return None
            self._reader = self._loop.create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._take()

    def more(self, type: str) -> Event | None:
        """The next event, if it has come already and is of this type."""
        return self._take() if self._events and self._events[0].type == type else None

    def send(
        self, type: str, data: Struct | Mapping[str, object] | None = None, payload: bytes = b""
    ) -> None:
        """Send an event. Raises ``TooSlow`` when too much of what was sent before is unread."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > MOST_UNSENT:
            raise TooSlow(f"More than {MOST_UNSENT} bytes wait to be read.")
        transport.write(encode(type, data, payload))

    async def drained(self) -> None:
        """Wait until what was sent is nearly all on its way. Raises ``TooSlow``."""
        if self._writable.is_set():
            return
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._writable.wait()
        except TimeoutError as error:
            raise TooSlow("The other side does not read what is sent to it.") from error

    def close(self) -> None:
        """Send what is left, then close. Safe to call twice."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.close()
            self._farewell = self._loop.call_later(_FAREWELL, self.abort)

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def _take(self) -> Event:
        event = self._events.popleft()
        self._bytes -= len(event.payload)
        few = len(self._events) <= MOST_EVENTS // 2 and self._bytes <= MOST_BYTES // 2
        if self._paused and few and self._bad is None and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return event

    def _pause(self) -> None:
        if not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
