"""Many documents at once: FTS5 makes segments of them in memory, several at a time, and their pages are
copied into the index as they are.

Of what it takes to write a document most is FTS5 sorting its tokens, and one index does that in one thread.
Segments do not know of each other: what is made of them elsewhere needs a number, a line in the note of all
segments (``structure.py``) and its part in the averages. A connection that copies must not have used the
index itself, or FTS5 would go by what it remembers of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain

from parley.search.engines import structure
from parley.search.engines.fts5 import columns
from parley.search.engines.legible import legible
from parley.search.engines.structure import AVERAGES, STRUCTURE, NotUnderstood, Segment
from parley.search.engines.tables import SEGMENTS, insert, latest, many, there
from parley.search.types import Document

_ID = 37
"""Bits of a page's number in ``…_data`` below those of its segment."""
_INDEX = "CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='ascii')"
_DOCUMENTS = 5_000
"""Documents of one part, of one transaction therefore: what a crash makes the caller write again, at most.
One statement takes the values of so many. With twice as many it takes 80 MB more and is no faster."""
_CHARACTERS = 4_000_000
"""Characters of one part, give or take one document's."""
_WHOLE = 1 << 30
"""Bytes that FTS5 gathers before it writes: more than a part ever has, so that it becomes one segment."""


@dataclass(frozen=True, slots=True)
class Made:
    """The segment of some documents, as its pages are on the disk."""

    pages: Sequence[tuple[int, bytes]]
    """Numbers within the segment, and what stands there."""
    terms: Sequence[tuple[bytes, int]]
    """With what tokens pages begin."""
    sizes: Sequence[tuple[int, bytes]]
    """How many tokens each document has."""
    totals: Sequence[int]
    """Documents, then tokens of each column."""
    last: int
    """Its last page."""


@dataclass(frozen=True, slots=True)
class Part:
    """Documents of one owner, ready to be written under numbers that follow one another."""

    owner: int
    first: int
    """Number of the first."""
    documents: Sequence[Document]
    made: Made | None
    """None where it could not be made: another version of FTS5, say."""


def parts(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents of one owner cut into what is made and written at once; in each no id twice."""
    some: list[Document] = []
    characters = 0
    for each in documents:
        characters += len(each.title) + len(each.body)
        some.append(each)
        if len(some) >= _DOCUMENTS or characters >= _CHARACTERS:
            yield legible(some)
            some, characters = [], 0
    if some:
        yield legible(some)


def made(owner: int, first: int, documents: Sequence[Document]) -> Part:
    """Take documents apart and make their segment: work for a thread of its own."""
    values: list[object] = []
    for at, each in enumerate(documents, first):
        both = columns(each.title, each.body)
        values += (at, both.title, both.body)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(_INDEX)
        connection.execute("INSERT INTO words(words, rank) VALUES ('hashsize', ?)", (_WHOLE,))
        connection.execute("BEGIN")
        many(connection, "INSERT INTO words(rowid, title, body) VALUES", 3, values)
        connection.execute("COMMIT")
        try:
            return Part(owner, first, documents, _made(connection))
        except NotUnderstood:
            return Part(owner, first, documents, None)


def _made(connection: sqlite3.Connection) -> Made:
    segments = [each for level in _structure(connection, "words").levels for each in level.segments]
    if len(segments) != 1:
        raise NotUnderstood("more than one segment, or none")
    (only,) = segments
    base = only.id << _ID
    pages = connection.execute(
        "SELECT id - ?, block FROM words_data WHERE id >= ? AND id < ?", (base, base, base + (1 << _ID))
    ).fetchall()
    terms = connection.execute("SELECT term, pgno FROM words_idx WHERE segid = ?", (only.id,)).fetchall()
    sizes = connection.execute("SELECT id, sz FROM words_docsize").fetchall()
    return Made(pages, terms, sizes, _totals(connection, "words"), only.last)


def copy(connection: sqlite3.Connection, part: Part) -> bool:
    """Write a part, inside a transaction.

    False, and nothing is written, where FTS5 has to do it itself: a document of that id is there, another
    process gave the numbers away, or the index on the disk is of a kind that is not understood.
    """
    if part.made is None or latest(connection, part.owner) + 1 != part.first:
        return False
    if there(connection, part.owner, [each.id for each in part.documents]):
        return False
    try:
        now = _structure(connection, "search_words")
        totals = _totals(connection, "search_words") or [0] * len(part.made.totals)
        segment = Segment(now.free(), 1, part.made.last)
        both = [one + other for one, other in zip(totals, part.made.totals, strict=True)]
    except ValueError:
        return False
    base = segment.id << _ID
    for table, rows in (
        ("data", [(base + at, page) for at, page in part.made.pages]),
        ("idx", [(segment.id, term, page) for term, page in part.made.terms]),
        ("docsize", part.made.sizes),
    ):
        values = list(chain.from_iterable(rows))
        many(connection, f"INSERT INTO search_words_{table} VALUES", len(rows[0]), values)
    update = "UPDATE search_words_data SET block = ? WHERE id = ?"
    connection.execute(update, (structure.packed(both), AVERAGES))
    connection.execute(update, (structure.written(now.with_newest(segment)), STRUCTURE))
    insert(connection, part.owner, part.documents)
    return True


def owed(connection: sqlite3.Connection, part: Part) -> int:
    """Pages to merge after a part was copied, as FTS5 counts them where it writes itself; often none."""
    levels = _structure(connection, "search_words").levels
    if part.made is None or not any(each.merging or len(each.segments) >= SEGMENTS for each in levels):
        return 0
    return part.made.last * len(levels)


def _structure(connection: sqlite3.Connection, table: str) -> structure.Structure:
    return structure.read(_note(connection, table, STRUCTURE))


def _totals(connection: sqlite3.Connection, table: str) -> list[int]:
    return structure.unpacked(_note(connection, table, AVERAGES))


def _note(connection: sqlite3.Connection, table: str, id: int) -> bytes:
    row = connection.execute(f"SELECT block FROM {table}_data WHERE id = ?", (id,)).fetchone()
    return bytes(row[0]) if row is not None else b""
