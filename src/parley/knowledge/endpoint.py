"""SPARQL for programs: each query in a worker process that is ended when its time is over."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Self

from parley.errors import Busy, EngineTimeout
from parley.knowledge.graph.desk import Answered, Bounds
from parley.pool.host import EnginePool
from parley.pool.wire import Load
from parley.settings.knowledge import Sparql

_GRACE = 1.0
"""Seconds after its time in which a query may still say itself that it took too long."""
_WAITING = 16
"""Queries that wait for a process; one more is told that there are too many."""


class Endpoint:
    """A bounded number of processes, each with one query."""

    def __init__(self, folder: Path, settings: Sparql) -> None:
        """``folder`` is that of the graph."""
        self._settings = settings
        self._pool = EnginePool(
            "sparql",
            Load("parley.knowledge.graph.desk:Desk", {"folder": str(folder)}),
            copies=settings.copies,
            call_timeout=settings.seconds + _GRACE,
            memory_mb=settings.memory_mb,
            nice=5,
        )
        self._free = asyncio.Semaphore(settings.copies)
        self._waiting = 0

    async def query(
        self, query: str, accept: str = "", seconds: float | None = None, rows: int | None = None
    ) -> Answered:
        """Answer a query, in at most the seconds and rows of the settings.

        Raises ``BadQuery``, ``TooLong``, ``EngineTimeout``, ``EngineFailed``, ``Busy``.
        """
        settings = self._settings
        bounds = Bounds(
            min(seconds or settings.seconds, settings.seconds),
            min(rows or settings.rows, settings.rows),
            settings.megabytes << 20,
        )
        if self._waiting >= _WAITING:
            raise Busy("Too many queries at once; ask again in a moment.")
        self._waiting += 1
        try:
            # One query a process: the one that is ended takes no other with it, and none waits in a queue
            # while its time runs.
            async with self._free:
                answered: Any = await self._pool.call("ask", query, accept, bounds)
        except EngineTimeout as error:
            raise EngineTimeout(f"The query took longer than {bounds.seconds:g} seconds.") from error
        finally:
            self._waiting -= 1
        return answered

    @property
    def pids(self) -> list[int]:
        """Process ids of those that run."""
        return self._pool.pids

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """End the processes."""
        await self._pool.stop()
