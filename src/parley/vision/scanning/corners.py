"""Where a page lies on a photograph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parley.errors import MissingEngine
from parley.vision.remedy import REMEDY
from parley.vision.scanning.edges import Edges, Field, edges
from parley.vision.scanning.lines import Floats, lines
from parley.vision.scanning.outlines import area, clockwise, extended, judged, outlines
from parley.vision.scanning.refining import joined, refined
from parley.vision.scanning.regions import around, paleness, paler, regions
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
_STRIP = 14
"""The same, where a page goes on beyond a coloured band."""
_CLEARLY = 0.35
"""Share of a side by which more of it must be seen there."""
_HALF_SURE, _LINED = 0.3, 0.85
"""The same, where so much of each side is a straight edge."""
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
        # On a desk that is as pale as paper little more than a line is seen; then all of it must be.
        _, lined = judged(found, clockwise(outline)[None])
        confidence = float(refined(found.lab, clockwise(outline), 1)[1].mean())
        if confidence < _HALF_SURE or float(lined.min()) < _LINED:
            return None
    a, b, c, d = ((float(x), float(y)) for x, y in finer)
    return Sheet((a, b, c, d), round(confidence, 3))


def _likeliest(found: Edges, size: tuple[int, int]) -> Floats | None:
    """Of all that may be a page, what has most of paper that ends along its sides."""
    straight = lines(found, _LINES)
    areas = regions(found.lab)
    pale = paleness(found.lab)
    best = _best(found, pale, [*outlines(straight, size, _LINES).corners, *areas])
    if areas:
        palest = max(areas, key=lambda each: paler(pale, each) * float(area(each)) ** 0.25)
        if best is None or not _alike(best, palest):
            # Many lines of a cloth or of tiles may hide those of a page; around it they are fewer.
            near = Edges(found.lab, found.weight * around(palest, size), found.angle)
            more = outlines(lines(near, _LINES), size, _LINES).corners
            best = _best(found, pale, [*more, *([] if best is None else [best])])
    if best is None:
        return None
    # What is far from the page has lines enough to hide those beside it.
    near = Edges(found.lab, found.weight * around(best, size), found.angle)
    larger = extended(lines(near, _ALL_LINES), best, size)
    if larger is None:
        return best
    # Beyond the band there may be a strip of paper.
    narrow, seen = refined(found.lab, clockwise(larger), _NEAR)
    wide, seen_too = refined(found.lab, narrow, _STRIP)
    return refined(found.lab, joined(narrow, wide, seen_too - seen > _CLEARLY), _NEAR)[0]


def _best(found: Edges, pale: Field, tried: Sequence[Floats]) -> Floats | None:
    """The likeliest of some outlines, made exact."""
    many = float(found.weight.size)
    exact = [refined(found.lab, clockwise(each), _NEAR)[0] for each in tried]
    exact = [each for each in exact if area(each) > _LEAST * many]
    if not exact:
        return None
    score, _ = judged(found, np.array(exact))
    by = np.array([paler(pale, each) for each in exact])
    return exact[int((score + _PALER * np.clip(by / _BY, -1, 1)).argmax())]


def _alike(one: Floats, other: Floats) -> bool:
    """Whether two outlines are about the same thing."""
    away = float(np.hypot(*(one.mean(axis=0) - other.mean(axis=0))))
    ratio = float(area(one) / max(float(area(other)), 1.0))
    return away < 0.25 * float(area(other)) ** 0.5 and 0.5 < ratio < 2.0


def _finer(picture: Picture, outline: Floats) -> tuple[Floats, Floats]:
    """The outline as a larger picture has it."""
    import cv2

    factor = min(1.0, FINE / max(picture.width, picture.height))
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    small = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2Lab), np.float32)
    corners, seen = refined(lab, outline * factor, _NEAR)
    return corners / factor, seen
