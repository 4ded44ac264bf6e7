"""Where a page lies on a photograph."""

from __future__ import annotations

import numpy as np

from parley.errors import MissingEngine
from parley.vision.remedy import REMEDY
from parley.vision.scanning.edges import Edges, edges
from parley.vision.scanning.lines import Floats, lines
from parley.vision.scanning.outlines import area, clockwise, extended, judged, outlines
from parley.vision.scanning.refining import refined
from parley.vision.scanning.regions import paleness, paler, regions
from parley.vision.scanning.types import Sheet
from parley.vision.types import Picture

SIDE = 600
"""Pixels of the longer side at which a page is looked for."""
FINE = 1_600
"""The same, at which its outline is made exact."""
_LINES, _ALL_LINES = 44, 120
"""How many of the straightest lines are tried as its sides, and how many to make it larger."""
_LEAST = 0.05
"""Of the picture's area, that a page covers at least."""
_SURE = 0.44
"""Share of its outline that must be seen. Of photographs without a page (those of scikit-image) the best had
0.41, of a hundred made ones with a page, which were found, the worst 0.47."""
_PALER, _BY = 0.2, 20.0
"""What it counts for that a page is paler than what is around it, by so many levels of lightness or more."""
_NEAR = 5
"""Pixels by which a side may be off at first, and when it is made exact."""


def corners(picture: Picture) -> Sheet | None:
    """The page on a photograph; None where none can be told from what it lies on.

    Raises ``MissingEngine`` without OpenCV.
    """
    try:
        import cv2
    except ImportError as error:
        raise MissingEngine("opencv", REMEDY) from error
    factor = min(1.0, SIDE / max(picture.width, picture.height))
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    small = np.asarray(cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    found = edges(small)
    outline = _likeliest(found, (size[1], size[0]))
    if outline is None:
        return None
    finer, seen = _finer(picture, outline / factor)
    confidence = float(seen.mean())
    if confidence < _SURE:
        return None
    a, b, c, d = ((float(x), float(y)) for x, y in finer)
    return Sheet((a, b, c, d), round(confidence, 3))


def _likeliest(found: Edges, size: tuple[int, int]) -> Floats | None:
    """Of all that may be a page, what has most of paper that ends along its sides."""
    straight = lines(found, _ALL_LINES)
    best = outlines(straight, size, _LINES)
    tried = [refined(found.lab, clockwise(each), _NEAR) for each in [*best.corners, *regions(found.lab)]]
    tried = [each for each in tried if area(each[0]) > _LEAST * size[0] * size[1]]
    if not tried:
        return None
    score, _ = judged(found, np.array([each for each, _ in tried]))
    pale = paleness(found.lab)
    paler_by = np.array([paler(pale, each) for each, _ in tried])
    likeliest = tried[int((score + _PALER * np.clip(paler_by / _BY, -1, 1)).argmax())][0]
    larger = extended(straight, likeliest, size)
    return likeliest if larger is None else refined(found.lab, clockwise(larger), _NEAR)[0]


def _finer(picture: Picture, outline: Floats) -> tuple[Floats, Floats]:
    """The outline as a larger picture has it."""
    import cv2

    factor = min(1.0, FINE / max(picture.width, picture.height))
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    small = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2Lab), np.float32)
    corners, seen = refined(lab, outline * factor, _NEAR)
    return corners / factor, seen
