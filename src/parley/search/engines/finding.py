"""How the tables of SQLite are searched: strictly first, then more loosely, and never beyond one owner."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from parley.search.engines.asking import Limits, limits_of, numbers, scored
from parley.search.engines.fts5 import unwanted
from parley.search.engines.literal import typed
from parley.search.engines.stored import as_it_was_typed
from parley.search.engines.tables import owner_number
from parley.search.engines.whole import LOOSER, PHRASE, RANKED, SCORED, Whole, add
from parley.search.matching import Alike, Matching, Tries, tries
from parley.search.types import DEEPEST, MOST_HITS, Query, Ranked, Scored


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
    limits = limits_of(query, number)
    ways = tries(query, alike) if alike is not None else tries(query)
    if ways.whole[-1].wanted is None:
        return _filtered(connection, query, ways.whole[0], limits, most, offset)
    if query.newest:
        return _newest(connection, ways, limits, most, offset)
    return _best(connection, query, ways, limits, most, offset)


def _best(
    connection: sqlite3.Connection, query: Query, ways: Tries, limits: Limits, most: int, offset: int
) -> Ranked:
    wanted = offset + most
    every = numbers(connection, ways.whole[-1], limits, RANKED)
    fits, partly = len(every), False
    scores: dict[int, float] = {}
    pieces = typed(query)
    if every:
        scores = Whole(connection, limits, pieces, wanted).scores(ways.whole, every)
    for way, matching in enumerate(ways.partly, LOOSER) if not fits else ():
        add(scores, scored(connection, matching, limits, SCORED), way)
        if scores:
            fits, partly = len(scores), True
            break
    exact = sum(round(score, 2) > 1 / PHRASE for score in scores.values())
    if len(scores) > wanted > exact and not (len(pieces) == 1 and pieces[0].isalnum()):
        rest = dict(list(scores.items())[exact:])
        scores = {number: scores[number] for number in list(scores)[:exact]}
        scores |= as_it_was_typed(connection, query, rest)
    ids = _ids(connection, list(scores)[offset : offset + most])
    hits = tuple(Scored(id, scores[number]) for number, id in ids)
    return Ranked(hits, max(fits, len(scores)), fits >= RANKED, partly)


def _newest(connection: sqlite3.Connection, ways: Tries, limits: Limits, most: int, offset: int) -> Ranked:
    found = numbers(connection, ways.whole[-1], limits, RANKED)
    marks = ",".join("?" * len(found))
    rows = connection.execute(
        f"SELECT id, max(at, changed) AS moment FROM search_documents WHERE number IN ({marks})"
        " ORDER BY moment DESC, number DESC LIMIT ? OFFSET ?",
        (*found, most, offset),
    )
    return Ranked(tuple(Scored(id, at) for id, at in rows), len(found), len(found) >= RANKED)


def _filtered(
    connection: sqlite3.Connection, query: Query, matching: Matching, limits: Limits, most: int, offset: int
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
