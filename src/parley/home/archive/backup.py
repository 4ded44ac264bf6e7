"""A backup of the whole home while it runs: its tables at one moment, its files, and the server's key."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import msgspec

from parley.clock import Clock
from parley.home.archive.dump import Dump
from parley.home.archive.manifest import HOME, Manifest, Member
from parley.home.archive.packing import Packing
from parley.home.archive.rows import TABLES, as_row, placed
from parley.home.archive.secret import wrapped
from parley.home.archive.unpacking import Told
from parley.home.archive.writing import replacing, writable
from parley.home.database.database import Database
from parley.home.database.schema import accounts
from parley.home.database.schema import files as file_table
from parley.home.files.objects import PART, Objects
from parley.home.vault import Unreadable, Vault

KEY = "key.json"
_NAME = re.compile(r"parley-\d{8}-\d{6}\.zip")
_PART = re.compile(r"\.parley-\d{8}-\d{6}\.zip\.[0-9a-f]+\.part")
"""A backup that is being written, or whose writer was killed."""
_LINES = 500
"""Rows packed between two pieces of the archive."""

README = """\
这是 Parley 的备份。里面的内容是加密的；用 parley restore 恢复。
This is a backup of Parley. What is in it is encrypted; use parley restore.
"""


class Parts(Protocol):
    """What a backup reads of a ``Home``."""

    database: Database
    vault: Vault
    clock: Clock


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    path: Path
    size: int
    """Bytes."""
    manifest: Manifest
    missing: int
    """Files whose bytes were not where they should be; they are left out."""


async def backed_up(
    home: Parts,
    objects: Objects,
    path: Path,
    key: bytes,
    passphrase: str | None,
    told: Told = lambda done, of: None,
    cost: int | None = None,
) -> BackedUp:
    """Write a backup. With a passphrase it holds the server's ``key``, without which nobody can read it.

    Everything that was written before the call is in it. Raises ``CannotWrite``, ``WrongPassphrase``,
    ``DatabaseFailed``, ``FilesFailed``.
    """
    sealed = await asyncio.to_thread(_wrapped, key, passphrase, cost) if passphrase is not None else None
    with replacing(path) as file, Dump(path.parent) as dump:
        await dump.fill(home.database)
        packing = Packing(home.clock.now().timestamp())
        packing.add("README.txt", README.encode())
        if sealed is not None:
            packing.add(KEY, sealed)
        size = 0
        making = _Making(home, objects, dump, packing, key, told)
        async for piece in making.pieces():
            size += len(piece)
            with writable(path):
                await asyncio.to_thread(file.write, piece)
    return BackedUp(path, size, making.manifest, len(making.missing))


def _wrapped(key: bytes, passphrase: str, cost: int | None) -> bytes:
    return wrapped(key, passphrase) if cost is None else wrapped(key, passphrase, cost)


@dataclass(frozen=True, slots=True)
class _Object:
    """Where the bytes of a file lie."""

    file: tuple[str, str]
    """Account and id."""
    name: str
    size: int
    """Bytes, sealed."""


class _Making:
    """One backup while it is made."""

    manifest: Manifest

    def __init__(
        self, home: Parts, objects: Objects, dump: Dump, packing: Packing, key: bytes, told: Told
    ) -> None:
        self._home, self._store = home, objects
        self._dump, self._packing, self._key = dump, packing, key
        self._told, self._done, self._total = told, 0, dump.size
        self.missing: set[tuple[str, str]] = set()
        """Account and id of each file without its bytes."""

    async def pieces(self) -> AsyncIterator[bytes]:
        objects = [each async for each in self._objects()]
        self._total += sum(each.size for each in objects)
        for each in objects:
            async for done in self._object(each):
                yield self._taken(done)
        counts = {
            **self._dump.counts,
            file_table.name: self._dump.counts[file_table.name] - len(self.missing),
        }
        for table in TABLES:
            with self._packing.member(f"tables/{table.name}.jsonl") as file:
                for lines in _groups(self._lines(table.name)):
                    await asyncio.to_thread(file.write, lines)
                    yield self._taken(len(lines))
        notes = {"tables": self._dump.tables, "key": fingerprint(self._key)}
        notes["signature"] = signature(self._key, self._packing.made, counts, self._packing.members)
        self.manifest = self._packing.finish(HOME, counts, notes)
        yield self._packing.take()

    def _taken(self, done: int) -> bytes:
        self._done += done
        self._told(min(self._done, self._total), self._total)
        return self._packing.take()

    async def _objects(self) -> AsyncIterator[_Object]:
        """What each file's bytes lie in; notes which are gone."""
        rows = (as_row(accounts, line) for line in self._dump.lines(accounts.name))
        wrapped_keys = {row["id"]: row["key"] for row in rows}
        for line in self._dump.lines(file_table.name):
            row = as_row(file_table, line)
            key = self._home.vault.unwrap(row["account"], wrapped_keys[row["account"]])
            name = placed(key, row)
            file = row["account"], row["id"]
            try:
                yield _Object(file, name, await self._store.size(name))
            except Unreadable:
                self.missing.add(file)

    async def _object(self, object: _Object) -> AsyncIterator[int]:
        """Pack the bytes of one file, as they are; how many, piece by piece."""
        large = object.size > 2**31 - 2**20
        with self._packing.member(f"objects/{object.name}", compress=False, large=large) as file:
            for start in range(0, object.size, PART):
                end = min(object.size, start + PART)
                try:
                    data = await self._store.get(object.name, start, end)
                except Unreadable:  # deleted since, or lost: a restored home shall not promise it
                    self.missing.add(object.file)
                    return
                await asyncio.to_thread(file.write, data)
                yield end - start

    def _lines(self, table: str) -> Iterator[bytes]:
        if table != file_table.name or not self.missing:
            return self._dump.lines(table)
        return (line for line in self._dump.lines(table) if self._is_there(as_row(file_table, line)))

    def _is_there(self, row: dict[str, str]) -> bool:
        return (row["account"], row["id"]) not in self.missing


def _groups(lines: Iterator[bytes]) -> Iterator[bytes]:
    group: list[bytes] = []
    for line in lines:
        group.append(line)
        if len(group) == _LINES:
            yield b"".join(group)
            group = []
    yield b"".join(group)


def fingerprint(key: bytes) -> str:
    """Tells keys apart, and nothing of them."""
    return hmac.new(key, b"backup key", sha256).hexdigest()[:32]


def signature(key: bytes, made: float, counts: dict[str, int], members: dict[str, Member]) -> str:
    """Only who has the server's key can make it: a backup that was altered is found out."""
    signed = msgspec.json.encode(["backup", made, counts, members], order="sorted")
    return hmac.new(key, signed, sha256).hexdigest()


def dated(folder: Path, now: datetime) -> Path:
    """A name for a backup of this moment."""
    return folder / f"parley-{now:%Y%m%d-%H%M%S}.zip"


def rotate(folder: Path, keep: int) -> list[Path]:
    """Delete all backups with such names but the latest, and what killed ones left; which went."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    whole = [path for path in files if _NAME.fullmatch(path.name)]
    parts = [
        path for path in files if _PART.fullmatch(path.name) and whole and path.name[1:] < whole[-1].name
    ]
    gone = [*parts, *whole[:-keep]] if keep > 0 else []
    for path in gone:
        with writable(path):
            path.unlink()
    return gone
