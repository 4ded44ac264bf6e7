"""How far the horizon is off: by long straight lines that nearly lie or stand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from parley.vision.types import Pixels

_SIDE = 800
"""Pixels of the longer side of the copy that is measured."""
_SHORTEST = 0.06
"""Of the shorter side: lines that are shorter are no evidence."""
_STEEPEST = 10.0
"""Degrees: what is off further was meant."""
_BIN = 0.25
"""Degrees that are told apart."""
_LEVEL = 0.6
"""Degrees: less is not seen."""
_MOSTLY = 0.5
"""Of the length of all lines that nearly lie or stand, within a degree of the angle that is taken."""
_LENGTH = 2.0
"""How long, together, the lines of that angle must be at least: in longer sides of the picture."""


def tilt(pixels: Pixels) -> float:
    """Degrees clockwise by which the picture must be turned to be level; 0 where it is, or where that
    cannot be told.

    Lines are found as by von Gioi and others (2010, LSD); each votes with its length.
    """
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    grey = cv2.cvtColor(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    found: Any = cv2.createLineSegmentDetector().detect(grey)[0]
    if found is None:
        return 0.0
    lines = np.asarray(found, np.float64).reshape(-1, 4)
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    length = np.hypot(across, down)
    angle = (np.degrees(np.arctan2(down, across)) + 45) % 90 - 45
    near = (np.abs(angle) <= _STEEPEST) & (length >= _SHORTEST * min(size))
    return _agreed(angle[near], length[near], max(size))


def _agreed(angle: Any, length: Any, side: int) -> float:
    if not len(angle):
        return 0.0
    bins = np.arange(-_STEEPEST, _STEEPEST + _BIN, _BIN)
    votes = np.array([length[np.abs(angle - each) <= 1.0].sum() for each in bins])
    best = float(bins[int(votes.argmax())])
    close = np.abs(angle - best) <= 1.0
    if votes.max() < _MOSTLY * length.sum() or votes.max() < _LENGTH * side:
        return 0.0
    exact = float(np.average(angle[close], weights=length[close] ** 2))
    return -exact if abs(exact) >= _LEVEL and math.isfinite(exact) else 0.0
