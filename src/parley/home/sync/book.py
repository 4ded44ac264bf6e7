"""The file that a device keeps its copy in: the server's rows, the edits that wait, and how far both are.

SQLite with ``synchronous=FULL``: what a call wrote is on disk when it returns, and a process killed at any
moment leaves whole transactions behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from parley.errors import ParleyError
from parley.home.changes import NOTHING, Change, Row, State

_TABLES = """
CREATE TABLE IF NOT EXISTS book (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows (
  collection TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, round INTEGER NOT NULL,
  fields TEXT NOT NULL, stamps TEXT NOT NULL, deleted TEXT, PRIMARY KEY (collection, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (
  number INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, stamp TEXT NOT NULL,
  fields TEXT NOT NULL, deleted INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS pending_by_record ON pending (collection, id);
"""


_KEEP = """
INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  seq = excluded.seq, round = excluded.round, fields = excluded.fields, stamps = excluded.stamps,
  deleted = excluded.deleted
WHERE excluded.round > rows.round OR excluded.seq > rows.seq
"""


class ReplicaFailed(ParleyError):
    """A device's copy cannot be read or written: permissions, a full or damaged disk."""

    code: ClassVar[str] = "replica_failed"


@dataclass(slots=True)
class Place:
    """How far the copy is."""

    replica: str = ""
    next: int = 1
    """Number of the next edit."""
    taken: int = 0
    """Number of the latest edit that the server has; it waits to come back as a row."""
    sent: int = 0
    """Number of the latest edit that was ever sent: the server may have it as it is."""
    cursor: int = 0
    round: int = 0
    """Counts how often the rows were read from the first."""
    anew: bool = False
    """Whether a round is under way: rows of older ones are gone when it ends."""
    latest: str = ""
    """The latest stamp given or seen."""
    ahead: int = 0
    """Milliseconds that the server's clock is ahead of this device's."""
    file: int = 0
    """What the system calls the file; another after it was copied."""


class Book:
    """The tables. Every method is called within ``with book.writing()`` or ``with book.reading()``."""

    def __init__(self, path: Path) -> None:
        """Raises ``ReplicaFailed``."""
        self._path = path
        with self._said("opened"):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for pragma in (
                "busy_timeout=2000",
                "locking_mode=EXCLUSIVE",
                "journal_mode=WAL",
                "synchronous=FULL",
            ):
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.executescript(_TABLES)
            self.file = path.stat().st_ino
        with self.reading():
            self.place = self._place()

    @contextmanager
    def reading(self) -> Generator[None]:
        """Raises ``ReplicaFailed``."""
        with self._said("read"):
            yield

    @contextmanager
    def writing(self) -> Generator[None]:
        """One transaction, ``place`` included; nothing of it has happened when it raises."""
        with self._said("written"):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                kept = msgspec.json.encode(self.place).decode()
                self._connection.execute("INSERT OR REPLACE INTO book VALUES ('place', ?)", (kept,))
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                self.place = self._place()
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def state(self, collection: str, id: str) -> State:
        """What the server was last known to hold of a record."""
        sql = "SELECT fields, stamps, deleted FROM rows WHERE collection = ? AND id = ?"
        found = self._connection.execute(sql, (collection, id)).fetchone()
        return _state(*found) if found else NOTHING

    def states(self, collection: str) -> dict[str, State]:
        """The same of a whole collection, by id."""
        sql = "SELECT id, fields, stamps, deleted FROM rows WHERE collection = ?"
        return {id: _state(*state) for id, *state in self._connection.execute(sql, (collection,))}

    def pending(
        self, collection: str | None = None, id: str | None = None, after: int = 0, most: int = -1
    ) -> list[tuple[int, Change]]:
        """Edits in order, with their numbers."""
        sql = (
            "SELECT number, collection, id, stamp, fields, deleted FROM pending"
            " WHERE (?1 IS NULL OR collection = ?1) AND (?2 IS NULL OR id = ?2) AND number > ?3"
            " ORDER BY number LIMIT ?4"
        )
        found = self._connection.execute(sql, (collection, id, after, most))
        return [(number, _change(*change)) for number, *change in found]

    def add(self, number: int, change: Change) -> None:
        """An edit that waits, in the place of any of the same number."""
        values = (number, change.collection, change.id, change.stamp, _text(change.fields), change.deleted)
        self._connection.execute("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, ?, ?)", values)

    def drop(self, *, upto: int = 0, numbers: tuple[int, ...] = ()) -> None:
        """Edits that need not wait any more."""
        self._connection.execute("DELETE FROM pending WHERE number <= ?", (upto,))
        self._connection.executemany("DELETE FROM pending WHERE number = ?", [(each,) for each in numbers])

    def keep(self, rows: list[Row]) -> None:
        """What the server holds, unless something later is known of it."""
        round = self.place.round
        values = [
            (each.collection, each.id, each.seq, round, _text(each.fields), _text(each.stamps), each.deleted)
            for each in rows
        ]
        self._connection.executemany(_KEEP, values)

    def sweep(self) -> None:
        """Drop the rows of older rounds."""
        self._connection.execute("DELETE FROM rows WHERE round < ?", (self.place.round,))

    def forget_deleted(self) -> None:
        """Drop the rows of what was deleted, unless an edit may still need them."""
        self._connection.execute(
            "DELETE FROM rows WHERE fields = '{}' AND NOT EXISTS (SELECT 1 FROM pending)"
        )

    def _place(self) -> Place:
        found = self._connection.execute("SELECT value FROM book WHERE name = 'place'").fetchone()
        return msgspec.json.decode(found[0], type=Place) if found else Place()

    @contextmanager
    def _said(self, what: str) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise ReplicaFailed(f"The copy in {self._path} cannot be {what} ({error}).") from error


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _state(fields: str, stamps: str, deleted: str | None) -> State:
    return State(msgspec.json.decode(fields), msgspec.json.decode(stamps), deleted)


def _change(collection: str, id: str, stamp: str, fields: str, deleted: int) -> Change:
    values: dict[str, Any] = msgspec.json.decode(fields)
    return Change(collection, id, stamp, values, bool(deleted))
