"""One folder is gone through: what changed is read, what is gone is forgotten, the rest is not opened."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TypeVar

from parley.clock import Clock
from parley.errors import Busy, EngineFailed, ParleyError
from parley.search.documents.reader import FileRead
from parley.search.documents.service import Documents
from parley.search.documents.types import Read
from parley.search.folders.ledger import Ledger
from parley.search.folders.looking import NoFolder, files_at, files_in
from parley.search.folders.types import KIND, Followed, Known, Stamp
from parley.search.taking import Taking
from parley.search.turns import in_turn
from parley.search.types import Document

T = TypeVar("T")
TOGETHER = 16
"""Files whose documents are taken in one step."""
TRIES = 3
PAUSE = 5.0
"""Seconds before a file is tried again whose reader had no time."""
_NEVER = Stamp(0, 0, 0)
Told = Callable[[int, int], None]
"""Files that were looked at, of how many."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What reads with: shared by all folders."""

    documents: Documents
    sink: Taking
    ledger: Ledger
    turn: asyncio.Lock
    """Of the ledger, which one thread at a time may use."""
    clock: Clock


class Following:
    """The reading of one folder. What is done is on the disk."""

    def __init__(self, tools: Tools, folder: Followed) -> None:
        self._tools, self._folder = tools, folder

    async def all(self, told: Told = lambda done, of: None) -> int:
        """Go through all of it; how many files were read. Raises ``NoFolder``, and what is not the fault of
        a file: ``DatabaseFailed``, ``SearchFailed``, ``UnknownAccount``."""
        name = self._folder.name
        try:
            there = await asyncio.to_thread(files_in, self._folder.path)
        except NoFolder:
            # A disk that is not there today has not lost its files.
            now = self._now()
            await self._on(lambda ledger: ledger.went(name, now, NoFolder.code))
            raise
        known = await self._on(lambda ledger: ledger.known(name))
        await self._gone([known[path] for path in known if path not in there])
        count = await self._changed(there, known, told)
        now = self._now()
        await self._on(lambda ledger: ledger.went(name, now))
        return count

    async def some(self, paths: Collection[str]) -> int:
        """Look at files by their paths in the folder; how many were read. Raises as ``all``."""
        known = await self._on(lambda ledger: ledger.known(self._folder.name))
        there = await asyncio.to_thread(files_at, self._folder.path, paths)
        # A folder that is gone takes along what was in it.
        within = tuple(f"{path}/" for path in paths)
        gone = [
            each
            for path, each in known.items()
            if path not in there and (path in paths or path.startswith(within))
        ]
        await self._gone(gone)
        return await self._changed(there, known, lambda done, of: None)

    async def _changed(self, there: dict[str, Stamp], known: dict[str, Known], told: Told) -> int:
        """Read what is new, or is not what it was."""
        owner = self._folder.owner
        await self._gone([each for each in known.values() if each.path in there and each.owner != owner])
        changed = [
            (path, stamp)
            for path, stamp in there.items()
            if (before := known.get(path)) is None or before.stamp != stamp or before.owner != owner
        ]
        kept = {path for path, each in known.items() if each.kept}
        for begin in range(0, len(changed), TOGETHER):
            read: list[Known] = []
            documents: list[Document] = []
            for path, stamp in changed[begin : begin + TOGETHER]:
                before = known.get(path)
                now, document = await self._file(
                    path, stamp, before if before and before.owner == owner else None
                )
                read.append(now)
                documents += [document] if document else []
            lost = [each.path for each in read if not each.kept and each.path in kept]
            if documents:
                # Whatever happens now, it is known that there may be a document.
                begun = [replace(each, stamp=_NEVER, digest="") for each in read if each.kept]
                await self._on(lambda ledger, begun=begun: ledger.write(self._folder.name, begun))
                await self._tools.sink.take(owner, documents)
            if lost:
                await self._tools.sink.forget(owner, [self._id(path) for path in lost])
            await self._on(lambda ledger, read=read: ledger.write(self._folder.name, read))
            told(begin + len(read), len(changed))
        return len(changed)

    async def _file(self, path: str, stamp: Stamp, before: Known | None) -> tuple[Known, Document | None]:
        """What is known of a file now, and its document where there is a new one."""
        fresh = Known(path, self._folder.owner, stamp, "", False)
        known = before.digest if before and (before.kept or before.code) else ""
        try:
            found = await self._read(path, known)
        except ParleyError as error:
            return replace(fresh, code=error.code), None
        if found.read is None and not found.code and before:
            return replace(before, stamp=stamp), None  # written anew, and the same
        fresh = replace(fresh, digest=found.digest, code=found.code)
        if found.read is None or not found.read.body:
            return fresh, None
        return replace(fresh, kept=True), self._document(path, stamp, found.read)

    async def _read(self, path: str, known: str) -> FileRead:
        """Raises ``BadDocument``, ``EngineFailed``, ``Busy``."""
        for _ in range(TRIES - 1):
            try:
                return await self._tools.documents.file(self._folder.path / path, known)
            except Busy:
                await asyncio.sleep(PAUSE)
            except EngineFailed:
                break  # it took its reader along, and would do so again
        return await self._tools.documents.file(self._folder.path / path, known)

    async def _gone(self, files: list[Known]) -> None:
        """Forget files that are not there any more, or are somebody else's now."""
        for owner in {each.owner for each in files if each.kept}:
            ids = [self._id(each.path) for each in files if each.kept and each.owner == owner]
            await self._tools.sink.forget(owner, ids)
        if files:
            paths = [each.path for each in files]
            await self._on(lambda ledger: ledger.drop(self._folder.name, paths))

    def _document(self, path: str, stamp: Stamp, read: Read) -> Document:
        pure = PurePosixPath(path)
        modified = min(stamp.modified / 1e9, self._now())
        return Document(
            id=self._id(path),
            kind=KIND,
            title=read.title or pure.stem,
            # Files are looked for by their names, too.
            body=f"{read.body}\n{path}",
            owner=self._folder.owner,
            site=self._folder.name.lower(),
            language=read.language,
            at=read.at or modified,
            changed=modified,
        )

    def _id(self, path: str) -> str:
        return file_id(self._folder.name, path)

    async def _on(self, do: Callable[[Ledger], T]) -> T:
        return await in_turn(self._tools.turn, lambda: do(self._tools.ledger))

    def _now(self) -> float:
        return self._tools.clock.now().timestamp()


def file_id(folder: str, path: str) -> str:
    """Of the document of a file."""
    digest = hashlib.sha256(f"{folder}\0{path}".encode("utf-8", "surrogateescape")).hexdigest()
    return f"file:{digest[:40]}"
