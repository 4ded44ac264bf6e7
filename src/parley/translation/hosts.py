"""The worker processes of translation models: started when first asked, the oldest let go."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from parley.pool.host import EngineHost, EnginePool
from parley.pool.wire import Load
from parley.settings import Settings
from parley.translation.installed import Model

MOST_LOADED = 3
"""Models in memory at once; the large ones take a gigabyte."""
AT_ONCE = 8
"""Sentences of one call to a worker: other people's calls come between."""
_CALL_SECONDS = 120.0
"""Within which that many sentences are translated, also on a weak machine."""
_FACTORY = "parley.translation.engines.ctranslate2:CTranslate2Translator"


@dataclass
class _Running:
    """A model in its workers."""

    host: EngineHost
    gate: asyncio.Semaphore
    """One call a worker: what waits, waits here, where no time runs out."""
    users: int = 0


class Hosts:
    """Runs models."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running: dict[str, _Running] = {}

    async def translate(self, model: Model, sentences: Sequence[str], source: str, target: str) -> list[str]:
        """One translation per sentence. Raises ``MissingEngine``, ``EngineFailed``, ``Busy``."""
        running = await self._started(model)
        found: list[str] = []
        running.users += 1
        try:
            for begin in range(0, len(sentences), AT_ONCE):
                part = list(sentences[begin : begin + AT_ONCE])
                async with running.gate:
                    found += cast(list[str], await running.host.call("translate", part, source, target))
        finally:
            running.users -= 1
        return found

    async def stop(self) -> None:
        """Let all go."""
        running, self._running = self._running, {}
        for each in running.values():
            await each.host.stop()

    async def _started(self, model: Model) -> _Running:
        running = self._running.pop(model.name, None) or self._make(model)
        self._running[model.name] = running  # last: the youngest
        idle = [name for name, each in self._running.items() if not each.users and each is not running]
        for name in idle[: max(0, len(self._running) - MOST_LOADED)]:
            await self._running.pop(name).host.stop()
        return running

    def _make(self, model: Model) -> _Running:
        pool = self._settings.pool
        host = EnginePool(
            model.name,
            Load(_FACTORY, {"folder": model.folder, "kind": model.kind}),
            copies=pool.copies,
            load_timeout=pool.load_timeout,
            call_timeout=_CALL_SECONDS,
        )
        return _Running(host, asyncio.Semaphore(pool.copies))
