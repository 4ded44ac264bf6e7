"""Vectors of documents, kept in a file of SQLite; what finds the nearest is made from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

import numpy as np

from parley.errors import MissingEngine
from parley.search.errors import SearchFailed
from parley.search.vectors.approximate import Approximate
from parley.search.vectors.exact import Exact, Rows

MANY = 100_000
"""Vectors from which on they are searched approximately: comparing with all then takes more than 10 ms."""
_AT_ONCE = 5_000
_MOST = 1_000


class Vectors:
    """Safe to use from several threads, one at a time."""

    def __init__(self, folder: Path, *, many: int = MANY) -> None:
        """Those in a folder. Raises ``SearchFailed``."""
        self._lock, self._many, self._folder = Lock(), many, folder
        with _told("opened"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = sqlite3.connect(
                folder / "vectors.db", isolation_level=None, check_same_thread=False, timeout=30
            )
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS vectors (number INTEGER PRIMARY KEY AUTOINCREMENT,"
                " id TEXT NOT NULL UNIQUE, row BLOB NOT NULL)"
            )
            row = self._file.execute("SELECT length(row) / 2 FROM vectors LIMIT 1").fetchone()
            self._dimensions = int(row[0]) if row is not None else 1
            self._index = self._opened()

    def __len__(self) -> int:
        return len(self._index)

    def put(self, ids: Sequence[str], rows: Rows) -> None:
        """Keep vectors, in place of those of the same ids; any length but zero. On disk when it returns.

        Of another number of dimensions than those that are there (by another model), they replace all.
        """
        with self._lock, _told("written"):
            if rows.shape[1] != self._dimensions:
                self._file.execute("DELETE FROM vectors")
                self._dimensions = rows.shape[1]
                self._index = self._opened()
            latest = dict(zip(ids, _unit(rows), strict=True))
            self._file.execute("BEGIN IMMEDIATE")
            try:
                self._drop(latest)
                numbers = [self._insert(id, row) for id, row in latest.items()]
            except BaseException:  # raised again: whatever it was, half of it must not stay
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")
            self._index.add(numbers, np.stack(list(latest.values())) if latest else rows)
            if isinstance(self._index, Exact) and len(self._index) > self._many:
                self._index = self._opened()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget vectors, those that are there."""
        with self._lock, _told("written"):
            self._file.execute("BEGIN IMMEDIATE")
            self._drop(ids)
            self._file.execute("COMMIT")

    def nearest(self, row: Rows, most: int) -> list[tuple[str, float]]:
        """Ids and cosine similarities of the vectors most alike, the nearest first; at most 1,000."""
        if len(row) != self._dimensions:
            return []
        with self._lock, _told("read"):
            found = self._index.nearest(_unit(row[None, :])[0], min(most, _MOST))
            marks = ",".join("?" * len(found))
            sql = f"SELECT number, id FROM vectors WHERE number IN ({marks})"
            ids = dict(self._file.execute(sql, [number for number, _ in found]))
        return [(ids[number], alike) for number, alike in found if number in ids]

    def missing(self, ids: Sequence[str]) -> list[str]:
        """Those that have no vector yet."""
        with self._lock, _told("read"):
            marks = ",".join("?" * len(ids))
            there = self._file.execute(f"SELECT id FROM vectors WHERE id IN ({marks})", list(ids))
            known = {row[0] for row in there}
        return [each for each in ids if each not in known]

    def close(self) -> None:
        """Save what is slow to make. Safe to call twice."""
        with self._lock:
            if isinstance(self._index, Approximate) and len(self._index):
                self._index.save()
            self._file.close()

    def _insert(self, id: str, row: Rows) -> int:
        blob = row.astype(np.float16).tobytes()
        return int(
            self._file.execute("INSERT INTO vectors (id, row) VALUES (?, ?)", (id, blob)).lastrowid or 0
        )

    def _drop(self, ids: Iterable[str]) -> None:
        gone: list[int] = []
        for id in ids:
            gone += [row[0] for row in self._file.execute("SELECT number FROM vectors WHERE id = ?", (id,))]
        self._file.executemany("DELETE FROM vectors WHERE number = ?", [(each,) for each in gone])
        self._index.remove(gone)

    def _opened(self) -> Exact | Approximate:
        """What finds the nearest, with exactly the vectors of the file in it."""
        count = self._file.execute("SELECT count(*) FROM vectors").fetchone()[0]
        index: Exact | Approximate = Exact(self._dimensions)
        if count > self._many:
            with suppress(MissingEngine):  # exact is slower with so many, and right
                index = Approximate(self._dimensions, self._folder / f"{self._dimensions}.usearch")
        there = {row[0] for row in self._file.execute("SELECT number FROM vectors")}
        index.remove(sorted(index.keys() - there))
        wanted = sorted(there - index.keys())
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            rows = self._file.execute(
                "SELECT number, row FROM vectors WHERE number BETWEEN ? AND ? ORDER BY number",
                (some[0], some[-1]),
            ).fetchall()
            kept: dict[int, bytes] = dict(rows)
            blobs = [np.frombuffer(kept[number], np.float16) for number in some]
            index.add(some, np.stack(blobs).astype(np.float32))
        return index


def _unit(rows: Rows) -> Rows:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.maximum(lengths, 1e-12)).astype(np.float32)


@contextmanager
def _told(what: str) -> Generator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise SearchFailed(
            f"The vectors cannot be {what} ({type(error).__name__}). Check the disk and its folder."
        ) from error
