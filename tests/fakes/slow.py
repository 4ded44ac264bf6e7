"""An engine in this process whose methods take their time, in the loop's own seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from parley.errors import ParleyError
from parley.pool.host import Inline, Kept


class Slow(Inline):
    """As ``Inline``, with work that can be cut off."""

    def __init__(self, name: str, factory: Callable[[], object], seconds: Mapping[str, float]) -> None:
        """``seconds``: method of a kept object → how long it takes."""
        super().__init__(name, factory)
        self.seconds = seconds
        self.begun: list[str] = []
        """Methods that were asked for and take time."""
        self.cut_off: list[str] = []
        """Those of them that nobody waited for."""
        self.refuses: ParleyError | None = None
        """Raised by whatever takes time, such as ``Busy``."""

    async def keep(self, method: str, *arguments: object) -> Kept:
        return _Slow(self, await super().keep(method, *arguments))


class _Slow:
    def __init__(self, host: Slow, kept: Kept) -> None:
        self._host = host
        self._kept = kept

    async def call(self, method: str, *arguments: object, timeout: float | None = None) -> Any:
        seconds = self._host.seconds.get(method)
        if seconds is not None:
            self._host.begun.append(method)
            if self._host.refuses is not None:
                raise self._host.refuses
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                self._host.cut_off.append(method)
                raise
        return await self._kept.call(method, *arguments, timeout=timeout)

    def close(self) -> None:
        self._kept.close()
