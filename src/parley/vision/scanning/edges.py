"""Where colours change on a photograph, and in which direction."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.vision.types import Pixels

Field = NDArray[np.float32]

_COLOUR = 1.6
"""How much more a change of colour counts than one of brightness: shadows and folds have none."""
_TENSOR = 1.2
"""Pixels over which directions of change are averaged."""
_AROUND = 31
"""Pixels of the window whose mean a change is measured by: a weak edge on a plain desk counts as much as a
strong one among strong ones."""
_FLOOR = 6.0
"""Levels per pixel below which a change is grain."""
_STRAIGHT = 0.55
"""How much of the change must run one way."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges of a small picture."""

    lab: Field
    """Rows × columns × 3: CIE L*a*b*, L of 0 to 100; slightly smoothed."""
    weight: Field
    """0 to 1 at the crest of an edge, else 0."""
    angle: Field
    """Radians, 0 to π: the direction in which colours change there."""


def edges(pixels: Pixels) -> Edges:
    """The edges of a picture (a small one: 600 pixels or so)."""
    cv2: Any = import_module("cv2")

    lab: Any = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    lab = _array(cv2.GaussianBlur(lab, (0, 0), 0.8))
    xx = np.zeros(lab.shape[:2], np.float32)
    yy, xy = xx.copy(), xx.copy()
    for channel, share in enumerate((1.0, _COLOUR, _COLOUR)):
        across = _array(cv2.Scharr(lab[:, :, channel], cv2.CV_32F, 1, 0, scale=share / 16))
        down = _array(cv2.Scharr(lab[:, :, channel], cv2.CV_32F, 0, 1, scale=share / 16))
        xx += across * across
        yy += down * down
        xy += across * down
    # The structure tensor of all three colours (Di Zenzo, 1986).
    xx, yy, xy = (_array(cv2.GaussianBlur(each, (0, 0), _TENSOR)) for each in (xx, yy, xy))
    spread = np.sqrt((xx - yy) ** 2 + 4 * xy * xy)
    most, sum_ = (xx + yy + spread) / 2, xx + yy
    angle = _array((np.arctan2(2 * xy, xx - yy) / 2) % np.float32(np.pi))
    size = _array(np.sqrt(most))
    usual = _array(cv2.boxFilter(size, -1, (_AROUND, _AROUND)))
    straight = np.clip((spread / (sum_ + 1e-3) - _STRAIGHT) / (1 - _STRAIGHT), 0, 1)
    weight = size / (size + usual + np.float32(_FLOOR / 4)) * straight
    return Edges(lab, _array(_crest(size, angle) * weight), angle)


def _crest(size: Field, angle: Field) -> Field:
    """1 where the change is largest of its neighbours across the edge."""
    cv2: Any = import_module("cv2")

    rows, columns = np.mgrid[0 : size.shape[0], 0 : size.shape[1]].astype(np.float32)
    across, down = np.cos(angle), np.sin(angle)
    crest = size > 0.12
    for step in (-1.0, 1.0):
        beside: Any = cv2.remap(
            size,
            (columns + step * across).astype(np.float32),
            (rows + step * down).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        crest &= size >= beside
    return crest.astype(np.float32)


def _array(values: Any) -> Field:
    return np.asarray(values, np.float32)
