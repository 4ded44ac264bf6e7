"""The order in which a person would read the lines of a page, and which of them belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from parley.vision.reading.columns import tabular
from parley.vision.reading.placed import Placed, placed
from parley.vision.reading.quads import angle
from parley.vision.types import Block, TextLine

_COLUMN_GAP = 1.2
"""Empty space between two columns, in heights of a line."""
_COLUMN_LINE = 8.0
"""Lines of a column are so many heights long, in the middle: shorter ones are the cells of a table or the
prices of a receipt, which are read row by row."""
_PARAGRAPH_GAP = 0.9
"""Empty space between two paragraphs, in heights of a line."""
_OTHER_SIZE = 1.45
"""Times as high as the line before: a heading, or small print."""
_SAME_ROW = 0.5
"""Of the lower of two lines, how much of its height must be beside the other."""


def ordered(lines: Sequence[TextLine]) -> tuple[tuple[Block, ...], float]:
    """The lines as blocks in reading order, and by how many degrees the text is turned clockwise.

    Columns are read one after the other, rows of a table from left to right. Found by cutting the page at
    its widest empty stripes, again and again (Nagy and Seth, 1984).
    """
    degrees = angle([line.polygon for line in lines])
    return tuple(block for block, _ in arranged(lines, degrees)), degrees


def arranged(lines: Sequence[TextLine], degrees: float) -> list[tuple[Block, list[list[TextLine]]]]:
    """The blocks in reading order, and of each its rows; of a table that has no rules, its fields in a row
    are found by the place at which they begin and end (``columns``)."""
    parts = _blocks([placed(line, degrees) for line in lines], 0)
    found: list[tuple[Block, list[list[TextLine]]]] = []
    for part in parts:
        rows = [[each.line for each in row] for row in part.rows]
        counts = tuple(len(row) for row in rows) if part.table else ()
        found.append((Block(tuple(line for row in rows for line in row), counts), rows if part.table else []))
    return found


def rows_of(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """All lines row by row from top to bottom, whatever columns there are, each row from left to right."""
    degrees = angle([line.polygon for line in lines])
    return [[each.line for each in row] for row in _rows([placed(line, degrees) for line in lines])]


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows that belong together."""

    rows: list[list[Placed]]
    table: bool = False


_DEEPEST = 12


def _blocks(lines: list[Placed], depth: int) -> list[_Part]:
    if len(lines) <= 1:
        return [_Part([lines])] if lines else []
    if depth < _DEEPEST:
        for cut in (_columns, _bands):
            parts = cut(lines)
            if len(parts) > 1:
                return [block for part in parts for block in _blocks(part, depth + 1)]
    return list(_parts(_rows(lines)))


def _parts(rows: list[list[Placed]]) -> Iterator[_Part]:
    """Tables, and the paragraphs between them."""
    done = 0
    for first, last in tabular(rows):
        yield from map(_Part, _paragraphs(rows[done:first]))
        yield _Part(rows[first:last], table=True)
        done = last
    yield from map(_Part, _paragraphs(rows[done:]))


def _columns(lines: list[Placed]) -> list[list[Placed]]:
    """Cut where an empty stripe runs from top to bottom between lines long enough for a column."""
    usual = median(each.height for each in lines)
    parts: list[list[Placed]] = []
    end = float("-inf")
    for each in sorted(lines, key=lambda placed: placed.left):
        if each.left - end > _COLUMN_GAP * usual:
            parts.append([])
        parts[-1].append(each)
        end = max(end, each.right)
    if len(parts) < 2 or not all(_is_column(part, usual) for part in parts):
        return [lines]
    return parts


def _is_column(part: list[Placed], usual: float) -> bool:
    long = median(each.right - each.left for each in part) >= _COLUMN_LINE * usual
    return long and len(_rows(part)) >= 2


def _bands(lines: list[Placed]) -> list[list[Placed]]:
    """Cut at the widest empty stripe from left to right, if columns begin or end there."""
    usual = median(each.height for each in lines)
    tops = sorted(lines, key=lambda placed: placed.top)
    gaps: list[tuple[float, int]] = []
    end = tops[0].bottom
    for place, each in enumerate(tops[1:], 1):
        if each.top - end > 0:
            gaps.append((each.top - end, place))
        end = max(end, each.bottom)
    for gap, place in sorted(gaps, reverse=True):
        if gap < _PARAGRAPH_GAP * usual / 2:
            break
        above, below = tops[:place], tops[place:]
        if len(_columns(above)) > 1 or len(_columns(below)) > 1:
            return [above, below]
    return [lines]


def _rows(lines: list[Placed]) -> list[list[Placed]]:
    """Lines that stand beside each other, from left to right; rows from top to bottom."""
    rows: list[list[Placed]] = []
    for each in sorted(lines, key=lambda placed: (placed.top + placed.bottom) / 2):
        row = rows[-1] if rows else []
        if row and _beside(row, each):
            row.append(each)
        else:
            rows.append([each])
    return [sorted(row, key=lambda placed: placed.left) for row in rows]


def _beside(row: list[Placed], each: Placed) -> bool:
    top, bottom = median(other.top for other in row), median(other.bottom for other in row)
    both = min(bottom, each.bottom) - max(top, each.top)
    apart = all(
        each.left >= other.right - other.height or each.right <= other.left + other.height for other in row
    )
    return apart and both > _SAME_ROW * min(bottom - top, each.height)


def _paragraphs(rows: list[list[Placed]]) -> list[list[list[Placed]]]:
    parts: list[list[list[Placed]]] = []
    before: list[Placed] = []
    for row in rows:
        if not before or _new_paragraph(before, row):
            parts.append([])
        parts[-1].append(row)
        before = row
    return parts


def _new_paragraph(before: list[Placed], row: list[Placed]) -> bool:
    one, other = median(each.height for each in before), median(each.height for each in row)
    gap = min(each.top for each in row) - max(each.bottom for each in before)
    sizes = max(one, other) / max(min(one, other), 1e-9)
    return gap > _PARAGRAPH_GAP * min(one, other) or sizes > _OTHER_SIZE
