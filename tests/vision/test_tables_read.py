"""Tables are read as rows: ruled ones, also askew or seen from aside, and ones that only stand in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from fakes.papers import HIGH, LEFT, ROWS, TOP, WIDE, table
from fakes.pictures import bent, drawn, font, page, picture, tilted
from parley.vision.reading.lying import lies_on_its_side
from parley.vision.reading.order import ordered
from parley.vision.reading.page import reading_of
from parley.vision.reading.rules import grids
from parley.vision.types import Block, Picture, Polygon, Reading, Table, TextLine, Word

CHINESE = (
    ("商品", "数量", "单价"),
    ("小提琴", "2", "640.00"),
    ("地图", "17", "8.25"),
    ("楼梯", "1", "204.50"),
)


def fields(found: Table) -> list[tuple[str, ...]]:
    """The rows with empty fields where there is none."""
    rows = [["" for _ in range(found.columns)] for _ in found.rows]
    for row in found.rows:
        for cell in row:
            rows[cell.row][cell.column] = cell.text
    return [tuple(row) for row in rows]


class Told:
    """An engine that knows where it wrote."""

    def __init__(self, texts: Sequence[tuple[float, float, str]], height: int = 28) -> None:
        self._texts, self._height = texts, height

    def lines(self, picture: Picture) -> list[TextLine]:
        del picture
        return [self._line(x, y, text) for x, y, text in self._texts]

    def _line(self, x: float, y: float, text: str) -> TextLine:
        words, at = [], x
        for word in text.split(" "):
            wide = font(self._height).getlength(word)
            words.append(Word(word, self._quad(at, y, wide), 0.9))
            at += wide + font(self._height).getlength(" ")
        return TextLine(text, self._quad(x, y, font(self._height).getlength(text)), tuple(words), 0.9)

    def _quad(self, x: float, y: float, wide: float) -> Polygon:
        return (x, y), (x + wide, y), (x + wide, y + self._height), (x, y + self._height)


def told(rows: Sequence[Sequence[str]]) -> Told:
    return Told(
        [
            (LEFT + 20 + WIDE * column, TOP + 15 + HIGH * row, text)
            for row, fields in enumerate(rows)
            for column, text in enumerate(fields)
            if text
        ]
    )


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_is_told_field_by_field(ruled: bool) -> None:
    reading = reading_of(picture(table(ROWS, ruled=ruled)), told(ROWS))
    (found,) = reading.tables
    assert fields(found) == [tuple(row) for row in ROWS]
    assert (found.columns, found.ruled) == (3, ruled)


def test_its_rows_are_lines_of_the_text() -> None:
    reading = reading_of(picture(table(ROWS, ruled=True)), told(ROWS))
    assert reading.text.splitlines() == ["\t".join(field for field in row if field) for row in ROWS]
    assert [line.text for line in reading.lines] == [field for row in ROWS for field in row if field]


def test_a_line_that_runs_through_two_fields_is_parted_at_the_rule() -> None:
    texts = [
        (LEFT + 20, TOP + 15, "Item"),
        (LEFT + 180, TOP + 15 + HIGH, "Violin 640.00"),
        (LEFT + 20 + 2 * WIDE, TOP + 15, "x"),
    ]
    reading = reading_of(picture(table(ROWS[:2], ruled=True)), Told(texts))
    (found,) = reading.tables
    assert fields(found) == [("Item", "", "x"), ("Violin", "640.00", "")]


def test_a_field_may_reach_over_two_columns() -> None:
    (grid,) = grids(picture(table(ROWS, ruled=True, joined=True)), 0.0, 28.0)
    wide = [field for field in grid.fields if field.columns == 2]
    assert [(field.row, field.column, field.rows) for field in wide] == [(3, 0, 1)]
    assert len(grid.fields) == 11


@pytest.mark.parametrize("degrees", [-6.0, 3.0, 15.0])
def test_rules_are_found_on_a_page_that_is_askew(degrees: float) -> None:
    (grid,) = grids(picture(tilted(table(ROWS, ruled=True), degrees)), degrees, 28.0)
    assert (grid.rows, grid.columns, len(grid.fields)) == (4, 3, 12)


def test_rules_are_found_on_a_page_seen_from_aside() -> None:
    (grid,) = grids(picture(bent(table(ROWS, ruled=True), 0.08)), 0.0, 26.0)
    assert (grid.rows, grid.columns, len(grid.fields)) == (4, 3, 12)


def test_a_frame_around_a_letter_is_no_table() -> None:
    from PIL import ImageDraw

    image = page(["Dear Ms Brown,", "thank you for your letter."])
    ImageDraw.Draw(image).rectangle((20, 20, 860, 460), outline="black", width=3)
    assert grids(picture(image), 0.0, 32.0) == []


def test_frames_within_frames_end() -> None:
    from PIL import ImageDraw

    image = drawn([], (1600, 1600))
    for each in range(0, 790, 8):
        ImageDraw.Draw(image).rectangle((each, each, 1599 - each, 1599 - each), outline="black")
    assert len(grids(picture(image), 0.0, 20.0)) <= 60


def test_text_has_no_rules() -> None:
    lines = ["一二三丰田十工王主五亚", "EFLTH_IIIlll---====", "——————————"]
    assert grids(picture(page(lines, height=40)), 0.0, 40.0) == []


def reading(texts: Sequence[tuple[float, float, str]]) -> Reading:
    return reading_of(picture(drawn([], (1200, 600))), Told(texts))


def test_entries_of_a_list_are_no_table() -> None:
    texts = [
        (x, 40 + 50 * row, text) for row in range(4) for x, text in ((40, f"{row + 1}."), (140, "an entry"))
    ]
    assert reading(texts).tables == ()


def test_columns_of_a_newspaper_are_no_table() -> None:
    line = "quite a long line of words"
    texts = [(x, 40 + 45 * row, line) for row in range(6) for x in (40, 640)]
    found = reading(texts)
    assert found.tables == ()
    assert len(found.blocks) == 2


def test_what_stands_above_and_below_a_table_is_none_of_it() -> None:
    texts = [
        (40, 20, "Prices of the week, all of them"),
        *((x, 110 + 50 * row, "12.50") for row in range(3) for x in (40, 400)),
    ]
    found = reading([*texts, (40, 300, "Prices may change without notice")])
    assert [len(block.rows) for block in found.blocks] == [0, 3, 0]
    assert found.text.splitlines()[2] == "12.50\t12.50"


def test_blocks_without_rows_are_as_they_were() -> None:
    lines = Told([(40, 40, "one"), (40, 80, "two")]).lines(picture(drawn([], (100, 100))))
    blocks, _ = ordered(lines)
    assert blocks == (Block(tuple(lines)),)
    assert blocks[0].text == "one\ntwo"


# Which way up.


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_ink_tells_whether_a_page_lies_on_its_side(quarters: int) -> None:
    image = page(
        ["A line of words that goes on", "and another one below it,", "然后是一行中文，还有一些字。"] * 2
    )
    turned = picture(image.rotate(-90 * quarters, expand=True)).pixels
    assert lies_on_its_side(turned) == bool(quarters % 2)


def test_an_empty_page_lies_on_no_side() -> None:
    assert not lies_on_its_side(picture(drawn([], (600, 400))).pixels)


# With the engine.


@pytest.mark.engine
@pytest.mark.parametrize(
    ("rows", "ruled", "degrees"), [(ROWS, True, 4.0), (CHINESE, True, 90.0), (ROWS, False, 90.0)]
)
def test_tables_are_read_askew_and_on_their_side(
    reader: Any, rows: Sequence[Sequence[str]], ruled: bool, degrees: float
) -> None:
    image = tilted(table(rows, ruled=ruled), degrees)
    (found,) = reading_of(picture(image), reader).tables
    assert fields(found) == [tuple(row) for row in rows]
