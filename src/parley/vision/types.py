"""What seeing takes and gives. Places are pixels of the picture as it is shown, from its top left corner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from parley.errors import ParleyError

Pixels = NDArray[np.uint8]
"""Height × width × 3: red, green, blue."""
Point = tuple[float, float]
"""x to the right and y downwards, in pixels."""
Polygon = tuple[Point, Point, Point, Point]
"""Four corners, clockwise as the text or code runs: the first is where its first letter has its top left."""


class BadPicture(ParleyError):
    """The bytes are no picture, broken off, of a kind nobody knows, or of a size beyond the bounds."""

    code: ClassVar[str] = "bad_picture"


class WrongSize(BadPicture):
    """The picture has fewer or more pixels than the bounds allow."""

    code: ClassVar[str] = "wrong_size"


class CannotFetch(ParleyError):
    """A picture cannot be had from the address that was given, or may not be."""

    code: ClassVar[str] = "cannot_fetch"


class Kind(StrEnum):
    """What the bytes of a picture are."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    BMP = "bmp"
    WEBP = "webp"
    TIFF = "tiff"
    PDF = "pdf"
    HEIF = "heif"
    """HEIC is one: phones write it."""
    AVIF = "avif"
    RAW = "raw"
    """A camera's own: DNG, CR2, CR3, NEF, ARW, RAF, ORF, RW2 … The preview inside it is looked at."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a picture may be."""

    bytes: int = 20 * 1024 * 1024
    """Of the file; Image Analysis 4.0 takes as much."""
    pixels: int = 50_000_000
    """Width × height. More would be a decompression bomb: 50 million are 150 MB once unpacked."""
    least: int = 50
    """Pixels of the shorter side."""
    most: int = 16_000
    """Pixels of the longer side."""
    pages: int = 50
    """Of a PDF or TIFF; what comes after is not looked at unless asked for by number."""


PHOTO = Limits(bytes=120 * 1024 * 1024, pixels=120_000_000, least=1, most=30_000, pages=1)
"""For a person's own photos: RAW files have up to 100 MB, phones and cameras up to 108 million pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture, or one page, unpacked and the right way up."""

    pixels: Pixels
    dots_per_inch: float = 72.0
    """Of a page that has a size on paper."""

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True)
class Size:
    """How large a picture or a page is, once it is the right way up."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    dots_per_inch: float = 72.0
    """How many pixels are an inch of the paper; of a picture that has no paper, a mere convention."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle of whole pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a character of a script that has no spaces."""

    text: str
    polygon: Polygon
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text."""

    text: str
    polygon: Polygon
    words: tuple[Word, ...]
    confidence: float
    """0 to 1: the mean of what the engine says of its characters."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, a heading, an address, a table."""

    lines: tuple[TextLine, ...]
    rows: tuple[int, ...] = ()
    """Of a table: how many of the lines stand in each of its rows. Empty for all else."""

    @property
    def text(self) -> str:
        """The lines, one below the other; those of a table row by row, with tabs between its fields."""
        if not self.rows:
            return "\n".join(line.text for line in self.lines)
        lines = iter(self.lines)
        return "\n".join("\t".join(line.text for line in islice(lines, count)) for count in self.rows)


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a table; it may reach over several columns or rows."""

    lines: tuple[TextLine, ...]
    """What stands in it; none in an empty field."""
    polygon: Polygon
    """Its frame where the table is ruled, else what the words in it take up."""
    row: int
    """From 0, from the top."""
    column: int
    """From 0, from the left."""
    rows: int = 1
    """How many rows it reaches over."""
    columns: int = 1
    """How many columns it reaches over."""

    @property
    def text(self) -> str:
        """Its lines, one below the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """Fields in rows and columns. Its lines are also part of the reading's blocks, row by row."""

    rows: tuple[tuple[Cell, ...], ...]
    """From the top, each from the left; a field that reaches over several stands once, where it begins."""
    columns: int
    """How many columns there are."""
    polygon: Polygon
    ruled: bool
    """Lines are drawn between its fields; else they are known by how they stand below each other."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is written on a picture or a page, in the order in which a person would read it."""

    blocks: tuple[Block, ...]
    angle: float
    """Degrees by which the text is turned clockwise: over -180, to 180."""
    size: Size
    tables: tuple[Table, ...] = ()
    """From the top of the page to its bottom."""

    @property
    def lines(self) -> Iterator[TextLine]:
        """All lines in reading order."""
        return (line for block in self.blocks for line in block.lines)

    @property
    def text(self) -> str:
        """All of it: lines one below the other, an empty line between blocks."""
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was recognised."""

    name: str
    """English name of its class; ``vision.objects.names`` has it in other languages."""
    confidence: float
    """0 to 1."""
    box: Box


@dataclass(frozen=True, slots=True)
class Tag:
    """A word for what is on a picture."""

    name: str
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of a picture that shows best what matters on it."""

    ratio: float
    """Width ÷ height that was asked for."""
    box: Box


@dataclass(frozen=True, slots=True)
class Code:
    """A barcode or a matrix code."""

    text: str
    kind: str
    """``QRCode``, ``EAN13``, ``Code128`` …, as zxing names them."""
    polygon: Polygon


@dataclass(frozen=True, slots=True)
class Colours:
    """What colours a picture has."""

    foreground: str
    """Of what stands out; one of twelve names of colours, such as ``Red``."""
    background: str
    dominant: tuple[str, ...]
    """Of these names, those that cover the most, the largest first."""
    accent: str
    """The most vivid colour that covers something, as six hexadecimal digits."""
    grey: bool
    """It has no colour but greys."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a picture shows, in words."""

    text: str
    model: str
    """Name of the model that worded it."""
    confidence: float | None = None
    """Mean probability of its tokens, as the model tells it; None where it does not."""
