"""How the words in SQLite's tables are asked, within one owner's numbers and a query's filters."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from parley.search.engines.fts5 import expression
from parley.search.engines.tables import SPAN
from parley.search.matching import Matching
from parley.search.types import Query

_TITLE, _BODY = 6.0, 1.0
"""What a word counts in the title and in the body (BM25F's weights, as FTS5's ``bm25`` takes them)."""
_SCORE = f"bm25(search_words, {_TITLE}, {_BODY})"
_BETWEEN = "rowid BETWEEN ? AND ?"


@dataclass(frozen=True, slots=True)
class Limits:
    """What rows may be found: conditions on ``search_documents d`` and their values."""

    first: int
    last: int
    conditions: str = ""
    values: tuple[object, ...] = ()


def limits_of(query: Query, owner: int) -> Limits:
    """What a query's filters leave of an owner's documents."""
    conditions: list[str] = []
    values: list[object] = []
    if query.kinds:
        conditions.append(f"d.kind IN ({','.join('?' * len(query.kinds))})")
        values += query.kinds
    if query.sites:
        one = "(d.site = ? OR substr(d.site, -length(?) - 1) = '.' || ?)"
        conditions.append(f"({' OR '.join([one] * len(query.sites))})")
        values += [each for each in query.sites for _ in range(3)]
    if query.languages:
        one = "(d.language = ? OR substr(d.language, 1, length(?) + 1) = ? || '-')"
        conditions.append(f"({' OR '.join([one] * len(query.languages))})")
        values += [each for each in query.languages for _ in range(3)]
    if query.after is not None or query.before is not None:
        conditions.append("d.at <> 0")  # nobody knows of when it is
    if query.after is not None:
        conditions.append("d.at >= ?")
        values.append(query.after)
    if query.before is not None:
        conditions.append("d.at < ?")
        values.append(query.before)
    return Limits(owner * SPAN, (owner + 1) * SPAN - 1, " AND ".join(conditions), tuple(values))


def numbers(connection: sqlite3.Connection, matching: Matching, limits: Limits, most: int) -> list[int]:
    """Documents that fit, those written last first."""
    return [number for number, _ in _asked(connection, "0", matching, limits, most)]


def scored(
    connection: sqlite3.Connection, matching: Matching, limits: Limits, most: int
) -> list[tuple[int, float]]:
    """The same with their scores, which are negative, and better the further from zero."""
    return _asked(connection, _SCORE, matching, limits, most)


def _asked(
    connection: sqlite3.Connection, what: str, matching: Matching, limits: Limits, most: int
) -> list[tuple[int, float]]:
    values = (expression(matching), limits.first, limits.last, *limits.values, most)
    if not limits.conditions:
        sql = f"SELECT rowid, {what} FROM search_words WHERE search_words MATCH ? AND {_BETWEEN}"
    else:
        # CROSS JOIN: the words come first, whatever the planner thinks.
        sql = (
            f"SELECT search_words.rowid, {what} FROM search_words CROSS JOIN search_documents d"
            " ON d.number = search_words.rowid WHERE search_words MATCH ?"
            f" AND search_words.{_BETWEEN} AND {limits.conditions}"
        )
    return connection.execute(f"{sql} ORDER BY search_words.rowid DESC LIMIT ?", values).fetchall()
