"""An archive becomes part of an account: all of it is checked, then it is taken in; twice changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace
from sqlalchemy import Connection, update

from parley.home.accounts.audit import Action
from parley.home.accounts.sealing import account_key
from parley.home.archive import contents
from parley.home.archive.exporting import Parts, Told
from parley.home.archive.kept import Kept
from parley.home.archive.manifest import ACCOUNT, Manifest
from parley.home.archive.taking_in import take_in
from parley.home.archive.unpacking import Archive, Bounds, opened
from parley.home.database.schema import files
from parley.home.files.ledger import About

T = TypeVar("T")

PHOTOS = "photos"
"""The collection whose records name files."""
_TOGETHER = 500
"""Records in one transaction."""
_RECORD = 1024
"""Bytes that a record counts for in what is told."""


@dataclass(slots=True)
class Imported:
    """What an import did."""

    records: dict[str, int] = field(default_factory=dict[str, int])
    """Collection → how many records are another than before."""
    files: int = 0
    """Files that were not there before."""
    profile: bool = False
    """Whether the account's name and language were taken from the archive."""


async def verified(path: Path, told: Told = lambda done, of: None, bounds: Bounds | None = None) -> Manifest:
    """Read an account's archive to its end: every byte is as it was written, and every record is one.

    Raises ``BadArchive``, ``NewerArchive``, ``CannotRead``.
    """

    def work() -> Manifest:
        with opened(path, ACCOUNT, bounds) as archive:
            contents.verify(archive, told)
            return archive.manifest

    return await asyncio.to_thread(work)


async def imported(
    home: Parts,
    account: str,
    path: Path,
    told: Told = lambda done, of: None,
    checking: Told = lambda done, of: None,
    bounds: Bounds | None = None,
) -> Imported:
    """Take an archive into an account. Where both have a record, the later edit of each field stays.

    Raises as ``verified`` does, before anything is changed. Also ``UnknownAccount``, ``TooMany``,
    ``QuotaExceeded``, ``DatabaseFailed``: then some may be in already, and importing again goes on.
    """
    await verified(path, checking, bounds)
    person = await home.accounts.get(account)
    did = Imported()
    with opened(path, ACCOUNT, bounds) as archive:
        progress = _Progress(archive, told)
        for collection in contents.collections(archive):
            named = await _renamed(home, account, archive) if collection == PHOTOS else None
            did.records[collection] = await _records(home, account, archive, collection, progress, named)
        did.files = await _files(home, account, archive, progress)
        profile = contents.profile(archive)
    if not person.name and profile.name:
        await home.accounts.change(account, name=profile.name, language=profile.language or None)
        did.profile = True
    detail = {"records": sum(did.records.values()), "files": did.files}
    await home.audit.note(account, Action.IMPORTED, detail=detail)
    return did


class _Progress:
    def __init__(self, archive: Archive, told: Told) -> None:
        counts = archive.manifest.counts
        kept = sum(count for name, count in counts.items() if name not in ("files", "audit"))
        self._done, self._told = 0, told
        self._total = kept * _RECORD + sum(line.size for line in contents.files(archive))

    def add(self, size: int) -> None:
        self._done += size
        self._told(min(self._done, self._total), self._total)


async def _renamed(home: Parts, account: str, archive: Archive) -> dict[str, str]:
    """What each file of the archive is called in this account: names of contents are an account's own."""
    key = await home.database.read(lambda connection: account_key(connection, home.vault, account))
    return {line.id: key.name(bytes.fromhex(line.sha256)) for line in contents.files(archive)}


def _with_file(record: Kept, named: Mapping[str, str]) -> Kept:
    """A photo with the name that its original has here."""
    file = str(record.document.get("file", ""))
    return replace(record, document={**record.document, "file": named.get(file, file)})


async def _records(
    home: Parts,
    account: str,
    archive: Archive,
    collection: str,
    progress: _Progress,
    named: Mapping[str, str] | None,
) -> int:
    changed = 0
    now = home.clock.now().timestamp()
    lines = contents.records(archive, collection)
    while kept := await asyncio.to_thread(_some, lines):
        if named is not None:
            kept = [_with_file(each, named) for each in kept]
        changed += await home.database.write(
            lambda connection, kept=kept: take_in(connection, home.vault, account, collection, kept, now)
        )
        progress.add(len(kept) * _RECORD)
    return changed


def _some(lines: Iterator[T]) -> list[T]:
    return list(islice(lines, _TOGETHER))


async def _files(home: Parts, account: str, archive: Archive, progress: _Progress) -> int:
    """Files whose content the account has already stay as they are."""
    here = {file.sha256 for file in await home.files.all(account)}
    new = 0
    for line in contents.files(archive):
        if line.sha256 in here:
            progress.add(line.size)
            continue
        here.add(line.sha256)
        about = About(line.name, line.type, line.sha256)
        file = await home.files.keep(account, line.size, about, _pieces(archive, line.path, progress))
        await home.database.write(
            lambda connection, id=file.id, line=line: _dated(connection, account, id, line.created)
        )
        new += 1
    return new


def _dated(connection: Connection, account: str, id: str, created: float) -> None:
    mine = (files.c.account == account) & (files.c.id == id)
    connection.execute(update(files).where(mine).values(created=created))


async def _pieces(archive: Archive, path: str, progress: _Progress) -> AsyncIterator[bytes]:
    pieces = archive.pieces(path)
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece
        progress.add(len(piece))
