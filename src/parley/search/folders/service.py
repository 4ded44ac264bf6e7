"""The service: goes through the folders of the settings at the start, and follows what changes in them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Self, TypeVar

from parley.errors import Busy, ParleyError
from parley.home.accounts.callers import UnknownAccount
from parley.home.files.alone import alone
from parley.home.home import Home
from parley.search.documents.service import Documents
from parley.search.folders.following import Following, Tools, file_id
from parley.search.folders.ledger import Ledger
from parley.search.folders.types import FolderState, Followed
from parley.search.taking import Taking
from parley.search.turns import in_turn
from parley.settings import Settings
from parley.settings.crawling import Folder
from parley.telemetry import log

AGAIN = 3_600.0
"""Seconds after which a folder is gone through again, whatever was told of it: a network's disk tells
nothing."""
AWAY = 60.0
"""The same, where the folder, the disk or the index did not do its part."""
Watch = Callable[[Path], AsyncIterator[set[str]]]
"""Absolute paths that changed in a folder, as they do. Raises ``OSError`` where it cannot be watched."""
T = TypeVar("T")
Told = Callable[[str, int, int], None]
"""Folder, files that were looked at, of how many."""


async def watched(folder: Path) -> AsyncIterator[set[str]]:
    """What the system tells of a folder."""
    watchfiles: Any = import_module("watchfiles")
    try:
        async for changes in watchfiles.awatch(
            folder, debounce=1_600, step=200, ignore_permission_denied=True
        ):
            yield {path for _, path in changes}
    except RuntimeError as error:  # what the system's notices end with, where they end
        raise OSError("The folder cannot be watched.") from error


class Folders:
    """Use as an async context manager. Of several processes on one data folder, one follows."""

    def __init__(
        self, home: Home, settings: Settings, sink: Taking, documents: Documents, watch: Watch = watched
    ) -> None:
        self._home, self._sink, self._documents, self._watch = home, sink, documents, watch
        self._folders: Mapping[str, Folder] = settings.folders
        folder = settings.data_dir / "search"
        self._path, self._lock = folder / "folders.db", folder / "folders.lock"
        self._turn = asyncio.Lock()
        self._ledger: Ledger | None = None
        self._task: asyncio.Task[None] | None = None
        self._going: dict[str, tuple[int, int]] = {}
        """Folder → files looked at in this round, and of how many."""

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="parley-folders")
        return self

    async def __aexit__(self, *_: object) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.close()

    async def close(self) -> None:
        """Let go of the ledger."""
        ledger, self._ledger = self._ledger, None
        if ledger is not None:
            await in_turn(self._turn, ledger.close)

    async def states(self) -> list[FolderState]:
        """How far every folder of the settings is."""
        return [await self._state(name, folder) for name, folder in self._folders.items()]

    async def once(self, told: Told = lambda folder, done, of: None) -> int:
        """Go through all folders, here and now; how many files were read.

        Raises ``Busy`` where another process follows them already, ``NoFolder``, ``UnknownAccount``.
        """
        with alone(self._lock) as mine:
            if not mine:
                raise Busy("Another process follows the folders already.")
            await self._sweep()
            return sum([await self._through(name, folder, told) for name, folder in self._folders.items()])

    async def _run(self) -> None:
        while True:
            try:
                with alone(self._lock) as mine:
                    if mine:
                        await self._sweep()
                        async with asyncio.TaskGroup() as group:
                            for name, folder in self._folders.items():
                                group.create_task(self._follow(name, folder))
                        return
            except ParleyError as error:
                log.warning("folders.paused", code=error.code)
            await asyncio.sleep(AWAY)

    async def _follow(self, name: str, folder: Folder) -> None:
        """Go through a folder, and again whenever something in it changed; without end."""
        while True:
            pause = AGAIN
            try:
                watching = asyncio.create_task(self._changes(name, folder))
                try:
                    await self._through(name, folder)
                    async with asyncio.timeout(AGAIN):
                        await watching
                finally:
                    watching.cancel()
                    await asyncio.gather(watching, return_exceptions=True)
            except TimeoutError:
                continue
            except OSError:  # it cannot be watched: it is gone through now and then
                pause = AWAY
            except ParleyError as error:
                log.warning("folders.failed", code=error.code)
                pause = AWAY
            await asyncio.sleep(pause)

    async def _changes(self, name: str, folder: Folder) -> None:
        """Look at what changed, as it does; begun before the folder is gone through, so that nothing is
        missed in between."""
        root = place_of(folder)
        async for paths in self._watch(root):
            below = [Path(each) for each in paths]
            inner = {each.relative_to(root).as_posix() for each in below if each.is_relative_to(root)}
            await (await self._following(name, folder)).some(inner - {"."})

    async def _through(self, name: str, folder: Folder, told: Told = lambda folder, done, of: None) -> int:
        def tell(done: int, of: int) -> None:
            self._going[name] = done, of
            told(name, done, of)

        self._going[name] = 0, 0
        try:
            return await (await self._following(name, folder)).all(tell)
        finally:
            self._going.pop(name, None)

    async def _following(self, name: str, folder: Folder) -> Following:
        owner = await self._owner(folder.person)
        followed = Followed(name, place_of(folder), owner)
        ledger = await self._opened()
        return Following(Tools(self._documents, self._sink, ledger, self._turn, self._home.clock), followed)

    async def _owner(self, person: str) -> str:
        """The account of whom a folder is for. Raises ``UnknownAccount``."""
        if not person:
            return ""
        people = await self._home.accounts.people()
        wanted = person.strip().casefold()
        found = [each for each in people if person == each.id] or [
            each for each in people if wanted in (each.name.casefold(), (each.sign_in_name or "").casefold())
        ]
        if len(found) != 1:
            raise UnknownAccount("A folder is for somebody who is not there, or whose name two people have.")
        return found[0].id

    async def _sweep(self) -> None:
        """What was read in folders that are followed no longer goes."""
        ledger = await self._opened()
        there = {each.id for each in await self._home.accounts.people()} | {""}
        for name in await self._do(ledger.folders):
            if name in self._folders:
                continue
            known = await self._do(lambda name=name: ledger.known(name))
            for owner in {each.owner for each in known.values() if each.kept} & there:
                ids = [
                    file_id(name, each.path) for each in known.values() if each.kept and each.owner == owner
                ]
                await self._sink.forget(owner, ids)
            await self._do(lambda name=name: ledger.forget(name))

    async def _state(self, name: str, folder: Folder) -> FolderState:
        ledger = await self._opened()
        at, code, files, kept, refused = await self._do(lambda: ledger.state(name))
        going = self._going.get(name)
        state = "going" if going else "failed" if code else "done" if at else "waiting"
        waiting = going[1] - going[0] if going else 0
        try:
            owner = await self._owner(folder.person)
        except UnknownAccount as error:
            owner, state, code = None, "failed", error.code
        return FolderState(
            name, folder.path, folder.person, owner, state, files, kept, waiting, at, code, refused
        )

    async def _opened(self) -> Ledger:
        def open() -> Ledger:
            if self._ledger is None:
                self._ledger = Ledger(self._path)
            return self._ledger

        return self._ledger or await in_turn(self._turn, open)

    async def _do(self, do: Callable[[], T]) -> T:
        return await in_turn(self._turn, do)


def place_of(folder: Folder) -> Path:
    """Where it lies."""
    return Path(folder.path).expanduser().absolute()
