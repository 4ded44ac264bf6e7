"""A reading as rows of pieces, and what stands beside or below a word on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from parley.vision.reading.order import rows_of
from parley.vision.reading.placed import placed
from parley.vision.types import Reading

_LINES = 250
"""Of a paper that are looked at; bills have fewer."""
_LETTERS = 200
"""Of one line."""
_BELOW = 2
"""Rows below a label in which its value may stand."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of text in a row; several stand beside each other."""

    text: str
    """In half-width signs (NFKC)."""
    row: int
    left: float
    right: float
    height: float


@dataclass(frozen=True, slots=True)
class Near:
    """Text near a label: how it lies, and its words."""

    text: str
    steps: float
    """0 behind the label in the same line, 1 beside it, 2 and more below it."""


class Sheet:
    """The rows of a paper from top to bottom."""

    def __init__(self, reading: Reading) -> None:
        lines = list(reading.lines)[:_LINES]
        self.rows: list[list[Piece]] = []
        for number, row in enumerate(rows_of(lines)):
            pieces = [(placed(line, reading.angle), line.text) for line in row]
            self.rows.append(
                [Piece(plain(text), number, at.left, at.right, at.height) for at, text in pieces if text]
            )

    @property
    def pieces(self) -> Iterator[Piece]:
        """All of them, in the order of a reader."""
        return (piece for row in self.rows for piece in row)

    def text(self, row: int) -> str:
        """A whole row."""
        return " ".join(piece.text for piece in self.rows[row])

    def near(self, piece: Piece, end: int) -> Iterator[Near]:
        """Where the value of a label that ends at ``end`` in its piece may stand, the nearest first."""
        yield Near(piece.text[end:], 0)
        for step, other in enumerate(self._beside(piece)):
            yield Near(other.text, 1 + step / 4)
        below = range(piece.row + 1, min(piece.row + 1 + _BELOW, len(self.rows)))
        for number in below:
            for other in self.rows[number]:
                if min(other.right, piece.right) - max(other.left, piece.left) > 0:
                    yield Near(other.text, 1 + number - piece.row)

    def _beside(self, piece: Piece) -> list[Piece]:
        return [other for other in self.rows[piece.row] if other.left > piece.left][:3]


def plain(text: str) -> str:
    """In half-width signs, without odd spaces, and no longer than a line of a bill is."""
    return " ".join(unicodedata.normalize("NFKC", text[:_LETTERS]).split())
