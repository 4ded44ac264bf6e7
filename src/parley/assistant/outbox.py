"""Events on their way to a gateway: in order, bounded, and emptied of a turn that was interrupted."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

from parley.assistant.events import Event, Speech


class Outbox:
    """A queue of events for one reader.

    ``Speech`` waits while ``max_speech`` packets are unread: a slow device slows its own synthesis and
    nothing else. The other events are few per turn and are never held up. A reader that stays away while
    more than ``max_events`` gather loses the oldest speech first, then the conversation.
    """

    def __init__(
        self,
        max_speech: int = 50,
        max_events: int = 2_000,
        seen: Callable[[Event | None], None] | None = None,
    ) -> None:
        """``seen`` is told of every event as it is put in, and of the end by None."""
        self._seen = seen
        self._events: deque[Event | None] = deque()
        self._speech = 0
        self._max_speech = max_speech
        self._max_events = max_events
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._closed = False

    def put(self, event: Event) -> None:
        """Add an event; nothing is added after ``close``."""
        if self._closed:
            return
        if self._seen is not None:
            self._seen(event)
        self._events.append(event)
        if isinstance(event, Speech):
            self._speech += 1
            if self._speech >= self._max_speech:
                self._room.clear()
        if len(self._events) > self._max_events:
            self.close()
        self._changed.set()

    def mark(self) -> None:
        """Add a mark for ``until_mark``; ``events`` does not show it."""
        self._events.append(None)
        self._changed.set()

    async def room(self) -> None:
        """Wait until there is room for speech."""
        await self._room.wait()

    def drop_speech(self, turn: int) -> None:
        """Throw away the packets of a turn that nobody has read."""
        kept = [event for event in self._events if not (isinstance(event, Speech) and event.turn == turn)]
        self._events = deque(kept)
        self._waiting(sum(isinstance(event, Speech) for event in kept))

    def close(self) -> None:
        """No more events; the reader gets what is left and then ends."""
        if self._seen is not None and not self._closed:
            self._seen(None)
        self._closed = True
        self._room.set()
        self._changed.set()

    async def events(self) -> AsyncIterator[Event]:
        """The events, in order, until the outbox is closed and empty."""
        async for event in self._all():
            if event is not None:
                yield event

    async def until_mark(self) -> AsyncIterator[Event]:
        """The events up to the next mark."""
        async for event in self._all():
            if event is None:
                return
            yield event

    async def _all(self) -> AsyncIterator[Event | None]:
        while True:
            while self._events:
                event = self._events.popleft()
                if isinstance(event, Speech):
                    self._waiting(self._speech - 1)
                yield event
            if self._closed:
                return
            self._changed.clear()
            await self._changed.wait()

    def _waiting(self, speech: int) -> None:
        self._speech = speech
        if self._speech < self._max_speech:
            self._room.set()
