"""The segments of an index made one, a few pages at a time: queries have fewer places to look at then.

FTS5 keeps on the disk how far it came: what a crash or another start interrupts goes on where it was.
"""

from __future__ import annotations

import sqlite3

from parley.search.engines.tables import SPAN, note, noted

PAGES = 100
"""Pages of 4 kB that are merged in one go: some 10 ms."""
_LEAST, _SHARE = 5_000, 4
"""Documents that must have come before it is worth it: so many, and one in so many of all that ever came. The
whole index is written anew each time, which makes some four times in all for each document."""
_BEGUN, _DONE = "merging", "merged"


def due(connection: sqlite3.Connection) -> bool:
    """Whether it was begun, or so much came since that it should be."""
    if noted(connection, _BEGUN) >= 0:
        return True
    come = _come(connection)
    return come - max(noted(connection, _DONE), 0) >= max(_LEAST, come / _SHARE)


def merge(connection: sqlite3.Connection, pages: int) -> bool:
    """Go on by so many pages, inside a transaction of the caller; whether there is more to do."""
    if noted(connection, _BEGUN) < 0:
        note(connection, _BEGUN, _come(connection))
    before = connection.total_changes
    # A negative number stands for all segments, whatever their sizes.
    connection.execute("INSERT INTO search_words(search_words, rank) VALUES ('merge', ?)", (-pages,))
    if connection.total_changes - before >= 2:  # as FTS5's documentation tells whether it did anything
        return True
    note(connection, _DONE, noted(connection, _BEGUN))
    connection.execute("DELETE FROM search_state WHERE name = ?", (_BEGUN,))
    return False


def merge_some(connection: sqlite3.Connection, pages: int) -> None:
    """Merge segments of one size, by so many pages: what FTS5 does itself for what it writes."""
    connection.execute("INSERT INTO search_words(search_words, rank) VALUES ('merge', ?)", (pages,))


def _come(connection: sqlite3.Connection) -> int:
    """Documents that were ever written, those that went again among them."""
    owners = connection.execute("SELECT number, last FROM search_owners")
    return sum(max(0, last - number * SPAN) for number, last in owners)
