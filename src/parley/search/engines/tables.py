"""An index in tables of SQLite: functions over a connection, for inside a transaction of whoever calls.

Every owner has a range of numbers of its own, and every query is limited to one range: the index itself never
yields a row of anybody else. The tokens are in a table of FTS5 without content; to take a document out, its
tokens are made from its text again, which is why ``FORM`` stands in the file.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from parley.language.analysis.stems import version
from parley.search.engines.fts5 import Columns, columns
from parley.search.engines.legible import legible
from parley.search.types import Document

SPAN = 1 << 40
"""Numbers of one owner."""
_AT_ONCE = 500
"""Documents that one statement looks for."""
_VALUES = 30_000
"""Values of one statement; SQLite takes 32,766."""
_HASH = 16 << 20
"""Bytes that FTS5 gathers before it writes a segment; its own 1 MB makes bulk loading a tenth slower."""

SEGMENTS = 8
"""Segments of one size that are merged into one; its own 4 makes loading a tenth slower."""

WORDS = (
    "CREATE TABLE IF NOT EXISTS search_vocabulary (word TEXT PRIMARY KEY, documents INTEGER NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS search_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
"""Tables of the words and how far they were counted."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS search_owners (number INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE,"
    " last INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE IF NOT EXISTS search_documents (number INTEGER PRIMARY KEY, id TEXT NOT NULL,"
    " kind TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, url TEXT NOT NULL, site TEXT NOT NULL,"
    " language TEXT NOT NULL, at REAL NOT NULL, changed REAL NOT NULL, owner INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX IF NOT EXISTS search_documents_by_id ON search_documents (owner, id)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5(title, body, content='', tokenize='ascii')",
    *WORDS,
)


def form() -> str:
    """How texts become tokens here: an index of another form is made anew."""
    return f"1 unicode-{unicodedata.unidata_version} snowball-{version()}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document and its tokens: what takes time is done before the transaction begins."""

    document: Document
    columns: Columns


def prepared(documents: Iterable[Document]) -> list[Prepared]:
    """Documents with their tokens; of several with one owner and id the last."""
    return [Prepared(each, columns(each.title, each.body)) for each in legible(documents)]


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables if they are not there, and anew what was made in another form."""
    for statement in _TABLES:
        connection.execute(statement)
    was = connection.execute("SELECT value FROM search_state WHERE name = 'form'").fetchone()
    if was is None:
        for name, value in (("hashsize", _HASH), ("automerge", SEGMENTS)):
            connection.execute("INSERT INTO search_words(search_words, rank) VALUES (?, ?)", (name, value))
        connection.execute("INSERT INTO search_state VALUES ('form', ?)", (form(),))
    elif was[0] != form():
        remake(connection)


def noted(connection: sqlite3.Connection, name: str) -> int:
    """A number that was noted; -1 where none was."""
    row = connection.execute("SELECT value FROM search_state WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row is not None else -1


def note(connection: sqlite3.Connection, name: str, value: int) -> None:
    """Note a number in the file."""
    connection.execute(
        "INSERT INTO search_state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, str(value)),
    )


def remake(connection: sqlite3.Connection) -> None:
    """Make the tokens of every document anew from its text."""
    connection.execute("INSERT INTO search_words(search_words) VALUES ('delete-all')")
    rows = connection.execute("SELECT number, title, body FROM search_documents ORDER BY number")
    while some := rows.fetchmany(_AT_ONCE):
        made = ((number, columns(title, body)) for number, title, body in some)
        connection.executemany(
            "INSERT INTO search_words(rowid, title, body) VALUES (?, ?, ?)",
            [(number, each.title, each.body) for number, each in made],
        )
    connection.execute("UPDATE search_state SET value = ? WHERE name = 'form'", (form(),))


def owner_number(connection: sqlite3.Connection, owner: str, *, make: bool = False) -> int | None:
    """The number of an owner; None where nothing of theirs was ever written."""
    row = connection.execute("SELECT number FROM search_owners WHERE owner = ?", (owner,)).fetchone()
    if row is not None:
        return int(row[0])
    if not make:
        return None
    cursor = connection.execute("INSERT INTO search_owners (owner) VALUES (?)", (owner,))
    return int(cursor.lastrowid or 0)


Gone = Callable[[sqlite3.Connection, Sequence[tuple[int, str, str]]], None]
"""Is told of what is taken out: numbers, titles and bodies."""


def put(connection: sqlite3.Connection, documents: Sequence[Prepared], gone: Gone | None = None) -> None:
    """Write documents, in place of those of the same owner and id."""
    by_owner: dict[str, list[Prepared]] = {}
    for each in documents:
        by_owner.setdefault(each.document.owner, []).append(each)
    for owner, theirs in by_owner.items():
        number = owner_number(connection, owner, make=True)
        assert number is not None
        _remove(connection, number, [each.document.id for each in theirs], gone)
        _insert(connection, number, theirs)


def drop(
    connection: sqlite3.Connection, ids: Iterable[str], owner: str = "", gone: Gone | None = None
) -> int:
    """Take documents of an owner out; how many were there."""
    number = owner_number(connection, owner)
    return _remove(connection, number, ids, gone) if number is not None else 0


def drop_owner(connection: sqlite3.Connection, owner: str) -> int:
    """Take out everything of an owner, and the owner; how many documents there were."""
    number = owner_number(connection, owner)
    if number is None:
        return 0
    rows = connection.execute("SELECT id FROM search_documents WHERE owner = ?", (number,)).fetchall()
    total = _remove(connection, number, [row[0] for row in rows])
    connection.execute("DELETE FROM search_owners WHERE number = ?", (number,))
    return total


def latest(connection: sqlite3.Connection, owner: int) -> int:
    """The last number that was given to a document of an owner.

    A number is never given twice: what follows the index goes by the last one it saw.
    """
    row = connection.execute("SELECT last FROM search_owners WHERE number = ?", (owner,)).fetchone()
    return max(row[0] if row is not None else 0, owner * SPAN)


def _insert(connection: sqlite3.Connection, owner: int, documents: Sequence[Prepared]) -> None:
    values: list[object] = []
    for at, each in enumerate(documents, latest(connection, owner) + 1):
        values += (at, each.columns.title, each.columns.body)
    many(connection, "INSERT INTO search_words(rowid, title, body) VALUES", 3, values)
    insert(connection, owner, [each.document for each in documents])


def insert(connection: sqlite3.Connection, owner: int, documents: Sequence[Document]) -> None:
    """Write documents that are not there under the numbers that follow; their tokens are somebody else's."""
    values: list[object] = []
    first = latest(connection, owner) + 1
    for at, of in enumerate(documents, first):
        values += (at, of.id, of.kind, of.title, of.body, of.url, of.site)
        values += (of.language, of.at, of.changed, owner)
    connection.execute(
        "UPDATE search_owners SET last = ? WHERE number = ?", (first + len(documents) - 1, owner)
    )
    many(connection, "INSERT INTO search_documents VALUES", 11, values)


def many(connection: sqlite3.Connection, insert: str, width: int, values: Sequence[object]) -> None:
    """Insert rows of so many values, given one after the other, as many as may be by one step of SQLite.

    With a step for each, another thread could take Python's lock between any two of them, and a row would
    wait for it longer than it takes to be written. And FTS5 writes a segment before every statement that has
    several rows: with 500 in each, merging those took a third of SQLite's time.
    """
    marks, most = f"({','.join('?' * width)})", _VALUES // width * width
    for at in range(0, len(values), most):
        some = values[at : at + most]
        connection.execute(f"{insert} {','.join([marks] * (len(some) // width))}", some)


def there(connection: sqlite3.Connection, owner: int, ids: Iterable[str]) -> list[int]:
    """Numbers of those documents that are there.

    Asked in few steps: a thread that makes tokens takes Python's lock at every one of them.
    """
    found: list[int] = []
    for some in _batched(dict.fromkeys(ids), _VALUES - 1):
        marks = ",".join("?" * len(some))
        sql = f"SELECT number FROM search_documents WHERE owner = ? AND id IN ({marks})"
        found += (row[0] for row in connection.execute(sql, (owner, *some)).fetchall())
    return found


def _remove(connection: sqlite3.Connection, owner: int, ids: Iterable[str], gone: Gone | None = None) -> int:
    numbers = sorted(there(connection, owner, ids))
    for at in range(0, len(numbers), _AT_ONCE):
        some = numbers[at : at + _AT_ONCE]
        rows = connection.execute(
            f"SELECT number, title, body FROM search_documents WHERE number IN ({','.join('?' * len(some))})",
            some,
        ).fetchall()
        made = [(number, columns(title, body)) for number, title, body in rows]
        connection.executemany(
            "INSERT INTO search_words(search_words, rowid, title, body) VALUES ('delete', ?, ?, ?)",
            [(number, each.title, each.body) for number, each in made],
        )
        connection.executemany("DELETE FROM search_documents WHERE number = ?", [(row[0],) for row in rows])
        if gone is not None:
            gone(connection, rows)
    return len(numbers)


def read(connection: sqlite3.Connection, ids: Iterable[str], owner: str = "") -> Mapping[str, Document]:
    """Documents of an owner by their ids; those that are not there are left out."""
    number = owner_number(connection, owner)
    found: dict[str, Document] = {}
    for some in _batched(dict.fromkeys(ids), _AT_ONCE) if number is not None else ():
        marks = ",".join("?" * len(some))
        rows = connection.execute(
            "SELECT id, kind, title, body, url, site, language, at, changed FROM search_documents"
            f" WHERE owner = ? AND id IN ({marks})",
            (number, *some),
        )
        for id, kind, title, body, url, site, language, at, changed in rows:
            found[id] = Document(id, kind, title, body, owner, url, site, language, at, changed)
    return found


def _batched(items: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
