"""What stands in the texts of documents, read from the tables of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from parley.search.engines.literal import ENOUGH, TEXTS, standing
from parley.search.engines.typed import CHARACTERS, as_typed
from parley.search.types import Query

_SIZES = (10, TEXTS)
"""Documents that one statement reads; few sizes, so that each is prepared once."""
_TEXT = f"number || char(1, 32) || title || char(32, 1, 32) || substr(body, 1, {CHARACTERS}) || ' '"
_SELECT = {
    size: f"SELECT CAST(group_concat({_TEXT}, char(1, 2)) AS BLOB) FROM search_documents"
    f" WHERE number IN ({','.join('?' * size)})"
    for size in _SIZES
}
"""All texts as one, as ``literal.TEXT`` has them: a row for each would take three times as long."""


def exactly(
    connection: sqlite3.Connection, pieces: tuple[str, ...], numbers: Sequence[int], enough: int
) -> list[int]:
    """Those of some documents in which the pieces stand as they were typed, the best of those read together
    first. No more are read when there are enough."""
    found: list[int] = []
    read = 0
    for at in range(0, len(numbers), TEXTS):
        some = [*numbers[at : at + TEXTS]]
        size = next(each for each in _SIZES if each >= len(some))
        some += some[-1:] * (size - len(some))
        texts: bytes = connection.execute(_SELECT[size], some).fetchone()[0] or b""
        read += len(texts)
        found += standing(pieces, texts)
        if len(found) >= enough or read > ENOUGH:
            break
    return found


def as_it_was_typed(
    connection: sqlite3.Connection, query: Query, scores: Mapping[int, float]
) -> dict[int, float]:
    """Of the first ones, those with the words as they were typed before those with other forms of them."""

    def texts(numbers: Sequence[int]) -> dict[int, str]:
        rows = connection.execute(
            "SELECT number, title || char(10) || substr(body, 1, ?) FROM search_documents"
            f" WHERE number IN ({','.join('?' * len(numbers))})",
            (CHARACTERS, *numbers),
        )
        return dict(rows)

    return as_typed(scores, query, texts)
