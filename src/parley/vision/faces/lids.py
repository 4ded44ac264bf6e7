"""Whether eyes are open: how high the dark of an eye is, by its pixels alone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from parley.vision.quality.measure import vision_library
from parley.vision.types import Pixels, Point

LEAST = 20.0
"""Pixels between two eyes, below which an iris is under four pixels wide and nothing can be told."""
_APART = 64.0
"""Pixels between the eyes once a face is scaled. An iris is then 12 wide (11.7 mm of 63), an eye 30, and the
lashes of a closed eye are a line 2 to 4 thick."""
_WIDE, _HIGH = 44, 44
_CLOSED, _OPEN = 5.0, 10.0
"""Of those pixels, how high the dark of a closed eye is at most, and of a wide open one at least."""
_HIGHEST = 16.0
"""Of those pixels; what is dark over more is brow, frame of glasses or shadow as well, and tells nothing."""
_CONTRAST = 18.0
"""Of 255, by which lashes and pupil must be darker than the skin around."""

_Floats = NDArray[np.float32]


def openness(pixels: Pixels, eyes: tuple[Point, Point]) -> float | None:
    """0 (closed) to 1 (open) of the less open of two eyes; None where it cannot be told.

    A rule and no network: an open eye shows its iris, a dark disc, a closed one its lashes, a dark line. It
    tells nothing of eyes that lie in shadow, and it takes a blurred line for a disc.
    """
    (left, top), (right, bottom) = eyes
    apart = math.hypot(right - left, bottom - top)
    if apart < LEAST:
        return None
    told = [_height(_scaled(pixels, eye, apart, math.atan2(bottom - top, right - left))) for eye in eyes]
    heights = [each for each in told if each is not None]
    if len(heights) < 2:
        return None
    return round(float(np.clip((min(heights) - _CLOSED) / (_OPEN - _CLOSED), 0, 1)), 3)


def _scaled(pixels: Pixels, eye: Point, apart: float, angle: float) -> _Floats:
    """The surroundings of one eye, upright, of one size, in grey."""
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
    # Green: skin is lighter in it than lashes and iris of any colour.
    return np.asarray(patch[:, :, 1], np.float32)


def _height(patch: _Floats) -> float | None:
    """Pixels of how high the dark of an eye is; None where nothing dark is there."""
    cv2 = vision_library()
    rows, columns = slice(_HIGH // 2 - 10, _HIGH // 2 + 11), slice(_WIDE // 2 - 14, _WIDE // 2 + 15)
    skin = float(np.quantile(patch[_HIGH // 2 - 12 :], 0.6))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)).astype(np.float32)
    round_ = cv2.filter2D(patch, -1, disc / disc.sum(), borderType=cv2.BORDER_REPLICATE)
    seen = round_[rows, columns]
    column = int(seen.argmin()) % seen.shape[1] + columns.start
    profile = patch[:, column - 3 : column + 4].mean(axis=1)
    span = profile[rows]
    dark = float(span.min())
    if skin - dark < _CONTRAST:
        return None
    deepest = int(span.argmin()) + rows.start
    # To where it is half as light as the skin, between two pixels.
    half = (skin + dark) / 2
    height = _edge(profile[deepest:], half) + _edge(profile[deepest::-1], half)
    return height if height <= _HIGHEST else None


def _edge(profile: _Floats, level: float) -> float:
    """How many pixels it takes to rise over a level."""
    over = np.flatnonzero(profile > level)
    if not over.size:
        return float(len(profile))
    place = int(over[0])
    below, above = float(profile[place - 1]), float(profile[place])
    return place - 1 + (level - below) / max(above - below, 1e-6)
