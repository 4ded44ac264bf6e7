"""Grain: how much there is, and how it is smoothed away while edges stay.

Both work on the values of the file, where the grain of a photo is about as strong in the dark as where it is
bright; as light it would grow with brightness.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from parley.vision.enhancing.linear import Plane
from parley.vision.enhancing.opencv import opencv
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
_PATCH = 1024
"""Pixels of the side of the middle that is measured."""
_BLOCK = 16
_QUIET = 0.1
"""Of the blocks, those in which the least happens."""
_FEWEST = 20
"""Blocks that are neither black nor white, for anything to be said."""
_CUT = 0.02
"""Of the pixels of a block that are black or white: where there are more, grain is cut off."""
_LEAST = 1.5
"""Levels: less is what files round."""
_SHY = 1.06
"""The quietest blocks have a little less grain than all."""
_WHITE, _WHITE_GREY = 0.42, 0.35
"""Scatter of the next coarser band at most, of that of the finest: white noise has 0.24. Where only
brightness tells, cloth and chalk come nearer to it than in colour."""
_DIRECTED = 1.4
"""How much more may change along one axis than along the other: grain has no direction, woven things have."""
_TAILS = 4.5
"""Kurtosis of the finest band at most: that of grain is 3; scratches and specks have more."""
_MOST_GREY = 20.0
"""Levels: what is stronger and in brightness alone is the thing's own (sand, cloth, straw)."""


def smoothed(pixels: Pixels, scatter: float) -> tuple[Plane, Plane, Plane]:
    """Red, green, blue (0 to 255) without grain of a scatter (levels, as of each channel by itself).

    Bands of a Laplacian pyramid (Burt and Adelson 1983) are weighted by how much of their local variance is
    no grain: the Wiener filter with the variance of the neighbourhood (Lee 1980), by bands.
    """
    cv2 = opencv()
    whole = cv2.cvtColor(pixels.astype(np.float32), cv2.COLOR_RGB2YCrCb)
    luma, *chroma = cv2.split(whole)
    parts = [
        _wiener(luma, scatter * _LUMA, 1.0),
        *(_wiener(each, scatter * _CHROMA, 2.2) for each in chroma),
    ]
    back: Any = cv2.split(cv2.cvtColor(cv2.merge(parts), cv2.COLOR_YCrCb2RGB))
    return back[0], back[1], back[2]


def _wiener(plane: Any, scatter: float, eager: float) -> Any:
    cv2 = opencv()
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
    """By how many levels of 255 each channel's grain scatters, about; 0 where what is fine is no grain.

    It is measured in the quietest blocks. Grain is as strong in all of them, and white: its next coarser band
    has a quarter of its scatter, while that of cloth, grass or hair has as much or more.
    """
    cv2 = opencv()
    height, width = pixels.shape[:2]
    down, across = max(0, height - _PATCH) // 2, max(0, width - _PATCH) // 2
    rows, columns = (min(_PATCH, side) // _BLOCK * _BLOCK for side in (height, width))
    patch = np.ascontiguousarray(pixels[down : down + rows, across : across + columns])
    if min(rows, columns) < 4 * _BLOCK:
        return 0.0
    cut = ((patch == 0) | (patch == 255)).any(axis=2)
    seen = _blocks(cut.astype(np.float32)) < _CUT
    if np.count_nonzero(seen) < _FEWEST:
        return 0.0
    whole: Any = cv2.cvtColor(patch.astype(np.float32), cv2.COLOR_RGB2YCrCb)
    # Colour has less detail of its own, so grain is seen there even where everything is cloth or grass.
    if red := _white(whole[:, :, 1], seen, _WHITE):
        return _SHY * red / _CHROMA
    bright = _SHY * _white(whole[:, :, 0], seen, _WHITE_GREY) / _LUMA
    return bright if bright <= _MOST_GREY else 0.0


def _white(plane: Any, seen: Any, most: float) -> float:
    """The scatter of white noise in the quietest of the blocks that are seen; 0 where it is not white."""
    band = _band(plane)
    fine = np.sqrt(_blocks(band * band))
    quiet = seen & (fine <= np.quantile(fine[seen], _QUIET))
    scatter = float(fine[quiet].mean())
    if scatter < _LEAST:
        return 0.0
    coarser = np.sqrt(_blocks(_band(opencv().pyrDown(plane)) ** 2, _BLOCK // 2))
    white = float(coarser[quiet].mean()) <= most * scatter
    return scatter / _BANDS[0] if white and _like_grain(plane, band, quiet, scatter) else 0.0


def _like_grain(plane: Any, band: Any, quiet: Any, scatter: float) -> bool:
    """Whether it is alike along both axes, and without outliers."""
    across, down = np.zeros_like(plane), np.zeros_like(plane)
    across[:, :-1], down[:-1] = plane[:, 1:] - plane[:, :-1], plane[1:] - plane[:-1]
    steps = [float(_blocks(each * each)[quiet].mean()) for each in (across, down)]
    ratio = steps[0] / max(steps[1], 1e-6)
    power = band * band
    tails = float(_blocks(power * power)[quiet].mean()) / scatter**4
    return 1 / _DIRECTED <= ratio <= _DIRECTED and tails <= _TAILS


def _band(plane: Any) -> Any:
    """The finest band of the pyramid."""
    cv2 = opencv()
    return plane - cv2.pyrUp(cv2.pyrDown(plane), dstsize=(plane.shape[1], plane.shape[0]))


def _blocks(plane: Any, side: int = 0) -> Any:
    """The mean of every block."""
    side = side or _BLOCK
    rows, columns = plane.shape[0] // side, plane.shape[1] // side
    return plane[: rows * side, : columns * side].reshape(rows, side, columns, side).mean(axis=(1, 3))
