"""What searching does when nobody waits for it: indexing what was missed, and learning the house's words."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol, runtime_checkable

from parley.errors import ParleyError
from parley.home.home import Home
from parley.search.personal.building import Building
from parley.search.personal.files import FileTexts, Reading
from parley.search.types import Engine
from parley.telemetry import log

QUIET = 60.0
"""Seconds after which it is seen what another process put into the house's index."""
PAUSE = 0.05
"""Seconds that others have between two lots of documents whose words are learnt."""


@runtime_checkable
class Learning(Protocol):
    """An engine that counts the words of its documents after it has written them."""

    def learn(self) -> int:
        """Count the words of some documents; how many there were."""
        ...


class Background:
    """Goes on from ``start`` until ``stop``."""

    def __init__(self, home: Home, house: Engine | None, texts: Reading | None) -> None:
        self._building = Building(home, FileTexts(home, texts) if texts is not None else None)
        self._house, self._texts = house, texts
        self._wake = asyncio.Event()
        self._learning: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._building.start()
        if isinstance(self._house, Learning):
            self._learning = asyncio.create_task(self._learn(self._house), name="parley-search-words")

    async def stop(self) -> None:
        """End, in the middle if need be."""
        await self._building.stop()
        task, self._learning = self._learning, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self._texts is not None:
            await self._texts.stop()

    def wake(self) -> None:
        """There may be something new."""
        self._building.wake()
        self._wake.set()

    async def all(self) -> None:
        """Do all there is to do, here and now."""
        await self._building.all()
        if isinstance(self._house, Learning):
            while await asyncio.to_thread(self._house.learn):
                pass

    async def records(self) -> None:
        """See what was missed of records."""
        await self._building.records()

    async def _learn(self, house: Learning) -> None:
        while True:
            self._wake.clear()
            try:
                while await asyncio.to_thread(house.learn):  # noqa: ASYNC110 - for others, not for an event
                    await asyncio.sleep(PAUSE)
            except ParleyError as error:
                log.warning("search.words_not_learnt", code=error.code)
            with suppress(TimeoutError):
                async with asyncio.timeout(QUIET):
                    await self._wake.wait()
