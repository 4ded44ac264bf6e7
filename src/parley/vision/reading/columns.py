"""Tables that have no rules: rows whose pieces stand below each other, with empty stripes between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from parley.vision.reading.placed import Placed

Stripe = tuple[float, float]
"""Where it begins and ends, in pixels from the left."""

STRIPE = 0.8
"""Heights of a line that an empty stripe between two columns is wide at least."""
_ROWS = 3
"""Of a table; of two rows nobody can tell."""
_APART = 2.2
"""Empty space between two rows of a table, in heights of a line, at most."""
_FILLED = 0.55
"""Of a table's fields, how many have something in them at least."""
_MARK = re.compile(
    r"[(\[]?([0-9]{1,3}|[a-zA-Z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})[.)\]、．]?|[-•·*–—●○■□◆]"
)
"""What stands before the entries of a list: such a column makes no table."""


def tabular(rows: Sequence[Sequence[Placed]]) -> Iterator[tuple[int, int]]:
    """The stretches of rows that are tables: first row, and the one behind the last."""
    place = 0
    while place < len(rows):
        last = _reach(rows, place) if len(rows[place]) > 1 else place
        if last - place >= _ROWS and _is_table(rows[place:last]):
            yield place, last
            place = last
        else:
            place += 1


def stripes(rows: Sequence[Sequence[Placed]]) -> list[Stripe]:
    """The empty stripes that all rows leave, from the left."""
    return _gaps(_cover([], [each for row in rows for each in row]), _usual(rows))


def _usual(rows: Sequence[Sequence[Placed]]) -> float:
    return median(each.height for row in rows for each in row)


def _reach(rows: Sequence[Sequence[Placed]], first: int) -> int:
    """Behind which row a table that begins here would end."""
    usual, cover = _usual(rows[first : first + 1]), _cover([], rows[first])
    bottom, reached = max(each.bottom for each in rows[first]), first + 1
    for place in range(first + 1, len(rows)):
        row = rows[place]
        wider = _cover(cover, row)
        near = min(each.top for each in row) - bottom <= _APART * usual
        alike = 0.5 <= _usual([row]) / max(usual, 1e-9) <= 2
        if not (near and alike and _gaps(wider, usual)):
            break
        if len(row) > 1:
            reached = place + 1
        elif place - reached >= 1:
            break  # one field alone may stand in a row, but not several such rows after each other
        cover, bottom = wider, max(bottom, max(each.bottom for each in row))
    return reached


def _cover(stretches: list[Stripe], row: Sequence[Placed]) -> list[Stripe]:
    """Where something stands, once this row is added."""
    merged: list[Stripe] = []
    for left, right in sorted([*stretches, *((each.left, each.right) for each in row)]):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _gaps(cover: Sequence[Stripe], usual: float) -> list[Stripe]:
    return [(one[1], other[0]) for one, other in pairwise(cover) if other[0] - one[1] >= STRIPE * usual]


def _is_table(rows: Sequence[Sequence[Placed]]) -> bool:
    gaps = stripes(rows)
    if not gaps:
        return False
    several = sum(len(row) > 1 for row in rows)
    fields = {(number, column(each, gaps)) for number, row in enumerate(rows) for each in row}
    if several < _ROWS or len(fields) < _FILLED * len(rows) * (len(gaps) + 1):
        return False
    first = [row[0].line.text.strip() for row in rows if column(row[0], gaps) == 0]
    return len(gaps) > 1 or not all(_MARK.fullmatch(text) for text in first)


def column(piece: Placed, gaps: Sequence[Stripe]) -> int:
    """In which column a piece stands, from 0."""
    middle = (piece.left + piece.right) / 2
    return sum(middle > (start + end) / 2 for start, end in gaps)
