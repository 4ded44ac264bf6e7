"""Patience: one request to a host at a time, and a pause after each."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

LONGEST_PAUSE = 3_600.0
"""Seconds; whoever asks for more gets this."""
_REMEMBERED = 2_000
"""Hosts."""


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free: float = 0.0
    """When it may be asked again, in the loop's time."""


class Hosts:
    """When which host may be asked."""

    def __init__(self, pause: float) -> None:
        """``pause`` in seconds, at least, between the end of an answer and the next request."""
        self._pause = pause
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str, pause: float = 0.0) -> AsyncGenerator[None]:
        """Wait until a host may be asked; ``pause`` is what it wants itself, in seconds."""
        of = self._host(host)
        loop = asyncio.get_running_loop()
        async with of.turn:
            if (wait := of.free - loop.time()) > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                of.free = max(of.free, loop.time() + min(max(self._pause, pause), LONGEST_PAUSE))

    def rest(self, host: str, seconds: float) -> None:
        """A host said that it has too much to do."""
        of = self._host(host)
        of.free = max(of.free, asyncio.get_running_loop().time() + min(seconds, LONGEST_PAUSE))

    def _host(self, host: str) -> _Host:
        of = self._hosts.pop(host, None) or _Host()
        self._hosts[host] = of
        while len(self._hosts) > _REMEMBERED and not next(iter(self._hosts.values())).turn.locked():
            self._hosts.popitem(last=False)
        return of
