"""How the tables of SQLite are searched: strictly first, then more loosely, and never beyond one owner.

Matching is fast (30 ns a document), scoring is not (1 µs): of a query that many documents fit, those with the
words in their titles are scored, and of the others the ``RANKED`` that were written last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from parley.search.engines.fts5 import expression, unwanted
from parley.search.engines.tables import SPAN, owner_number
from parley.search.engines.typed import CHARACTERS, as_typed
from parley.search.matching import Alike, Matching, Tries, tries
from parley.search.types import DEEPEST, MOST_HITS, Query, Ranked, Scored

RANKED = 300
"""Documents of one try that are scored, and so far as they are counted."""
_FURTHER = 200
"""The same for a looser try, when a stricter one found some: enough for what is shown after them."""
_TITLE, _BODY = 6.0, 1.0
"""What a word counts in the title and in the body (BM25F's weights, as FTS5's ``bm25`` takes them)."""
_SCORE = f"bm25(search_words, {_TITLE}, {_BODY})"
_BETWEEN = "rowid BETWEEN ? AND ?"


@dataclass(frozen=True, slots=True)
class _Limits:
    """What rows may be found: conditions on ``search_documents d`` and their values."""

    first: int
    last: int
    conditions: str = ""
    values: tuple[object, ...] = ()


def find(
    connection: sqlite3.Connection,
    query: Query,
    owner: str = "",
    most: int = 10,
    offset: int = 0,
    alike: Alike | None = None,
) -> Ranked:
    """The owner's documents that fit, the best first."""
    most, offset = min(max(most, 0), MOST_HITS), min(max(offset, 0), DEEPEST)
    number = owner_number(connection, owner)
    if number is None:
        return Ranked()
    limits = _limits(query, number)
    ways = tries(query, alike) if alike is not None else tries(query)
    if ways.whole[-1].wanted is None:
        return _filtered(connection, query, ways.whole[0], limits, most, offset)
    if query.newest:
        return _newest(connection, ways, limits, most, offset)
    return _best(connection, query, ways, limits, most, offset)


def _best(
    connection: sqlite3.Connection, query: Query, ways: Tries, limits: _Limits, most: int, offset: int
) -> Ranked:
    *strict, loosest = ways.whole
    fits = len(_rows(connection, "0", loosest, limits, RANKED))
    scores: dict[int, float] = {}
    partly = False
    if fits >= RANKED:
        titles = {
            number: score
            for each in strict
            if each.titled
            for number, score in _rows(connection, _SCORE, each, limits, RANKED)
        }
        for way, matching in enumerate(ways.whole, 1):
            if matching.titled:
                rows = list(titles.items())
            elif matching is loosest:
                shown = offset + most <= _FURTHER // 2
                rows = _rows(connection, _SCORE, matching, limits, _FURTHER if scores and shown else RANKED)
            else:  # to score a phrase of common words is to go through all that have them, twice
                found = _rows(connection, "0", matching, limits, RANKED)
                rows = [(number, titles.get(number, 0.0)) for number, _ in found]
            _add(scores, rows, way)
            if len(scores) >= offset + most:
                break
    elif fits:
        scores = _all_scored(connection, strict, loosest, limits)
    for way, matching in enumerate(ways.partly, len(ways.whole) + 1) if not fits else ():
        _add(scores, _rows(connection, _SCORE, matching, limits, RANKED), way)
        if scores:
            fits, partly = len(scores), True
            break
    if len(scores) > offset + most:
        scores = _as_typed(connection, query, scores)
    ids = _ids(connection, list(scores)[offset : offset + most])
    hits = tuple(Scored(id, scores[number]) for number, id in ids)
    return Ranked(hits, max(fits, len(scores)), fits >= RANKED, partly)


def _all_scored(
    connection: sqlite3.Connection, strict: Sequence[Matching], loosest: Matching, limits: _Limits
) -> dict[int, float]:
    """Where all that fit can be scored: the score has the titles in it, and stricter tries only lift."""
    rows = _rows(connection, _SCORE, loosest, limits, RANKED)
    scores: dict[int, float] = {}
    lifting = [each for each in strict if not each.titled] if len(rows) > 1 else []
    for way, matching in enumerate(lifting, 1):
        found = {row[0] for row in _rows(connection, "0", matching, limits, RANKED)}
        _add(scores, [row for row in rows if row[0] in found], way)
    _add(scores, rows, len(lifting) + 1)
    return scores


def _as_typed(connection: sqlite3.Connection, query: Query, scores: dict[int, float]) -> dict[int, float]:
    """Of the first ones, those with the words as they were typed before those with other forms of them."""

    def texts(numbers: Sequence[int]) -> dict[int, str]:
        rows = connection.execute(
            "SELECT number, title || char(10) || substr(body, 1, ?) FROM search_documents"
            f" WHERE number IN ({','.join('?' * len(numbers))})",
            (CHARACTERS, *numbers),
        )
        return dict(rows)

    return as_typed(scores, query, texts)


def _add(scores: dict[int, float], rows: Sequence[tuple[int, float]], way: int) -> None:
    """What a looser try finds comes after what a stricter one found, whatever it scored."""
    for number, score in sorted(rows, key=itemgetter(1)):  # they came with the last written first
        if number not in scores:
            scores[number] = 1 / way - score * 1e-6  # bm25 is negative, and better the further from zero


def _rows(
    connection: sqlite3.Connection, what: str, matching: Matching, limits: _Limits, most: int
) -> list[tuple[int, float]]:
    """Numbers of documents that fit, those written last first, and what is asked of each."""
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


def _newest(connection: sqlite3.Connection, ways: Tries, limits: _Limits, most: int, offset: int) -> Ranked:
    rows = _rows(connection, "0", ways.whole[-1], limits, RANKED)
    numbers = [row[0] for row in rows]
    marks = ",".join("?" * len(numbers))
    found = connection.execute(
        f"SELECT id, max(at, changed) AS moment FROM search_documents WHERE number IN ({marks})"
        " ORDER BY moment DESC, number DESC LIMIT ? OFFSET ?",
        (*numbers, most, offset),
    )
    return Ranked(tuple(Scored(id, at) for id, at in found), len(rows), len(rows) >= RANKED)


def _filtered(
    connection: sqlite3.Connection, query: Query, matching: Matching, limits: _Limits, most: int, offset: int
) -> Ranked:
    """No words, only filters: the newest first. Nothing at all finds nothing."""
    if not (query.filtered or query.newest or matching.unwanted):
        return Ranked()
    where = f"d.number BETWEEN ? AND ? AND {limits.conditions or '1'}"
    values: tuple[object, ...] = (limits.first, limits.last, *limits.values)
    if without := unwanted(matching):
        where += " AND d.number NOT IN (SELECT rowid FROM search_words WHERE search_words MATCH ?)"
        values += (without,)
    rows = connection.execute(
        f"SELECT d.id, max(d.at, d.changed) AS moment FROM search_documents d WHERE {where}"
        " ORDER BY moment DESC, d.number DESC LIMIT ? OFFSET ?",
        (*values, most, offset),
    ).fetchall()
    total = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM search_documents d WHERE {where} LIMIT ?)",
        (*values, RANKED + 1),
    ).fetchone()[0]
    return Ranked(tuple(Scored(id, at) for id, at in rows), min(total, RANKED), total > RANKED)


def _ids(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[int, str]]:
    marks = ",".join("?" * len(numbers))
    rows = dict(
        connection.execute(f"SELECT number, id FROM search_documents WHERE number IN ({marks})", numbers)
    )
    return [(number, rows[number]) for number in numbers]


def _limits(query: Query, owner: int) -> _Limits:
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
    return _Limits(owner * SPAN, (owner + 1) * SPAN - 1, " AND ".join(conditions), tuple(values))
