"""What searching does when nobody waits for it: indexing what was missed, learning words, tidying up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
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

SHARE = 4
"""Times as long as a piece of tidying took, that others have until the next."""
TALK = 1.0
"""Seconds after which it is seen whether people still talk."""


@runtime_checkable
class Learning(Protocol):
    """An engine that counts the words of its documents after it has written them."""

    def learn(self) -> int:
        """Count the words of some documents; how many there were."""
        ...


@runtime_checkable
class Untidy(Protocol):
    """An engine that is faster when it was tidied."""

    def untidy(self) -> bool:
        """Whether it is worth it."""
        ...

    def tidy(self) -> bool:
        """Tidy for some milliseconds; whether there is more to do."""
        ...


class Background:
    """Goes on from ``start`` until ``stop``."""

    def __init__(
        self, home: Home, house: Engine | None, texts: Reading | None, busy: Callable[[], bool]
    ) -> None:
        """``busy`` tells whether anybody talks: nothing is tidied then."""
        self._busy = busy
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
                if isinstance(house, Untidy):
                    await self._tidy(house)
            except ParleyError as error:
                log.warning("search.index_not_kept_up", code=error.code)
            with suppress(TimeoutError):
                async with asyncio.timeout(QUIET):
                    await self._wake.wait()

    async def _tidy(self, house: Untidy) -> None:
        """Tidy until all is done or something new comes, in pieces, while nobody talks."""
        more = await asyncio.to_thread(house.untidy)
        while more and not self._wake.is_set():
            if self._busy():
                await asyncio.sleep(TALK)
                continue
            began = time.monotonic()
            more = await asyncio.to_thread(house.tidy)
            await asyncio.sleep(max(PAUSE, SHARE * (time.monotonic() - began)))
