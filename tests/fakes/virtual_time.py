"""An event loop whose clock jumps to the next thing that is due: hours pass in milliseconds."""

from __future__ import annotations

import asyncio
import selectors
from typing import Any

_PATIENCE = 1.0
"""Real seconds that virtual time stands still for a thread's work, at most."""


class _Selector(selectors.DefaultSelector):
    """Waits for real input only as long as something real may come; otherwise lets virtual time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_000.0
        self.working = 0
        """Threads that do something for the loop: virtual time waits for them."""

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            return super().select(None)
        ready = super().select(_PATIENCE if self.working and timeout > 0 else 0)
        if not ready and timeout > 0:
            self.now += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """``loop.time()`` stands still while code runs and jumps when all of it waits."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        def done(_: object) -> None:
            self._virtual.working -= 1

        future = super().run_in_executor(executor, func, *args)
        self._virtual.working += 1
        future.add_done_callback(done)
        return future
