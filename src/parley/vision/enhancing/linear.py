"""Between what a file holds (sRGB, 0 to 255) and light (linear, 1.0 is white), by tables."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
"""Height × width: one channel."""
Values = NDArray[np.float64]
"""Of any shape."""

LUMA = (0.2126, 0.7152, 0.0722)
"""How much red, green and blue add to what the eye takes for brightness (ITU-R BT.709)."""
_FINE = 65535


def light(values: Values) -> Values:
    """Light of sRGB values from 0 to 1 (IEC 61966-2-1)."""
    curve = ((np.maximum(values, 0) + 0.055) / 1.055) ** 2.4
    return np.where(values <= 0.04045, values / 12.92, curve)


def coded(values: Values) -> Values:
    """sRGB values from 0 to 1 of light."""
    values = np.clip(values, 0, 1)
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055)


@cache
def light_of_byte() -> Plane:
    """Light of the 256 values that a byte has."""
    return light(np.arange(256) / 255).astype(np.float32)


@cache
def _byte_of_light() -> NDArray[np.uint8]:
    """The byte for light in 65,536 steps: at black a step is a twentieth of a byte's."""
    return np.round(coded(np.arange(_FINE + 1) / _FINE) * 255).astype(np.uint8)


def bytes_of(plane: Plane) -> NDArray[np.uint8]:
    """The bytes for a plane of light; what is below black or above white becomes that. Uses the plane up."""
    np.multiply(plane, np.float32(_FINE), out=plane)
    np.clip(plane, 0, _FINE, out=plane)
    return np.take(_byte_of_light(), np.asarray(plane, np.uint16))
