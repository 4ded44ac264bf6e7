"""A page seen by a camera becomes the rectangle that it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib import import_module
from typing import Any, cast

import numpy as np

from parley.vision.scanning.lines import Floats
from parley.vision.scanning.outlines import area, clockwise
from parley.vision.scanning.paper import shape_of
from parley.vision.scanning.types import BadOutline
from parley.vision.types import Picture, Pixels, Point, Polygon

LONGEST = 3_508
"""Pixels of a scan's longer side: A4 at 300 dots per inch."""
SMALLEST = 24
"""Pixels of a page's shorter side on the photograph."""
_OUTSIDE = 0.25
"""Of the photograph's sides: how far outside of it a corner may lie that a person has moved there."""
_FOCAL = 0.8
"""Of the longer side: the focal length of a telephone's main camera (26 to 28 mm, where the film has 36)."""
_PLAUSIBLE = (0.45, 2.5)
"""The same, of any camera: what perspective tells beyond it is a mistake."""
_TILTED = 0.09
"""Difference between opposite sides from which perspective tells the focal length."""


def outline_of(polygon: Polygon | Sequence[Point], width: int, height: int) -> Floats:
    """Four corners, checked, as 4 × 2: clockwise from the first that was given. Raises ``BadOutline``."""
    try:
        given = np.asarray(cast("Sequence[Sequence[float]]", polygon), np.float64)
    except (TypeError, ValueError) as error:
        raise BadOutline("A page has four corners, each of two numbers.") from error
    if given.shape != (4, 2) or not np.isfinite(given).all():
        raise BadOutline("A page has four corners, each of two numbers.")
    room = _OUTSIDE * np.array((width, height))
    if (given < -room).any() or (given > np.array((width, height)) + room).any():
        raise BadOutline("The corners of a page must lie on the picture.")
    side = np.roll(given, -1, axis=0) - given
    after = np.roll(side, -1, axis=0)
    turn = side[:, 0] * after[:, 1] - side[:, 1] * after[:, 0]
    if not ((turn > 0).all() or (turn < 0).all()):
        raise BadOutline("The corners of a page must follow each other around it, none bent inwards.")
    if float(np.hypot(side[:, 0], side[:, 1]).min()) < SMALLEST or float(area(given)) < SMALLEST**2:
        raise BadOutline(f"A page needs {SMALLEST} pixels on each side.")
    if (turn < 0).all():  # the other way round: the first stays, the others follow clockwise
        given = np.roll(given[::-1], 1, axis=0)
    return given


def reading_way(outline: Floats) -> Floats:
    """The same corners, from the one nearest to the top left."""
    return clockwise(outline)


def ratio_of(outline: Floats, width: int, height: int) -> float:
    """Height ÷ width of the page that a camera saw so.

    After Zhang and He, "Whiteboard scanning and image enhancement" (2007): two pairs of parallel sides tell
    the focal length, and with it the ratio. Where a page is seen nearly from above they tell nothing, and a
    usual telephone is assumed; it hardly matters there.
    """
    middle = np.array((width, height)) / 2
    a, b, c, d = (np.append(corner - middle, 1.0) for corner in outline)  # top left, top right, …
    m1, m2, m4, m3 = a, b, c, d
    second = float(np.cross(m1, m4) @ m3) / _safe(float(np.cross(m2, m4) @ m3))
    third = float(np.cross(m1, m4) @ m2) / _safe(float(np.cross(m3, m4) @ m2))
    across, down = second * m2 - m1, third * m3 - m1
    longest = float(max(width, height))
    focal = _focal(across, down, longest) if _tilted(outline) else _FOCAL * longest
    return _long(down, focal) / max(_long(across, focal), 1e-9)


def _focal(across: Floats, down: Floats, longest: float) -> float:
    """Pixels. What the two vanishing points say, where that can be."""
    part = float(across[2] * down[2])
    square = -float(across[:2] @ down[:2]) / _safe(part)
    if square <= 0 or abs(part) < 1e-12:
        return _FOCAL * longest
    focal = math.sqrt(square)
    low, high = (each * longest for each in _PLAUSIBLE)
    return focal if low <= focal <= high else _FOCAL * longest


def _tilted(outline: Floats) -> bool:
    """Whether both pairs of opposite sides converge enough to tell anything."""
    long = np.hypot(*(np.roll(outline, -1, axis=0) - outline).T)
    return min(abs(math.log(long[0] / long[2])), abs(math.log(long[1] / long[3]))) > _TILTED


def _long(direction: Floats, focal: float) -> float:
    return math.hypot(float(direction[0]) / focal, float(direction[1]) / focal, float(direction[2]))


def _safe(value: float) -> float:
    return value if abs(value) > 1e-12 else math.copysign(1e-12, value)


def unwarped(picture: Picture, outline: Floats) -> Pixels:
    """The page within an outline, laid flat; its first corner becomes the top left one."""
    cv2: Any = import_module("cv2")

    ratio = shape_of(ratio_of(outline, picture.width, picture.height))
    long = np.hypot(*(np.roll(outline, -1, axis=0) - outline).T)
    # As many pixels as the nearer sides have; further away there are fewer.
    wide = max(float(long[0]), float(long[2]), max(float(long[1]), float(long[3])) / ratio)
    wide = min(wide, LONGEST / max(1.0, ratio))
    size = (max(SMALLEST, round(wide)), max(SMALLEST, round(wide * ratio)))
    pixels, corners = _near(picture.pixels, outline, size)
    flat = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32) - np.float32(0.5)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    laid = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(laid, np.uint8)


def whole(picture: Picture) -> Pixels:
    """All of a picture, made smaller where it is larger than a scan may be."""
    factor = LONGEST / max(picture.width, picture.height)
    if factor >= 1:
        return picture.pixels
    cv2: Any = import_module("cv2")
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return np.asarray(cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _near(pixels: Pixels, outline: Floats, size: tuple[int, int]) -> tuple[Pixels, Floats]:
    """The part of a photograph around a page, made smaller first where the scan is far smaller."""
    cv2: Any = import_module("cv2")

    high, wide = pixels.shape[:2]
    low = np.clip(np.floor(outline.min(axis=0)) - 4, 0, (wide - 2, high - 2)).astype(int)
    top = np.clip(np.ceil(outline.max(axis=0)) + 5, low + 2, (wide, high)).astype(int)
    part, corners = pixels[low[1] : top[1], low[0] : top[0]], outline - low
    long = np.hypot(*(np.roll(outline, -1, axis=0) - outline).T)
    factor = 1.25 * max(size[0] / float(long[[0, 2]].max()), size[1] / float(long[[1, 3]].max()))
    if factor < 0.8:
        new = (max(2, round(part.shape[1] * factor)), max(2, round(part.shape[0] * factor)))
        scale = np.array((new[0] / part.shape[1], new[1] / part.shape[0]))
        smaller = cv2.resize(part, new, interpolation=cv2.INTER_AREA)
        return np.asarray(smaller, np.uint8), (corners + 0.5) * scale - 0.5
    return part, corners
