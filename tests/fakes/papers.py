"""Papers that tests make: rows of pieces laid out on a page, as an engine would have read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from fakes.pictures import drawn
from parley.vision.types import Block, Reading, Size, TextLine

SHEET, LETTER, STEP = 1_000, 24, 44
"""Pixels of the page, a letter's height, and from row to row."""
TODAY = date(2026, 11, 22)
ROWS = (
    ("Item", "Qty", "Price"),
    ("Violin", "2", "640.00"),
    ("Map", "17", "8.25"),
    ("Stairs", "", "1,204.50"),
)
WIDE, HIGH, LEFT, TOP = 260, 60, 60, 70
"""Pixels of a field of the table, and where it begins."""

FOLDER = Path(__file__).resolve().parents[1] / "vision" / "bills"


def bills(name: str) -> list[dict[str, Any]]:
    """The bills of a file, each with its rows and what is wanted of it."""
    return msgspec.yaml.decode((FOLDER / f"{name}.yaml").read_text("utf-8"))


def places(rows: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where each piece begins (x, y), and what it says; ``|`` parts the pieces of a row."""
    found: list[tuple[int, int, str]] = []
    for number, row in enumerate(rows):
        pieces = [piece.strip() for piece in row.split("|")]
        for place, piece in enumerate(pieces):
            if piece:
                found.append((40 + place * SHEET // len(pieces), 40 + number * STEP, piece))
    return found


def reading(rows: Sequence[str]) -> Reading:
    """As it would have been read, every piece a line of its own."""
    lines: list[TextLine] = []
    for x, y, text in places(rows):
        wide = sum(LETTER if ord(letter) > 0x2E7F else LETTER * 0.52 for letter in text)
        quad = ((x, y), (x + wide, y), (x + wide, y + LETTER), (x, y + LETTER))
        lines.append(TextLine(text, quad, (), 0.99))
    return Reading((Block(tuple(lines)),), 0.0, Size(SHEET + 80, 80 + STEP * len(rows)))


def table(rows: Sequence[Sequence[str]], *, ruled: bool, joined: bool = False) -> Any:
    """A drawn table; ``joined`` leaves out the rule between the last row's first two fields."""
    from PIL import ImageDraw

    texts = [
        (LEFT + 20 + WIDE * column, TOP + 15 + HIGH * row, text)
        for row, fields in enumerate(rows)
        for column, text in enumerate(fields)
    ]
    image = drawn(texts, (2 * LEFT + 3 * WIDE, 2 * TOP + HIGH * len(rows)), 28)
    pen = ImageDraw.Draw(image)
    bottom, right = TOP + HIGH * len(rows), LEFT + 3 * WIDE
    for row in range(len(rows) + 1 if ruled else 0):
        pen.line((LEFT, TOP + HIGH * row, right, TOP + HIGH * row), fill="black", width=2)
    for column in range(4 if ruled else 0):
        end = bottom - HIGH if joined and column == 1 else bottom
        pen.line((LEFT + WIDE * column, TOP, LEFT + WIDE * column, end), fill="black", width=2)
    return image
