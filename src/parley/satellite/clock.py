"""What time it is at the server: told whenever it is heard from, and kept by a clock that nobody sets."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

from parley.home.sync.transport import Transport
from parley.home.sync.wire import PullAnswer, PushAnswer, PushRequest


def steady() -> float:
    """Seconds that pass evenly, also while the machine sleeps where the system can tell (Linux)."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class ServerClock:
    """The server's time. Until it was heard from, this device's own, however often somebody sets that.

    A board without a battery wakes with yesterday's time, and is set right by the network a while later.
    """

    def __init__(self, wall: Callable[[], float] = time.time, evenly: Callable[[], float] = steady) -> None:
        self._wall, self._evenly = wall, evenly
        self._offset: float | None = None

    def learn(self, now_ms: int) -> None:
        """The server says what time it is."""
        self._offset = now_ms / 1000 - self._evenly()

    def now(self) -> float:
        """POSIX seconds."""
        return self._wall() if self._offset is None else self._evenly() + self._offset


class Timed:
    """A transport that learns the time from what the server answers."""

    def __init__(self, transport: Transport, clock: ServerClock) -> None:
        self._transport, self._clock = transport, clock

    async def push(self, request: PushRequest) -> PushAnswer:
        answer = await self._transport.push(request)
        self._clock.learn(answer.now)
        return answer

    async def pull(self, since: int, most: int) -> PullAnswer:
        answer = await self._transport.pull(since, most)
        self._clock.learn(answer.now)
        return answer

    @asynccontextmanager
    async def live(self, since: int) -> AsyncGenerator[AsyncIterator[PullAnswer]]:
        async with self._transport.live(since) as pages:
            yield self._learning(pages)

    async def _learning(self, pages: AsyncIterator[PullAnswer]) -> AsyncIterator[PullAnswer]:
        async for page in pages:
            self._clock.learn(page.now)
            yield page
