"""Everything that finds, wired from settings: the indexes, what reads documents, the crawler, the folders."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Self

from parley.home.home import Home
from parley.search.crawling.service import Crawler
from parley.search.documents.service import Documents
from parley.search.engines.choosing import house_engine
from parley.search.folders.service import Folders
from parley.search.hybrid import Hybrid, Meaning
from parley.search.service import Searching
from parley.search.vectors.store import Vectors
from parley.settings import Settings


class Finding:
    """Use as an async context manager: then what is to be read is read in the background."""

    def __init__(self, settings: Settings, home: Home, busy: Callable[[], bool] = lambda: False) -> None:
        """Opens the index of the house. Raises ``MissingEngine``, ``BadSettings``, ``SearchFailed``.

        ``busy`` tells whether anybody talks.
        """
        self.documents = Documents(settings.crawling.agent)
        house = house_engine(settings.search, settings.data_dir)
        self._meaning = Meaning(settings) if settings.search.model else None
        if self._meaning is not None:
            house = Hybrid(house, Vectors(settings.data_dir / "search" / "vectors"), self._meaning)
        self.searching = Searching(home, house, self.documents, busy)
        self.crawler = Crawler(home, settings, self.searching, self.documents)
        self.folders = Folders(home, settings, self.searching, self.documents)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.documents.stop)
            if self._meaning is not None:
                stack.push_async_callback(self._meaning.stop)
                self._meaning.begin()
            for each in (self.searching, self.crawler, self.folders):
                await stack.enter_async_context(each)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
