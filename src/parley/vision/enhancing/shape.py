"""Turned, mirrored, straightened and cropped: what moves pixels and leaves their light alone."""

from __future__ import annotations

import math

import numpy as np

from parley.vision.enhancing.opencv import opencv
from parley.vision.enhancing.recipe import Crop, Mirror, Recipe, Straighten, Turn
from parley.vision.types import Pixels

_LEAST = 1
"""Pixels that a side keeps, however small the part is."""


def shaped(pixels: Pixels, recipe: Recipe) -> Pixels:
    """The picture with those steps of a recipe that change its shape; the same array where there are none."""
    if turn := recipe.step(Turn):
        pixels = np.rot90(pixels, -turn.quarters)
    if recipe.step(Mirror):
        pixels = pixels[:, ::-1]
    straighten = recipe.step(Straighten)
    if straighten and abs(straighten.degrees) >= 0.01:
        pixels = _straightened(pixels, straighten.degrees)
    if crop := recipe.step(Crop):
        pixels = _cropped(pixels, crop)
    return np.ascontiguousarray(pixels)


def _cropped(pixels: Pixels, crop: Crop) -> Pixels:
    height, width = pixels.shape[:2]
    left, top = round(crop.x * width), round(crop.y * height)
    right, bottom = round((crop.x + crop.width) * width), round((crop.y + crop.height) * height)
    left, top = min(left, width - _LEAST), min(top, height - _LEAST)
    return pixels[top : max(bottom, top + _LEAST), left : max(right, left + _LEAST)]


def _straightened(pixels: Pixels, degrees: float) -> Pixels:
    cv2 = opencv()
    height, width = pixels.shape[:2]
    inner = _inner(width, height, math.radians(degrees))
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1.0)
    matrix[0, 2] += (inner[0] - width) / 2
    matrix[1, 2] += (inner[1] - height) / 2
    turned = cv2.warpAffine(
        np.ascontiguousarray(pixels), matrix, inner, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return turned.astype(np.uint8, copy=False)


def _inner(width: int, height: int, angle: float) -> tuple[int, int]:
    """The largest upright rectangle of the picture's shape that lies within it once it is tilted.

    Its corners, k·(±w, ±h)/2 turned back by the angle, must lie within the picture: along both axes
    k·(w·|cos| + h·|sin|) ≤ w and k·(w·|sin| + h·|cos|) ≤ h.
    """
    sine, cosine = abs(math.sin(angle)), abs(math.cos(angle))
    part = min(width / (width * cosine + height * sine), height / (width * sine + height * cosine))
    return max(_LEAST, math.floor(width * part)), max(_LEAST, math.floor(height * part))
