"""From a photograph of a page to a scan of it that has been read."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from parley.vision.reading.page import Reader, reading_of
from parley.vision.reading.quads import angle
from parley.vision.scanning.corners import corners
from parley.vision.scanning.flatten import laid, on_paper
from parley.vision.scanning.level import LEAST, MOST, skew, turned_back, turning
from parley.vision.scanning.light import even, finished
from parley.vision.scanning.outlines import clockwise
from parley.vision.scanning.types import Finish, Scanned
from parley.vision.scanning.unwarping import outline_of
from parley.vision.types import Picture, Pixels, Point, Polygon, Size, TextLine

QUALITY = 85
"""Of the JPEG that a scan is."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Lines that were read before, on the same page turned another way."""

    found: Sequence[TextLine]

    def lines(self, picture: Picture) -> Sequence[TextLine]:
        del picture
        return self.found


def scanned(picture: Picture, polygon: Polygon | None, finish: Finish, reader: Reader) -> Scanned:
    """The page within ``polygon``, else the one that is found, else all of the picture.

    Its text decides which way up it is. Raises ``BadOutline``, ``MissingEngine``.
    """
    if polygon is not None:
        outline = clockwise(outline_of(polygon, picture.width, picture.height))
        a, b, c, d = ((float(x), float(y)) for x, y in outline)
        polygon = a, b, c, d
    elif (sheet := corners(picture)) is not None:
        polygon = sheet.polygon
    pixels = even(laid(picture, polygon))
    lines = list(reader.lines(on_paper(pixels)))
    degrees = _turned(lines, pixels)
    if abs(degrees) >= LEAST:
        lines = _back(lines, pixels, degrees)
        pixels = turned_back(pixels, degrees)
    page = on_paper(finished(pixels, finish))
    return Scanned(
        _jpeg(page, finish),
        Size(page.width, page.height, page.dots_per_inch),
        _from(polygon or _all_of(picture), round(degrees / 90)),
        polygon is not None,
        reading_of(page, _Known(lines)),
    )


def _turned(lines: Sequence[TextLine], pixels: Pixels) -> float:
    """Degrees by which the text is turned clockwise: whole quarters, and what a page is askew."""
    if not lines:
        return skew(pixels)
    degrees = angle([line.polygon for line in lines])
    quarters = round(degrees / 90)
    askew = degrees - 90 * quarters
    # A few words far askew are written across a picture; the page itself is not.
    return 90.0 * quarters + (askew if LEAST <= abs(askew) <= MOST else 0.0)


def _back(lines: Sequence[TextLine], pixels: Pixels, degrees: float) -> list[TextLine]:
    """Where lines are once the page is turned back."""
    matrix, _ = turning((int(pixels.shape[1]), int(pixels.shape[0])), degrees)

    def moved(polygon: Polygon) -> Polygon:
        first, second, third, fourth = (_point(matrix @ (x, y, 1.0)) for x, y in polygon)
        return first, second, third, fourth

    return [
        replace(
            line,
            polygon=moved(line.polygon),
            words=tuple(replace(word, polygon=moved(word.polygon)) for word in line.words),
        )
        for line in lines
    ]


def _point(place: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Point:
    return round(float(place[0]), 1), round(float(place[1]), 1)


def _all_of(picture: Picture) -> Polygon:
    wide, high = float(picture.width), float(picture.height)
    return (0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high)


def _from(polygon: Polygon, quarters: int) -> Polygon:
    """The corners, from the one where text begins that runs so many quarters clockwise."""
    first, second, third, fourth = (polygon[(each + quarters) % 4] for each in range(4))
    return first, second, third, fourth


def _jpeg(page: Picture, finish: Finish) -> bytes:
    from PIL import Image

    image = Image.fromarray(page.pixels)
    if finish is not Finish.COLOUR:
        image = image.convert("L")
    file = io.BytesIO()
    dots = round(page.dots_per_inch)
    image.save(file, "JPEG", quality=QUALITY, dpi=(dots, dots), optimize=True)
    return file.getvalue()
