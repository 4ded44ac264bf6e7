"""Text that is a little askew is made level."""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

import numpy as np

from parley.vision.types import Pixels

MOST = 12.0
"""Degrees by which text is looked for askew."""
LEAST = 0.25
"""Degrees that nobody sees: turning would only blur."""
_SIDE = 900
"""Pixels of the longer side at which it is measured."""
_CLEAR = 1.06
"""Times as unlike each other that rows must be, once turned, to turn a page at all."""


def skew(pixels: Pixels) -> float:
    """Degrees by which the text of an evenly lit page is turned clockwise; 0.0 where it cannot be told.

    Rows of pixels are full or empty where text lies level: the angle with the most difference between
    neighbouring rows is taken (Postl, 1986).
    """
    cv2: Any = import_module("cv2")

    factor = min(1.0, _SIDE / max(pixels.shape[:2]))
    grey: Any = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    ink = np.asarray(small < 160)
    high, wide = ink.shape
    edge = max(2, round(0.02 * max(high, wide)))
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = False, False, False, False
    ys, xs = (np.asarray(each, np.float64) for each in np.nonzero(ink))
    if len(ys) < 200:
        return 0.0
    best, most = 0.0, 0.0
    level = _unlike(ys, xs, 0.0, high + wide)
    for step, reach in ((1.0, MOST), (0.2, 1.0), (0.05, 0.2)):
        around = best
        for degrees in np.arange(around - reach, around + reach + 1e-9, step):
            value = _unlike(ys, xs, float(degrees), high + wide)
            if value > most:
                best, most = float(degrees), value
    return best if most > _CLEAR * level and abs(best) <= MOST else 0.0


def _unlike(ys: Any, xs: Any, degrees: float, many: int) -> float:
    turn = math.radians(degrees)
    rows = np.rint(ys * math.cos(turn) - xs * math.sin(turn)).astype(np.int64) + many
    counts = np.bincount(rows, minlength=2 * many + 1).astype(np.float64)
    return float((np.diff(counts) ** 2).sum())


def turning(size: tuple[int, int], degrees: float) -> tuple[Any, tuple[int, int]]:
    """The matrix (2 × 3) that turns a picture of so many pixels across and down back by ``degrees``, and the
    size of the picture that holds all of it. Whole quarters lose nothing."""
    wide, high = size
    turn = math.radians(-degrees)
    cosine, sine = math.cos(turn), math.sin(turn)
    quarters = round(degrees / 90)
    new = size if quarters % 2 == 0 else (high, wide)
    if abs(degrees - 90 * quarters) > MOST:  # else a page keeps its size: what is cut off is margin
        new = (round(abs(wide * cosine) + abs(high * sine)), round(abs(wide * sine) + abs(high * cosine)))
    middle, after = ((wide - 1) / 2, (high - 1) / 2), ((new[0] - 1) / 2, (new[1] - 1) / 2)
    matrix = np.array(
        [
            [cosine, -sine, after[0] - cosine * middle[0] + sine * middle[1]],
            [sine, cosine, after[1] - sine * middle[0] - cosine * middle[1]],
        ]
    )
    return matrix, new


def turned_back(pixels: Pixels, degrees: float) -> Pixels:
    """A page whose text is turned clockwise by ``degrees``, level; white where there was nothing."""
    cv2: Any = import_module("cv2")

    quarters = round(degrees / 90)
    if abs(degrees - 90 * quarters) < LEAST:
        return np.ascontiguousarray(np.rot90(pixels, quarters))
    matrix, size = turning((int(pixels.shape[1]), int(pixels.shape[0])), degrees)
    turned = cv2.warpAffine(
        pixels,
        matrix,
        size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    return np.asarray(turned, np.uint8)
