"""Starts workers some time after the server, so that whoever needs them first does not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from parley.errors import ParleyError
from parley.pool.host import EngineHost
from parley.telemetry import log


class Waking:
    """Of hosts that also start by themselves when they are asked."""

    def __init__(self, hosts: Sequence[EngineHost], after: float) -> None:
        """``after``: seconds of pause; what people wait for at a start comes first."""
        self._hosts, self._after = hosts, after
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Start them in the background, once."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="parley-waking")

    async def _run(self) -> None:
        await asyncio.sleep(self._after)
        for each in self._hosts:
            try:
                await each.start()
            except ParleyError as error:  # whoever asks it hears of it
                log.warning("engine.closed", engine=each.name, code=error.code)

    async def stop(self) -> None:
        """Wake nothing any more, and let the hosts go."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for each in self._hosts:
            await each.stop()
