"""What was read becomes tables: fields between drawn lines, and fields that only stand below each other."""

from __future__ import annotations

from collections.abc import Sequence

from parley.vision.reading.columns import column, stripes
from parley.vision.reading.placed import placed
from parley.vision.reading.quads import upright
from parley.vision.reading.rules import Field, Grid
from parley.vision.types import Block, Cell, Point, Polygon, Table, TextLine, Word


def ruled(lines: Sequence[TextLine], grid: Grid, degrees: float) -> tuple[Table, Block] | None:
    """The table that a grid and the lines in it make; None where nothing is written in it."""
    inside: dict[Field, list[TextLine]] = {}
    for line in lines:
        for field, piece in _pieces(line, grid):
            inside.setdefault(field, []).append(piece)
    if len(inside) < 2:
        return None
    rows: list[tuple[Cell, ...]] = []
    for number in range(grid.rows):
        of = sorted((each for each in grid.fields if each.row == number), key=lambda each: each.column)
        rows.append(tuple(_cell(each, _downwards(inside.get(each, ()), degrees)) for each in of))
    table = Table(tuple(rows), grid.columns, grid.polygon, ruled=True)
    return table, block_of(table)


def aligned(rows: Sequence[Sequence[TextLine]], degrees: float) -> Table:
    """The table of rows whose pieces stand below each other."""
    pieces = [[placed(line, degrees) for line in row] for row in rows]
    gaps = stripes(pieces)
    found: list[tuple[Cell, ...]] = []
    for number, row in enumerate(pieces):
        fields: dict[int, list[TextLine]] = {}
        for each in row:
            fields.setdefault(column(each, gaps), []).append(each.line)
        found.append(
            tuple(
                Cell(tuple(lines), around([line.polygon for line in lines], degrees), number, place)
                for place, lines in sorted(fields.items())
            )
        )
    every = [line.polygon for row in rows for line in row]
    return Table(tuple(found), len(gaps) + 1, around(every, degrees), ruled=False)


def block_of(table: Table) -> Block:
    """Its lines, row by row."""
    rows = [[line for cell in row for line in cell.lines] for row in table.rows]
    rows = [row for row in rows if row]
    return Block(tuple(line for row in rows for line in row), tuple(len(row) for row in rows))


def around(quads: Sequence[Polygon], degrees: float) -> Polygon:
    """The rectangle around all of them that is turned as the text is."""
    flat = [upright(corner, degrees) for quad in quads for corner in quad]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)

    def back(x: float, y: float) -> Point:
        u, v = upright((x, y), -degrees)
        return round(u, 1), round(v, 1)

    return back(left, top), back(right, top), back(right, bottom), back(left, bottom)


def _cell(field: Field, lines: Sequence[TextLine]) -> Cell:
    return Cell(tuple(lines), field.polygon, field.row, field.column, field.rows, field.columns)


def _downwards(lines: Sequence[TextLine], degrees: float) -> list[TextLine]:
    """In the order in which they are read in one field."""
    pieces = sorted((placed(line, degrees) for line in lines), key=lambda each: each.top)
    rows: list[list[TextLine]] = []
    bottom = 0.0
    for each in pieces:
        if not rows or (each.top + each.bottom) / 2 > bottom:
            rows.append([])
            bottom = each.bottom
        rows[-1].append(each.line)
    return [line for row in rows for line in sorted(row, key=lambda line: placed(line, degrees).left)]


def _pieces(line: TextLine, grid: Grid) -> list[tuple[Field, TextLine]]:
    """The line, or its parts in different fields; nothing of it where it stands outside."""
    if not grid.holds(_middle(line.polygon)):
        return []
    runs: list[tuple[Field, list[Word]]] = []
    for word in line.words:
        field = grid.field(_middle(word.polygon))
        if field is None:
            continue
        if runs and runs[-1][0] == field:
            runs[-1][1].append(word)
        else:
            runs.append((field, [word]))
    if len(runs) < 2:
        field = grid.field(_middle(line.polygon))
        return [] if field is None else [(field, line)]
    return [(field, _part(line, words)) for field, words in runs]


def _middle(quad: Polygon) -> Point:
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


def _part(line: TextLine, words: Sequence[Word]) -> TextLine:
    """Some words of a line that follow each other, with what stands between them."""
    place, start, end = 0, 0, 0
    for word in line.words:
        found = line.text.find(word.text, place)
        if found < 0:
            continue
        if word is words[0]:
            start = found
        place = found + len(word.text)
        if word is words[-1]:
            end = place
            break
    text = line.text[start:end] if end > start else " ".join(word.text for word in words)
    quad = (words[0].polygon[0], words[-1].polygon[1], words[-1].polygon[2], words[0].polygon[3])
    return TextLine(text, quad, tuple(words), line.confidence)
