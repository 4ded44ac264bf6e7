"""A page is read: its lines found, put in the order of a reader, and its tables told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Protocol

from parley.vision.reading.order import arranged
from parley.vision.reading.quads import angle, height, upright
from parley.vision.reading.rules import Grid, grids
from parley.vision.reading.tables import aligned, block_of, ruled
from parley.vision.types import Block, Picture, Polygon, Reading, Size, Table, TextLine


class Reader(Protocol):
    """An engine that finds lines of text."""

    def lines(self, picture: Picture) -> Sequence[TextLine]:
        """The lines of text, in no particular order."""
        ...


def reading_of(picture: Picture, reader: Reader) -> Reading:
    """What is written on a page, in the order in which a person would read it, and its tables."""
    lines = list(reader.lines(picture))
    degrees = angle([line.polygon for line in lines])
    usual = median(height(line.polygon) for line in lines) if lines else 0.0
    drawn = grids(picture, degrees, usual) if len(lines) > 2 else []
    parts = list(_parts(lines, drawn, degrees))
    blocks = tuple(block for block, _ in parts)
    tables = sorted((table for _, table in parts if table), key=lambda table: _top(table.polygon, degrees))
    size = Size(picture.width, picture.height, picture.dots_per_inch)
    return Reading(blocks, round(degrees, 2), size, tuple(tables))


def _parts(
    lines: list[TextLine], drawn: Sequence[Grid], degrees: float
) -> Iterator[tuple[Block, Table | None]]:
    """Blocks in reading order, and the tables that some of them are. While the order is looked for, one line
    stands for all of a ruled table."""
    instead: dict[int, tuple[Block, Table]] = {}
    for grid in drawn:
        inside = [line for line in lines if grid.holds(_middle(line.polygon))]
        if inside and (found := ruled(inside, grid, degrees)):
            taken = {id(line) for line in inside}
            stand_in = TextLine("", found[0].polygon, (), 1.0)
            instead[id(stand_in)] = (found[1], found[0])
            lines = [*(line for line in lines if id(line) not in taken), stand_in]
    for block, rows in arranged(lines, degrees):
        if rows and not any(id(line) in instead for line in block.lines):
            table = aligned(rows, degrees)
            yield block_of(table), table
        else:
            yield from _replaced(block, instead)


def _replaced(block: Block, instead: dict[int, tuple[Block, Table]]) -> Iterator[tuple[Block, Table | None]]:
    """The block, parted where a line of it stands for a table."""
    plain: list[TextLine] = []
    for line in block.lines:
        if id(line) in instead:
            if plain:
                yield Block(tuple(plain)), None
                plain = []
            yield instead[id(line)]
        else:
            plain.append(line)
    if plain:
        yield Block(tuple(plain)), None


def _middle(quad: Polygon) -> tuple[float, float]:
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


def _top(quad: Polygon, degrees: float) -> float:
    return min(upright(corner, degrees)[1] for corner in quad)
