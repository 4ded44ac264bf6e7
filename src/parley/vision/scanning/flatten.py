"""A page taken out of a photograph: laid flat in its true shape, evenly lit, its text level."""

from __future__ import annotations

from importlib.util import find_spec

from parley.errors import MissingEngine
from parley.vision.remedy import REMEDY
from parley.vision.scanning.level import LEAST, skew, turned_back
from parley.vision.scanning.light import even, finished
from parley.vision.scanning.paper import POINTS, paper_of
from parley.vision.scanning.types import Finish
from parley.vision.scanning.unwarping import outline_of, reading_way, unwarped, whole
from parley.vision.types import Picture, Pixels, Polygon


def flat(picture: Picture, polygon: Polygon | None, look: Finish | str = Finish.COLOUR) -> Picture:
    """The page within ``polygon``, or all of the picture, as a scanner would have it.

    Its ``dots_per_inch`` are those of the sheet of paper that it was taken to be. Which way up its text
    runs is not looked at (see ``scans.scanned``). Raises ``BadOutline`` for a polygon that is no page's,
    ``MissingEngine``.
    """
    pixels = even(laid(picture, polygon))
    degrees = skew(pixels)
    if abs(degrees) >= LEAST:
        pixels = turned_back(pixels, degrees)
    return on_paper(finished(pixels, Finish(look)))


def laid(picture: Picture, polygon: Polygon | None) -> Pixels:
    """The page within ``polygon``, or all of the picture, as a rectangle of its true shape."""
    if find_spec("cv2") is None:
        raise MissingEngine("opencv", REMEDY)
    if polygon is None:
        return whole(picture)
    return unwarped(picture, reading_way(outline_of(polygon, picture.width, picture.height)))


def on_paper(pixels: Pixels) -> Picture:
    """A page, with as many dots per inch as the sheet of paper makes them that it was taken to be."""
    high, wide = int(pixels.shape[0]), int(pixels.shape[1])
    return Picture(pixels, wide / (paper_of(high / wide).width / POINTS))
