"""What waits to be sent to one client: in order, bounded, and slow where it is sound."""

from __future__ import annotations

import asyncio
from collections import deque

from parley.gateways.openai.realtime.dialects import Writing
from parley.gateways.openai.realtime.events import Event
from parley.gateways.outbox import TooSlow

MOST = 8 * 1024 * 1024
"""Bytes; a client that far behind is gone in all but name."""
ENOUGH = 256 * 1024
"""Bytes from which on sound waits: about four seconds of PCM."""


class Carrying:
    """A ``Link`` of which somebody takes the messages one by one."""

    def __init__(self, dialect: Writing) -> None:
        self._dialect = dialect
        self._messages: deque[bytes] = deque()
        self._bytes = 0
        self._filled, self._room = asyncio.Event(), asyncio.Event()
        self._room.set()

    def send(self, event: Event) -> None:
        """Put an event on its way. Raises ``TooSlow``."""
        for message in self._dialect.write(event):
            if self._bytes + len(message) > MOST:
                raise TooSlow(f"More than {MOST} bytes wait to be sent.")
            self._messages.append(message)
            self._bytes += len(message)
        if self._bytes > ENOUGH:
            self._room.clear()
        self._filled.set()

    @property
    def waiting(self) -> bool:
        """Whether anything waits to be sent."""
        return bool(self._messages)

    async def room(self) -> None:
        """Wait until little enough is on its way."""
        await self._room.wait()

    async def next(self) -> bytes:
        """Wait for the next message."""
        while not self._messages:
            self._filled.clear()
            await self._filled.wait()
        message = self._messages.popleft()
        self._bytes -= len(message)
        if self._bytes <= ENOUGH:
            self._room.set()
        return message
