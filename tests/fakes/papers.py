"""Papers that tests make: rows of pieces laid out on a page, as an engine would have read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from parley.vision.types import Block, Reading, Size, TextLine

WIDE, LETTER, STEP = 1_000, 24, 44
"""Pixels of the page, a letter's height, and from row to row."""
TODAY = date(2026, 11, 22)
FOLDER = Path(__file__).resolve().parents[1] / "vision" / "bills"


def bills(name: str) -> list[dict[str, Any]]:
    """The bills of a file, each with its rows and what is wanted of it."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def places(rows: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where each piece begins (x, y), and what it says; ``|`` parts the pieces of a row."""
    found: list[tuple[int, int, str]] = []
    for number, row in enumerate(rows):
        pieces = [piece.strip() for piece in row.split("|")]
        for place, piece in enumerate(pieces):
            if piece:
                found.append((40 + place * WIDE // len(pieces), 40 + number * STEP, piece))
    return found


def reading(rows: Sequence[str]) -> Reading:
    """As it would have been read, every piece a line of its own."""
    lines: list[TextLine] = []
    for x, y, text in places(rows):
        wide = sum(LETTER if ord(letter) > 0x2E7F else LETTER * 0.52 for letter in text)
        quad = ((x, y), (x + wide, y), (x + wide, y + LETTER), (x, y + LETTER))
        lines.append(TextLine(text, quad, (), 0.99))
    return Reading((Block(tuple(lines)),), 0.0, Size(WIDE + 80, 80 + STEP * len(rows)))
