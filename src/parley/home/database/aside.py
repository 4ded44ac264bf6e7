"""An event loop in a thread of its own: what computes there holds up nobody here."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Aside:
    """Runs coroutines aside, from the moment it is made until ``stop``."""

    def __init__(self, name: str) -> None:
        self._loop = _new_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    async def do(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work gives. A caller that is cancelled does not cancel the work."""
        return await asyncio.shield(asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop)))

    def soon(self, call: Callable[..., object], *arguments: Any) -> None:
        """Have it called there."""
        self._loop.call_soon_threadsafe(call, *arguments)

    async def stop(self) -> None:
        """End the thread. Whoever is still at work there never finishes."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()  # does the same, slower
    return uvloop.new_event_loop()
