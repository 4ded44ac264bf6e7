"""Whether eyes are open: how high the dark of an eye is, by its pixels alone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from parley.vision.quality.measure import vision_library
from parley.vision.types import Pixels, Point

LEAST = 28.0
"""Pixels between two eyes, below which an iris is under five pixels wide and nothing can be told."""
_APART = 64.0
"""Pixels between the eyes once a face is scaled. An iris is then 12 wide (11.7 mm of 63), an eye 30, and the
lashes of a closed eye are a line 2 to 4 thick."""
_WIDE, _HIGH = 44, 44
_CLOSED, _OPEN = 4.5, 7.5
"""Of those pixels, how high what is not skin is at a closed eye at most, and at an open one at least."""
_HIGHEST = 15.0
"""Of those pixels; more is brow, the frame of glasses or shadow as well, and tells nothing."""
_MIDDLE = 7
"""Columns on either side of the middle of an eye whose heights count."""
_DARKER, _LIGHTER, _PALER = 0.5, 9.0, 0.45
"""What is not skin: darker by half of what the darkest is (lashes, pupil), lighter by 9 of 100, or paler by
nearly half (the white of the eye, which has no colour where skin has)."""
_CONTRAST = 7.0
"""Of 100, by which the darkest must be darker than the skin around, or nothing of an eye can be seen."""

_Floats = NDArray[np.float32]


def openness(pixels: Pixels, eyes: tuple[Point, Point]) -> float | None:
    """0 (closed) to 1 (open) of the less open of two eyes; None where it cannot be told.

    A rule and no network: between open lids are the white of an eye, iris and pupil, none of which is like
    skin; of a closed one the lashes are seen, a thin line. It takes a blurred line for an eye.
    """
    (left, top), (right, bottom) = eyes
    apart = math.hypot(right - left, bottom - top)
    if apart < LEAST:
        return None
    told = [_height(_scaled(pixels, eye, apart, math.atan2(bottom - top, right - left))) for eye in eyes]
    heights = [each for each in told if each is not None]
    if not heights:  # the glare of glasses often hides one
        return None
    return round(float(np.clip((min(heights) - _CLOSED) / (_OPEN - _CLOSED), 0, 1)), 3)


def _scaled(pixels: Pixels, eye: Point, apart: float, angle: float) -> _Floats:
    """The surroundings of one eye, upright, of one size, in CIE Lab."""
    cv2 = vision_library()
    scale = _APART / apart
    reach = math.ceil(max(_WIDE, _HIGH) / scale)
    x, y = max(0, int(eye[0]) - reach), max(0, int(eye[1]) - reach)
    cut = pixels[y : int(eye[1]) + reach + 1, x : int(eye[0]) + reach + 1]
    if scale < 0.5:  # halves first: what is skipped over would be noise
        smaller = 1 / math.floor(1 / scale)
        cut = cv2.resize(cut, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA)
    else:
        smaller = 1.0
    cos, sin = math.cos(angle) * scale / smaller, math.sin(angle) * scale / smaller
    middle = ((eye[0] - x + 0.5) * smaller - 0.5, (eye[1] - y + 0.5) * smaller - 0.5)
    how = np.array([[cos, sin, 0], [-sin, cos, 0]], np.float64)
    how[:, 2] = np.array([_WIDE / 2, _HIGH / 2]) - how[:, :2] @ np.array(middle)
    patch = cv2.warpAffine(cut, how, (_WIDE, _HIGH), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(patch.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def _height(patch: _Floats) -> float | None:
    """Pixels of how high an eye is between its lids, lashes included; None where nothing is seen of one."""
    cv2 = vision_library()
    light = patch[:, :, 0]
    colour = np.hypot(patch[:, :, 1], patch[:, :, 2])
    cheek = slice(_HIGH // 2 + 9, None)
    skin, tint = float(np.median(light[cheek])), float(np.median(colour[cheek]))
    middle = slice(_HIGH // 2 - 9, _HIGH // 2 + 10), slice(_WIDE // 2 - 15, _WIDE // 2 + 16)
    dark = float(np.quantile(light[middle], 0.02))
    if skin - dark < _CONTRAST:
        return None
    other = light < skin - _DARKER * (skin - dark)
    other |= light > skin + _LIGHTER
    if tint > 6:  # in a grey picture nothing is paler
        other |= (colour < tint * (1 - _PALER)) & (light > skin * 0.6)
    seen = np.zeros(other.shape, np.uint8)
    seen[2:-2, 4:-4] = other[2:-2, 4:-4]
    count, labels, stats, places = cv2.connectedComponentsWithStats(seen, connectivity=8)
    best = (0.0, 0)
    for label in range(1, count):
        x, y = places[label]
        away = math.hypot(x - _WIDE / 2, 1.5 * (y - _HIGH / 2))
        if stats[label, cv2.CC_STAT_WIDTH] >= 8 and away < 14:
            worth = float(stats[label, cv2.CC_STAT_AREA]) * math.exp(-((away / 9) ** 2))
            best = max(best, (worth, label))
    if not best[1]:
        return None
    part: NDArray[np.bool_] = np.asarray(labels) == best[1]
    column = round(float(places[best[1]][0]))
    height = float(part[:, max(0, column - _MIDDLE) : column + _MIDDLE + 1].sum(axis=0).mean())
    return height if height <= _HIGHEST else None
