"""Words counted in the tables of SQLite: how many documents have each, kept up as documents come."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parley.search.engines.tables import SPAN, note, noted, owner_number
from parley.search.vocabulary import MOST, Vocabulary, words_of

_LEARNT, _ADDED, _TAKEN = "learnt", "words added", "words taken out"
_LARGE, _YOUNG = 20_000, 10.0
"""Words of a vocabulary that takes a while to make, and the seconds for which it is young."""


def learn(connection: sqlite3.Connection, most: int) -> int:
    """Count the words of documents that the house has for everybody and that nobody counted yet."""
    owner = owner_number(connection, "")
    if owner is None:
        return 0
    since = max(learnt(connection), owner * SPAN)
    rows = connection.execute(
        "SELECT number, title, body FROM search_documents WHERE number > ? AND number < ?"
        " ORDER BY number LIMIT ?",
        (since, (owner + 1) * SPAN, most),
    ).fetchall()
    if not rows:
        return 0
    add(connection, [(title, body) for _, title, body in rows])
    note(connection, _LEARNT, rows[-1][0])
    return len(rows)


def unlearn(connection: sqlite3.Connection, gone: Sequence[tuple[int, str, str]]) -> None:
    """Take the words of documents out that are no longer there: nobody is reminded of what was deleted."""
    owner, upto = owner_number(connection, ""), learnt(connection)
    if owner is None:
        return
    last = min(upto, (owner + 1) * SPAN - 1)
    take(connection, [(title, body) for number, title, body in gone if owner * SPAN <= number <= last])


def add(connection: sqlite3.Connection, texts: Iterable[tuple[str, str]]) -> None:
    """Count the words of documents, given their titles and bodies."""
    counts = Counter(word for title, body in texts for word in words_of(title, body))
    connection.executemany(
        "INSERT INTO search_vocabulary VALUES (?, ?)"
        " ON CONFLICT (word) DO UPDATE SET documents = documents + excluded.documents",
        list(counts.items()),
    )
    note(connection, _ADDED, noted(connection, _ADDED) + 1)


def take(connection: sqlite3.Connection, texts: Iterable[tuple[str, str]]) -> None:
    """Take the words of documents out again."""
    counts = Counter(word for title, body in texts for word in words_of(title, body))
    connection.executemany(
        "UPDATE search_vocabulary SET documents = documents - ? WHERE word = ?",
        [(count, word) for word, count in counts.items()],
    )
    connection.executemany(
        "DELETE FROM search_vocabulary WHERE word = ? AND documents <= 0", [(word,) for word in counts]
    )
    if counts:
        note(connection, _TAKEN, noted(connection, _TAKEN) + 1)


def learnt(connection: sqlite3.Connection) -> int:
    """The last document whose words were counted."""
    return noted(connection, _LEARNT)


@dataclass(frozen=True, slots=True)
class Known:
    """A vocabulary, and what had been counted when it was made."""

    words: Vocabulary
    added: int
    taken: int
    made: float
    """On the monotonic clock, seconds."""


def vocabulary(connection: sqlite3.Connection, known: Known | None) -> Known:
    """The words that were counted; what is known already if nothing changed since.

    Where documents come all the time a large vocabulary is made anew every few seconds, for what was taken
    out at once: nobody is reminded of what was deleted.
    """
    added, taken, now = noted(connection, _ADDED), noted(connection, _TAKEN), time.monotonic()
    if known is not None and known.taken == taken:
        young = len(known.words) > _LARGE and now - known.made < _YOUNG
        if known.added == added or young:
            return known
    rows = connection.execute(
        "SELECT word, documents FROM search_vocabulary ORDER BY documents DESC LIMIT ?", (MOST,)
    )
    return Known(Vocabulary(dict(rows)), added, taken, now)
