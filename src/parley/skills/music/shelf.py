"""The library as skills use it: kept fresh in the background, and searched."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from parley.skills.music.finding import Finder, Found
from parley.skills.music.library import Library, load, scan

_FRESH = 60.0
"""Seconds for which the folder is not looked at again while there is music in it."""
_PATIENCE = 3.0
"""Seconds that somebody waits for new files to be read."""

Search = Callable[[Finder], Found | None]


class Shelf:
    """The music of a folder."""

    def __init__(self, folder: Path, kept: Path, executor: Executor) -> None:
        """``kept``: the file in which what was found is kept."""
        self.folder = folder
        self._kept = kept
        self._executor = executor
        self._finder = Finder(Library(folder))
        self._looking: asyncio.Task[None] | None = None
        self._looked = float("-inf")

    @property
    def finder(self) -> Finder:
        """What is known now."""
        return self._finder

    @property
    def looking(self) -> bool:
        """Whether the folder is being looked through."""
        return self._looking is not None

    def start(self) -> None:
        """Begin to look through the folder, if there is one."""
        if self.folder.is_dir():
            self._look()

    async def stop(self) -> None:
        """Stop waiting for it; a thread that reads ends by itself."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def find(self, search: Search) -> Found | None:
        """What fits; what was put into the folder just now is found too, if it is read soon enough."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._executor, search, self._finder)
        if found is not None and loop.time() - self._looked < _FRESH:
            return found
        if found is not None:
            self._look()
            return found
        await self.refreshed()
        return await loop.run_in_executor(self._executor, search, self._finder)

    async def refreshed(self) -> None:
        """Look for new files, for some seconds at most."""
        looking = self._look()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await asyncio.shield(looking)

    def _look(self) -> asyncio.Task[None]:
        if self._looking is None:
            self._looking = asyncio.create_task(self._through(), name="music")
            self._looking.add_done_callback(self._looked_through)
        return self._looking

    async def _through(self) -> None:
        loop = asyncio.get_running_loop()
        library = self._finder.library
        if not library.songs:
            library = await loop.run_in_executor(self._executor, load, self.folder, self._kept)
            if library.songs:
                self._finder = await loop.run_in_executor(self._executor, Finder, library)
        now = await loop.run_in_executor(self._executor, scan, library, self._kept)
        if now != self._finder.library:
            self._finder = await loop.run_in_executor(self._executor, Finder, now)
        self._looked = loop.time()

    def _looked_through(self, task: asyncio.Task[None]) -> None:
        self._looking = None
        if not task.cancelled():
            task.exception()  # whoever waited has it
