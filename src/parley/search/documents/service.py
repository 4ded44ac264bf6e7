"""The service: reads documents in a worker process that may take only so much memory and time."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from parley.pool.host import EngineHost, EnginePool
from parley.pool.wire import Load
from parley.search.documents.reader import FileRead
from parley.search.documents.sitemap import Sitemap
from parley.search.documents.types import Bounds, Read, Source

MEMORY_MB = 1_024
SECONDS = 30.0
"""That one document may take; then its worker is killed, and the next document gets a new one."""
NICE = 10
"""How far the worker gives way: the system's scale goes to 19."""
BOUNDS = Bounds()


class Documents:
    """Reads documents out of this process: what damages, loops or swells there, stays there."""

    def __init__(self, agent: str = "Parley", *, host: EngineHost | None = None) -> None:
        """``agent`` is what a page may call us; ``host`` where they are read, else one worker process."""
        load = Load("parley.search.documents.reader:Reader", {"agent": agent.lower()})
        self._host = host or EnginePool(
            "documents", load, call_timeout=SECONDS, memory_mb=MEMORY_MB, nice=NICE
        )

    async def read(self, data: bytes, source: Source, bounds: Bounds = BOUNDS) -> Read:
        """A document. Raises ``Unsupported`` for what is no text, ``BadDocument``, ``TooLong``,
        ``MissingEngine``, ``EngineTimeout``, ``EngineFailed``."""
        return cast(Read, await self._host.call("read", data, source, bounds))

    async def file(self, path: Path, known: str = "", bounds: Bounds = BOUNDS) -> FileRead:
        """A file of this machine, unless its SHA-256 (hex) is ``known``. Raises likewise."""
        return cast(FileRead, await self._host.call("file", str(path), known, bounds))

    async def sitemap(self, data: bytes) -> Sitemap:
        """What a sitemap names. Raises likewise."""
        return cast(Sitemap, await self._host.call("sitemap", data))

    async def stop(self) -> None:
        """Let the worker go."""
        await self._host.stop()
