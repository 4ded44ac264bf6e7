"""How far the horizon is off: by long straight lines that nearly lie or stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from parley.vision.enhancing.opencv import opencv
from parley.vision.types import Pixels

_SIDE = 800
"""Pixels of the longer side of the copy that is measured."""
_SHORTEST = 0.04
"""Of the shorter side: lines that are shorter are no evidence."""
_STEEPEST = 10.0
"""Degrees: what is off further was meant."""
_BIN, _WITHIN = 0.25, 0.75
"""Degrees between the angles that are tried, and within which lines vote for one."""
_LEVEL = 1.0
"""Degrees: less is hardly seen."""
_MOSTLY = 0.5
"""Of the length of all lines that nearly lie (or stand): so much must be at the angle that is taken."""
_LENGTH = 0.7
"""How long, together, the lines of that angle must be at least: in longer sides of the picture."""
_ALONE = 0.6
"""Of the longer side: a line so long is a horizon by itself, where hardly anything stands."""
_CHAIN = 3.0
"""Pixels across a line within which pieces belong to it."""
_ALIKE = 1.0
"""Degrees by which what lies and what stands may differ."""


def tilt(pixels: Pixels) -> float:
    """Degrees clockwise by which the picture must be turned to be level; 0 where it is, or where that
    cannot be told.

    Lines are found as by von Gioi and others (2010, LSD); each votes with its length.
    """
    cv2 = opencv()
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
    flat = np.abs(across) > np.abs(down)
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    lying = _agreed(angle[near & flat], length[near & flat], middle[near & flat])
    standing = _agreed(angle[near & ~flat], length[near & ~flat], middle[near & ~flat][:, ::-1] * [1, -1])
    return -_judged(lying, standing, max(size))


@dataclass(frozen=True, slots=True)
class _Lines:
    """What lines of one direction say."""

    angle: float = 0.0
    """Degrees at which most are."""
    together: float = 0.0
    """Length of those, pixels."""
    longest: float = 0.0
    """Of those that follow each other on one line, together."""
    share: float = 0.0
    """How much of what all lines say is said by them."""

    def sure(self, side: int) -> bool:
        return self.together >= _LENGTH * side and self.share >= _MOSTLY


def _agreed(angle: Any, length: Any, middle: Any) -> _Lines:
    if not len(angle):
        return _Lines()
    bins = np.arange(-_STEEPEST, _STEEPEST + _BIN, _BIN)
    weight = length**2  # a wall's edge says more than a hundred ripples
    votes = [float(weight[np.abs(angle - each) <= _WITHIN].sum()) for each in bins]
    close = np.abs(angle - bins[int(np.argmax(votes))]) <= _WITHIN
    exact = float(np.average(angle[close], weights=weight[close]))
    slope = math.radians(exact)
    offset = middle[close, 1] * math.cos(slope) - middle[close, 0] * math.sin(slope)
    chains = [float(length[close][np.abs(offset - each) <= _CHAIN].sum()) for each in offset]
    return _Lines(exact, float(length[close].sum()), max(chains), max(votes) / float(weight.sum()))


def _judged(lying: _Lines, standing: _Lines, side: int) -> float:
    """The angle of the horizon. Roofs and streets lean by perspective, and so do towers: each by itself is no
    evidence, unless it is the line between sea and sky."""
    if lying.sure(side) and standing.sure(side) and abs(lying.angle - standing.angle) <= _ALIKE:
        angle = (lying.angle * lying.together + standing.angle * standing.together) / (
            lying.together + standing.together
        )
    elif lying.longest >= _ALONE * side and lying.sure(side) and not standing.sure(side):
        angle = lying.angle
    else:
        return 0.0
    return angle if abs(angle) >= _LEVEL else 0.0
