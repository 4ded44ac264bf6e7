"""The brightest and the darkest of the three channels of every pixel.

What numpy has for it goes through three numbers at a time, of each pixel anew: thirty times as long (17 ms
instead of 0.6 for 600 × 800 pixels), and much of what looking for the faults of a photograph cost.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_Number = TypeVar("_Number", np.uint8, np.float32, np.float64)


def brightest(pixels: NDArray[_Number]) -> NDArray[_Number]:
    """Of height × width × 3 the largest of each pixel, height × width: ``pixels.max(axis=2)``."""
    first, second, third = _channels(pixels)
    found = np.maximum(first, second)
    return np.maximum(found, third, out=found)


def darkest(pixels: NDArray[_Number]) -> NDArray[_Number]:
    """The smallest: ``pixels.min(axis=2)``."""
    first, second, third = _channels(pixels)
    found = np.minimum(first, second)
    return np.minimum(found, third, out=found)


def vividness(pixels: NDArray[_Number]) -> NDArray[_Number]:
    """How far these are apart: ``np.ptp(pixels, axis=2)``."""
    found = brightest(pixels)
    return np.subtract(found, darkest(pixels), out=found)


def _channels(pixels: NDArray[Any]) -> tuple[Any, Any, Any]:
    if pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"wanted are height × width × 3, not {pixels.shape}")
    return pixels[:, :, 0], pixels[:, :, 1], pixels[:, :, 2]
