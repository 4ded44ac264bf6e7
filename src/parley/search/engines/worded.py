"""The words of an index that has no table for them, counted beside it in a file of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock

from parley.search.engines.counting import Known, add, take, vocabulary
from parley.search.engines.tables import WORDS
from parley.search.errors import SearchFailed
from parley.search.types import Clause, Document, Engine, Query, Ranked, Term
from parley.search.vocabulary import Vocabulary


class Worded:
    """An engine with a vocabulary: spelling, completing and fuzzy search work as they do in SQLite.

    Words are counted after their documents are written. A crash between the two leaves some uncounted: then
    suggestions are poorer, and nothing is lost.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        """``path`` is the file for the words. Raises ``SearchFailed``."""
        self._engine, self._lock = engine, Lock()
        self._known: Known | None = None
        with _told():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
            for statement in ("PRAGMA journal_mode = WAL", *WORDS):
                self._file.execute(statement)

    def write(self, documents: Sequence[Document]) -> None:
        latest = {each.id: each for each in documents if not each.owner}
        before = self._engine.documents(latest)
        self._engine.write(documents)
        self._count(latest.values(), before.values())

    def delete(self, ids: Iterable[str], owner: str = "") -> int:
        every = list(ids)
        before = self._engine.documents(every if not owner else ())
        gone = self._engine.delete(every, owner)
        self._count((), before.values())
        return gone

    def search(self, query: Query, owner: str = "", most: int = 10, offset: int = 0) -> Ranked:
        if any(term.fuzzy or term.prefix for clause in query.wanted for term in clause):
            words = self.vocabulary()
            query = replace(query, wanted=tuple(_widened(clause, words) for clause in query.wanted))
        return self._engine.search(query, owner, most, offset)

    def documents(self, ids: Iterable[str], owner: str = "") -> Mapping[str, Document]:
        return self._engine.documents(ids, owner)

    def vocabulary(self) -> Vocabulary:
        """The words of what the house has for everybody."""
        with self._lock, _told():
            self._known = known = vocabulary(self._file, self._known)
        return known.words

    def close(self) -> None:
        with self._lock:
            self._file.close()
        self._engine.close()

    def _count(self, come: Iterable[Document], gone: Iterable[Document]) -> None:
        with self._lock, _told():
            self._file.execute("BEGIN IMMEDIATE")
            try:
                take(self._file, [(each.title, each.body) for each in gone])
                add(self._file, [(each.title, each.body) for each in come])
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")


def _widened(clause: Clause, words: Vocabulary) -> Clause:
    """A clause with the words that its misspelt and unfinished ones may stand for."""
    found: list[Term] = []
    for term in clause:
        found.append(term)
        if term.fuzzy or term.prefix:
            kin = words.alike(term.text.lower(), term.fuzzy, term.prefix)
            found += [Term(each, term.field) for each in kin]
    return tuple(found)


@contextmanager
def _told() -> Generator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise SearchFailed(f"The words of the index cannot be kept ({type(error).__name__}).") from error
