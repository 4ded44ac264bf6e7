"""Paper evenly lit: white where nothing is printed, whatever shadow lay on it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from parley.vision.scanning.edges import Field
from parley.vision.scanning.types import Finish
from parley.vision.types import Pixels

_SIDE = 420
"""Pixels of the longer side at which the light is measured."""
_LETTERS = 9
"""The same: what is darker and no wider is taken for letters and lines."""
_PALE = 60.0
"""Per cent of a page's pixels that are darker than what its paper looks like for sure."""
_COLOURED = 13.0
"""Difference of colour (a*, b*) from the paper's from which something is a picture or a coloured field."""
_SHADE = 0.34
"""Of the paper's lightness: what is darker is printed, for no shadow is as dark."""
_ROUGH = 2.6
"""Levels of lightness by which a picture differs from place to place; the edge of a shadow does so less."""
_MOST = 3.2
"""Times that anything is made brighter."""
_DARK = 80.0
"""Of 255: what is as dark is ink in any case."""
_FINE = 5.0
"""Where a blur is done on fewer pixels, its reach (sigma) is at least so many of them."""
_LEFT = 24
"""The same: pixels that are left of each side, at least."""
_ALREADY = 1 / 12 + 1 / 6
"""Variance, in pixels of the small picture, of a mean over one of them, and of straight lines between two."""
_WHITE, _BLACK = 0.94, 0.12
"""Of the light on the paper: from where on it is white, and up to where it is black."""


def even(pixels: Pixels) -> Pixels:
    """A page without its shadows, on white. Pictures on it keep their own light and dark."""
    cv2: Any = import_module("cv2")

    high, wide = pixels.shape[:2]
    factor = min(1.0, _SIDE / max(high, wide))
    size = (max(2, round(wide * factor)), max(2, round(high * factor)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float32)
    light = _light(small)
    light = np.maximum(light, light.max(axis=(0, 1)) / _MOST)
    gain = cv2.resize((1 / light).astype(np.float32), (wide, high), interpolation=cv2.INTER_LINEAR)
    share = pixels.astype(np.float32)
    share *= gain
    share -= _BLACK
    share *= 255.0 / (_WHITE - _BLACK)
    return np.asarray(np.clip(share, 0, 255), np.uint8)


def _light(small: Field) -> Field:
    """How bright the paper is at every place, red, green and blue: known between the letters, and from there
    spread over what is no paper."""
    cv2: Any = import_module("cv2")

    closed = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_LETTERS, _LETTERS), np.uint8)))
    closed = np.asarray(cv2.GaussianBlur(closed, (0, 0), 1.5), np.float32)
    lab = np.asarray(cv2.cvtColor(closed / 255, cv2.COLOR_RGB2Lab), np.float32)
    lightness = lab[:, :, 0]
    pale = lightness >= np.percentile(lightness, _PALE)
    colour = np.median(lab[pale], axis=0)
    off = np.hypot(lab[:, :, 1] - colour[1], lab[:, :, 2] - colour[2])
    rough = _rough(lightness)
    printed = (off > _COLOURED) | (lightness < _SHADE * np.percentile(lightness, 95)) | (rough > _ROUGH)
    printed = np.asarray(cv2.dilate(printed.astype(np.uint8), np.ones((5, 5), np.uint8)), np.float32)
    if float(printed.mean()) > 0.9:  # no paper to go by: a picture from edge to edge
        top = np.percentile(small.reshape(-1, 3), 97, axis=0)
        return np.asarray(np.broadcast_to(np.maximum(top, 1), small.shape), np.float32)
    return np.maximum(_spread(closed, 1 - printed), 1.0)


def _rough(lightness: Field) -> Field:
    """How much lightness differs around each place from what a slope of light would have."""
    cv2: Any = import_module("cv2")

    smooth: Any = cv2.GaussianBlur(lightness, (0, 0), 2.5)
    square: Any = cv2.GaussianBlur((lightness - smooth) ** 2, (0, 0), 5)
    return np.asarray(np.sqrt(square), np.float32)


def _spread(values: Field, known: Field) -> Field:
    """Values where they are known, and smooth between: means of ever wider surroundings fill what is left."""
    cv2: Any = import_module("cv2")

    total, weight = np.zeros_like(values), np.zeros_like(known)
    rest = np.ones_like(known)
    both = np.dstack((values * known[:, :, None], known))
    for sigma in (1.5, 4.0, 10.0, 25.0, 60.0, 150.0):
        blurred = _blurred(both, sigma)
        near, many = blurred[:, :, :3], blurred[:, :, 3]
        # Believed as far as there is enough of it around.
        share = rest * np.clip(many * 2.5, 0, 1)
        total += near / np.maximum(many, 1e-6)[:, :, None] * share[:, :, None]
        weight += share
        rest -= share
    filled = total / np.maximum(weight, 1e-6)[:, :, None]
    return np.asarray(cv2.GaussianBlur(filled.astype(np.float32), (0, 0), 2.0), np.float32)


def _blurred(field: Field, sigma: float) -> Field:
    """Means of surroundings, wide ones on fewer pixels: on all of them they took a third of a scan's time."""
    cv2: Any = import_module("cv2")

    high, wide = field.shape[:2]
    less = min(int(sigma / _FINE), min(high, wide) // _LEFT)
    if less <= 1:
        return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma), np.float32)
    size = (-(-wide // less), -(-high // less))
    small: Any = cv2.resize(field, size, interpolation=cv2.INTER_AREA)
    # What the mean of so many pixels has blurred already, and drawing it large again, is no more to be done.
    wanted = (sigma**2 - _ALREADY * less**2) ** 0.5 / less
    # Half a pixel more or less at an edge is nothing to the large picture: here it is not.
    small = cv2.GaussianBlur(small, (0, 0), wanted, borderType=cv2.BORDER_REFLECT)
    return np.asarray(cv2.resize(small, (wide, high), interpolation=cv2.INTER_LINEAR), np.float32)


def finished(pixels: Pixels, finish: Finish) -> Pixels:
    """An evenly lit page, in the look that is wanted."""
    cv2: Any = import_module("cv2")

    if finish is Finish.COLOUR:
        return pixels
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    if finish is Finish.INK:
        grey = _ink(grey)
    return np.repeat(grey[:, :, None], 3, axis=2)


def _ink(grey: Any) -> Any:
    """Black letters on white, their edges soft (Sauvola and Pietikäinen, 2000, with a slope for a step)."""
    cv2: Any = import_module("cv2")

    window = max(15, round(min(grey.shape) / 45) | 1)
    values = grey.astype(np.float32)
    mean: Any = cv2.boxFilter(values, -1, (window, window))
    square: Any = cv2.boxFilter(values * values, -1, (window, window))
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    # What is dark all over, such as a coloured band, stays dark.
    threshold = np.maximum(mean * (1 + 0.25 * (deviation / 128 - 1)), _DARK)
    return np.clip((values - threshold) * 5 + 128, 0, 255).astype(np.uint8)
