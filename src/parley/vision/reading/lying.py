"""Whether a page lies on its side, told by its ink before anything is read."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.vision.types import Pixels

_SIDE = 800
"""Pixels of the longer side at which ink is looked at."""
_STRIPS = 5
"""Strips of the page, in each of which lines are looked for: of a page askew or bent, lines are straight only
for a short way."""
_SURE = 1.8
"""Times as much as in the other direction that the ink must come and go. Where it does not, the page is taken
to stand, and the lines that are found decide."""


def lies_on_its_side(pixels: Pixels) -> bool:
    """Whether its lines run down: between lines there is no ink, between words there is some nearly anywhere.

    Rows of a narrow upright strip are full or empty where lines run across; where they run down its columns
    are. Of a page that is no text, or far askew, the answer is no.
    """
    cv2: Any = importlib.import_module("cv2")
    rows, columns = pixels.shape[:2]
    scale = min(1.0, _SIDE / max(rows, columns))
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    found: NDArray[np.float32] = np.asarray(ink, np.float32)
    found = _written_on(_written_on(found).T).T
    return _unrest(found.T) > _SURE * _unrest(found)


def _written_on(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Without the empty margins above and below; the outermost hundredth of the ink may be dirt."""
    rows = ink.sum(axis=1).cumsum()
    if not len(rows) or rows[-1] <= 0:
        return ink
    first, last = np.searchsorted(rows, (0.01 * rows[-1], 0.99 * rows[-1]))
    return ink[first : last + 1]


def _unrest(ink: NDArray[np.float32]) -> float:
    """How much rows differ in ink, in upright strips, beside how much ink there is."""
    strips = [part for part in np.array_split(ink, _STRIPS, axis=1) if part.size]
    kept = [part.mean(axis=1) for part in strips]
    return float(np.mean([part.var() / max(float(part.mean()), 1e-3) for part in kept])) if kept else 0.0
