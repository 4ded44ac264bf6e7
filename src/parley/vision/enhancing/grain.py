"""Grain: how much there is, and how it is smoothed away while edges stay.

Both work on the values of the file, where the grain of a photo is about as strong in the dark as in the light;
in light it would grow with brightness.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from parley.vision.enhancing.linear import Plane
from parley.vision.types import Pixels

MOST = 32.0
"""Levels of 255 by which the grain scatters that strength 1 takes away."""
HALO = 64
"""Rows beyond a strip that its pixels may depend on; a multiple of what the coarsest level is aligned to."""
_LEVELS = 4
_LUMA, _CHROMA = 0.67, 0.65
"""How much of the scatter of red, green and blue, each by itself, is left in brightness and in colour."""
_BANDS = (0.943, 0.230, 0.101, 0.049)
"""Scatter of white noise of scatter 1 in each band of the pyramid below, measured on noise."""


def smoothed(pixels: Pixels, scatter: float) -> tuple[Plane, Plane, Plane]:
    """Red, green, blue (0 to 255) without grain of a scatter (levels, as of each channel by itself).

    Bands of a Laplacian pyramid (Burt and Adelson 1983) are weighted by how much of their local variance is
    no grain: the Wiener filter with the variance of the neighbourhood (Lee 1980), by bands.
    """
    import cv2

    whole = cv2.cvtColor(pixels.astype(np.float32), cv2.COLOR_RGB2YCrCb)
    luma, *chroma = cv2.split(whole)
    parts = [
        _wiener(luma, scatter * _LUMA, 1.0),
        *(_wiener(each, scatter * _CHROMA, 2.2) for each in chroma),
    ]
    back: Any = cv2.split(cv2.cvtColor(cv2.merge(parts), cv2.COLOR_YCrCb2RGB))
    return back[0], back[1], back[2]


def _wiener(plane: Any, scatter: float, eager: float) -> Any:
    import cv2

    bands: list[Any] = []
    for share in _BANDS:
        if min(plane.shape) < 8:
            break
        small = cv2.pyrDown(plane)
        band = plane - cv2.pyrUp(small, dstsize=(plane.shape[1], plane.shape[0]))
        power = cv2.blur(cv2.multiply(band, band), (5, 5))
        weight = 1 - np.float32(eager * (scatter * share) ** 2) / np.maximum(power, np.float32(1e-6))
        bands.append(band * np.maximum(weight, 0))
        plane = small
    for band in reversed(bands):
        plane = band + cv2.pyrUp(plane, dstsize=(band.shape[1], band.shape[0]))
    return plane


def scatter_of(pixels: Pixels) -> float:
    """By how many levels of 255 each channel's grain scatters, about."""
    raise NotImplementedError
