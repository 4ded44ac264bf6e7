"""The engine that is always there: an index in a file of SQLite, with its words in FTS5."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import islice
from pathlib import Path
from queue import Empty, Full, LifoQueue
from threading import Lock

from parley.errors import TooLong
from parley.search.engines import loading, segments, tables
from parley.search.engines.counting import Known, learn, unlearn, vocabulary
from parley.search.engines.finding import find
from parley.search.engines.loading import Part
from parley.search.engines.tables import Prepared
from parley.search.errors import SearchFailed
from parley.search.types import LONGEST_QUERY, Document, Query, Ranked
from parley.search.vocabulary import Vocabulary

_TOGETHER = 5_000
"""Documents of one transaction: what a crash makes the caller write again, at most."""
_MANY = 2_000
"""Documents from which on it is worth it to sort their tokens beside the index."""
_MAKERS = 2
"""Threads that do so; with the one that writes they take up to three processors."""
_READERS = 8
"""Connections that are kept for reading."""
_PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
_SECONDS = 2.0
"""Longest that one query may take; then it is broken off."""
_STEPS = 20_000
"""Instructions of SQLite between two looks at the clock."""


class SQLiteEngine:
    """Safe to use from several threads; one writes at a time, and nobody waits for it to read."""

    def __init__(self, path: Path) -> None:
        """The index in this file, which is made if need be. Raises ``SearchFailed``."""
        self._path = path
        self._closed = False
        self._writing = Lock()
        self._readers: LifoQueue[sqlite3.Connection] = LifoQueue(_READERS)
        self._known: Known | None = None
        with _told("opened"):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._writer = self._connect()
            self._writer.execute("PRAGMA journal_mode = WAL")
            self._writer.execute("PRAGMA synchronous = FULL")
            with self._transaction():
                tables.prepare(self._writer)

    def write(self, documents: Sequence[Document]) -> None:
        by_owner: dict[str, list[Document]] = {}
        for each in documents:
            by_owner.setdefault(each.owner, []).append(each)
        with self._writing, _told("written"):
            for owner, theirs in by_owner.items():
                if len(theirs) >= _MANY:
                    self._load(owner, theirs)
            few = [each for theirs in by_owner.values() if len(theirs) < _MANY for each in theirs]
            for some in _batched(few):
                self._put(tables.prepared(some))

    def _put(self, ready: Sequence[Prepared]) -> None:
        with self._transaction():
            tables.put(self._writer, ready, unlearn)

    def _load(self, owner: str, documents: Sequence[Document]) -> None:
        """Write many documents of one owner, which are taken apart and sorted in other threads meanwhile."""
        with self._transaction():
            number = tables.owner_number(self._writer, owner, make=True)
            assert number is not None
            first = tables.latest(self._writer, number) + 1
        coming: deque[Future[Part]] = deque()
        with closing(self._connect()) as copying, ThreadPoolExecutor(_MAKERS, "parley-search") as makers:
            copying.execute("PRAGMA synchronous = FULL")
            try:
                for some in loading.parts(documents):
                    coming.append(makers.submit(loading.made, number, first, some))
                    first += len(some)
                    if len(coming) > _MAKERS:
                        self._take(copying, coming.popleft().result())
                while coming:
                    self._take(copying, coming.popleft().result())
            finally:
                for each in coming:
                    each.cancel()

    def _take(self, copying: sqlite3.Connection, part: Part) -> None:
        with _transaction(copying):
            copied = loading.copy(copying, part)
            pages = loading.owed(copying, part) if copied else 0
        if not copied:
            self._put(tables.prepared(part.documents))
        elif pages:
            with self._transaction():
                segments.merge_some(self._writer, pages)

    def delete(self, ids: Iterable[str], owner: str = "") -> int:
        with self._writing, _told("written"), self._transaction():
            return tables.drop(self._writer, ids, owner, unlearn)

    def delete_owner(self, owner: str) -> int:
        """Forget everything of an owner; how many documents that was."""
        with self._writing, _told("written"), self._transaction():
            return tables.drop_owner(self._writer, owner)

    def search(self, query: Query, owner: str = "", most: int = 10, offset: int = 0) -> Ranked:
        if len(query.text) > LONGEST_QUERY:
            raise TooLong(f"A query may have {LONGEST_QUERY} characters.")
        fuzzy = any(term.fuzzy or term.prefix for clause in query.wanted for term in clause)
        alike = self.vocabulary().alike if fuzzy else None
        with self._reading() as connection:
            return find(connection, query, owner, most, offset, alike)

    def documents(self, ids: Iterable[str], owner: str = "") -> Mapping[str, Document]:
        with self._reading() as connection:
            return tables.read(connection, ids, owner)

    def count(self) -> int:
        """Documents of all owners."""
        with self._reading() as connection:
            return int(connection.execute("SELECT count(*) FROM search_documents").fetchone()[0])

    def learn(self, most: int = 2_000) -> int:
        """Count the words of documents written since it was last called, for spelling and completing.

        At most so many documents; how many there were. Call it when there is nothing else to do, until it
        gives 0: it takes about as long as writing them.
        """
        with self._writing, _told("written"), self._transaction():
            return learn(self._writer, most)

    def vocabulary(self) -> Vocabulary:
        """The words of what the house has for everybody, as far as ``learn`` has come."""
        with self._reading() as connection:
            self._known = known = vocabulary(connection, self._known)
        return known.words

    def untidy(self) -> bool:
        """Whether so much was written that ``tidy`` would make queries faster."""
        with self._reading() as connection:
            return segments.due(connection)

    def tidy(self) -> bool:
        """Merge a little of the index's segments; whether there is more to do.

        It takes some 10 ms; writing waits for it, reading does not. What was begun goes on after a crash.
        """
        with self._writing, _told("written"), self._transaction():
            return segments.merge(self._writer, segments.PAGES)

    def check(self) -> bool:
        """Whether the file and the index in it are sound."""
        with self._writing, _told("read"):
            try:
                self._writer.execute("INSERT INTO search_words(search_words) VALUES ('integrity-check')")
            except sqlite3.DatabaseError:
                return False
            return self._writer.execute("PRAGMA integrity_check").fetchone()[0] == "ok"

    def close(self) -> None:
        self._closed = True
        with self._writing:
            self._writer.close()
        while True:
            try:
                self._readers.get_nowait().close()
            except Empty:
                return

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA cache_size = -32768")
        connection.execute("PRAGMA wal_autocheckpoint = 10000")
        connection.execute("PRAGMA mmap_size = 1073741824")
        return connection

    def _transaction(self) -> AbstractContextManager[None]:
        return _transaction(self._writer)

    @contextmanager
    def _reading(self) -> Generator[sqlite3.Connection]:
        if self._closed:
            raise SearchFailed("The index is closed.")
        with _told("read"):
            try:
                connection = self._readers.get_nowait()
            except Empty:
                connection = self._connect()
                connection.execute("PRAGMA query_only = ON")
            ends = time.monotonic() + _SECONDS
            connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            try:
                self._readers.put_nowait(connection)
            except Full:
                connection.close()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Generator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def _told(what: str) -> Generator[None]:
    """What goes wrong with the file, in the words of the house; a message never has what was looked for."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = getattr(error, "sqlite_errorname", None) or type(error).__name__
        raise SearchFailed(
            f"The index cannot be {what} ({reason}). Check the disk and its folder."
        ) from error


def _batched(documents: Iterable[Document]) -> Iterator[list[Document]]:
    rest = iter(documents)
    while some := list(islice(rest, _TOGETHER)):
        yield some
