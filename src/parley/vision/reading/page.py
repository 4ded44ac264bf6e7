"""A page is read: its lines found, put in order, and its tables told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley.vision.reading.order import ordered
from parley.vision.types import Picture, Reading, Size, TextLine


class Reader(Protocol):
    """An engine that finds lines of text."""

    def lines(self, picture: Picture) -> Sequence[TextLine]:
        """The lines of text, in no particular order."""
        ...


def reading_of(picture: Picture, reader: Reader) -> Reading:
    """What is written on a page, in the order in which a person would read it."""
    blocks, degrees = ordered(reader.lines(picture))
    size = Size(picture.width, picture.height, picture.dots_per_inch)
    return Reading(blocks, round(degrees, 2), size)
