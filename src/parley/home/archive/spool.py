"""An account's records as they were at one moment, laid aside sealed, to be gone through several times."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import msgspec
from sqlalchemy import Connection

from parley.home.archive.kept import Kept
from parley.home.archive.rows import read
from parley.home.collections import COLLECTIONS, with_defaults
from parley.home.database.database import Database
from parley.home.database.schema import records
from parley.home.states import opened_state
from parley.home.vault import AccountKey

_LENGTH = 4
"""Bytes that say how long the next row is."""


class _Row(msgspec.Struct, frozen=True, array_like=True):
    id: str
    created: float
    sealed: bytes


class Spool:
    """A temporary file without a name: rows in the order of their collections. A context manager."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._file = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - closed by __exit__
        self._begins: dict[str, int] = {}
        self.counts: Counter[str] = Counter()
        """Records of each collection."""
        self.size = 0
        """Bytes."""

    async def fill(self, database: Database) -> None:
        """Lay aside what is there now, in one transaction."""
        await database.read(self._fill)

    def _fill(self, connection: Connection) -> None:
        self._file.seek(0)  # the work may run again
        self._file.truncate()
        self._begins.clear()
        self.counts.clear()
        for row in read(connection, records, self._account):
            # Also a record that was deleted and made anew has a row without ``deleted``.
            if row["deleted"] is None and row["collection"] in COLLECTIONS:
                self._add(row["collection"], _Row(row["id"], row["created"], row["sealed"]))
        self.size = self._file.tell()

    def _add(self, collection: str, row: _Row) -> None:
        if collection not in self._begins:
            self._begins[collection] = self._file.tell()
        self.counts[collection] += 1
        data = msgspec.msgpack.encode(row)
        self._file.write(len(data).to_bytes(_LENGTH, "big") + data)

    def of(self, key: AccountKey, collection: str) -> Iterator[Kept]:
        """The records of a collection, by id. Raises ``Unreadable``."""
        for _, record in self.placed(key, collection):
            yield record

    def placed(self, key: AccountKey, collection: str) -> Iterator[tuple[int, Kept]]:
        """The same, each with the place at which it can be found again."""
        position = self._begins.get(collection, 0)
        for _ in range(self.counts[collection]):
            record = self.at(key, collection, position)
            following = self._file.tell()
            yield position, record
            position = following

    def at(self, key: AccountKey, collection: str, place: int) -> Kept:
        """The record at a place."""
        self._file.seek(place)
        data = self._file.read(int.from_bytes(self._file.read(_LENGTH), "big"))
        return self._kept(key, collection, msgspec.msgpack.decode(data, type=_Row))

    def _kept(self, key: AccountKey, collection: str, row: _Row) -> Kept:
        state = opened_state(key, self._account, collection, row.id, row.sealed)
        return Kept(
            id=row.id,
            created=row.created,
            document=with_defaults(collection, state.fields),
            stamps=state.stamps,
            deleted=state.deleted or "",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
