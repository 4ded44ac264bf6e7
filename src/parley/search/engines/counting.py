"""Words counted in the tables of SQLite: how many documents have each, kept up as documents come."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from parley.search.engines.tables import SPAN, owner_number
from parley.search.vocabulary import MOST, Vocabulary, words_of

_LEARNT, _CHANGES = "learnt", "changes of the vocabulary"


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
    counts = Counter(word for _, title, body in rows for word in words_of(title, body))
    connection.executemany(
        "INSERT INTO search_vocabulary VALUES (?, ?)"
        " ON CONFLICT (word) DO UPDATE SET documents = documents + excluded.documents",
        list(counts.items()),
    )
    _set(connection, _LEARNT, rows[-1][0])
    _set(connection, _CHANGES, _number(connection, _CHANGES) + 1)
    return len(rows)


def unlearn(connection: sqlite3.Connection, gone: Sequence[tuple[int, str, str]]) -> None:
    """Take the words of documents out that are no longer there: nobody is reminded of what was deleted."""
    owner, upto = owner_number(connection, ""), learnt(connection)
    if owner is None:
        return
    counted = [row for row in gone if owner * SPAN <= row[0] <= min(upto, (owner + 1) * SPAN - 1)]
    counts = Counter(word for _, title, body in counted for word in words_of(title, body))
    connection.executemany(
        "UPDATE search_vocabulary SET documents = documents - ? WHERE word = ?",
        [(count, word) for word, count in counts.items()],
    )
    connection.executemany(
        "DELETE FROM search_vocabulary WHERE word = ? AND documents <= 0", [(word,) for word in counts]
    )
    _set(connection, _CHANGES, _number(connection, _CHANGES) + 1)


def learnt(connection: sqlite3.Connection) -> int:
    """The last document whose words were counted."""
    return _number(connection, _LEARNT)


def vocabulary(
    connection: sqlite3.Connection, known: tuple[int, Vocabulary] | None
) -> tuple[int, Vocabulary]:
    """The words that were counted, and their version; what is known already, if nothing changed since."""
    version = _number(connection, _CHANGES)
    if known is not None and known[0] == version:
        return known
    rows = connection.execute(
        "SELECT word, documents FROM search_vocabulary ORDER BY documents DESC LIMIT ?", (MOST,)
    )
    return version, Vocabulary(dict(rows))


def _number(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM search_state WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row is not None else -1


def _set(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute(
        "INSERT INTO search_state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, str(value)),
    )
