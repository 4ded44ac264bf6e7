"""What scanning takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from parley.vision.types import BadPicture, Polygon, Reading, Size

MOST_PAGES = 100
"""Of one PDF."""
MOST_BYTES = 200 * 1024 * 1024
"""Of the pages of one PDF, all together."""


class BadOutline(BadPicture):
    """Four corners that are no page: not all on the picture, crossed, bent inwards, or next to nothing."""

    code: ClassVar[str] = "bad_outline"


class Finish(StrEnum):
    """How a scan looks."""

    COLOUR = "colour"
    """As it is, with white paper."""
    GREY = "grey"
    """Without colours."""
    INK = "ink"
    """Black on white: text and stamps only."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that lies on a photograph."""

    polygon: Polygon
    """Its corners in pixels of the photograph, clockwise; the first is the one that is top left there."""
    confidence: float
    """0 to 1: how much of its outline was seen."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A page as a scanner would have it."""

    jpeg: bytes
    size: Size
    """Of ``jpeg``. Its dots per inch are those of the sheet of paper that it was taken to be."""
    polygon: Polygon
    """Where it lay on the photograph; the first corner is where its text begins."""
    found: bool
    """The page was found, or its corners were given; else the whole photograph was taken for it."""
    reading: Reading
    """What is written on it, in pixels of ``jpeg``."""
