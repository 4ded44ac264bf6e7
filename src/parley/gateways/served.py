"""A uvicorn server that sleeps while nobody wants anything of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import FrameType

import uvicorn

TICK = 1.0
"""Seconds between two looks at the clock, for the date that stands in every answer."""


class Served(uvicorn.Server):
    """uvicorn looks ten times a second whether it is to stop: a millisecond of CPU each second, all day long.

    This one is told, by a signal or by ``stop``.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = asyncio.Event()

    def stop(self) -> None:
        """Stop soon. From the loop that serves, as everything but signals is."""
        self.should_exit = True
        self._told.set()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._loop is not None:  # else it has not begun, and will see it then
            self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._told.wait()
