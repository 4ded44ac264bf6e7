"""Which part of a picture to show where not all of it fits."""

from __future__ import annotations

import numpy as np

from parley.vision.looks.saliency import Map
from parley.vision.types import Box, Crop, Size

_MIDDLE = 0.15
"""How much of the attention the middle has by itself: people put there what they take a picture of."""
_CENTRAL = 0.9
"""Share of the attention, along each side, that the area of interest holds."""


def crop(map_: Map, size: Size, ratio: float) -> Crop:
    """The largest part with that ratio of width to height, where it keeps the most of what stands out."""
    if size.width / size.height > ratio:
        width, height = max(1, round(size.height * ratio)), size.height
        start = _best(map_.sum(axis=0), width / size.width)
        return Crop(ratio, Box(min(round(start * size.width), size.width - width), 0, width, height))
    width, height = size.width, max(1, round(size.width / ratio))
    height = min(height, size.height)
    start = _best(map_.sum(axis=1), height / size.height)
    return Crop(ratio, Box(0, min(round(start * size.height), size.height - height), width, height))


def interest(map_: Map, size: Size) -> Box:
    """The part in which nearly all is that stands out."""
    x, width = _span(map_.sum(axis=0), size.width)
    y, height = _span(map_.sum(axis=1), size.height)
    return Box(x, y, width, height)


def _best(attention: Map, share: float) -> float:
    """Where a window of ``share`` of the whole should begin, as a fraction of it."""
    cells = len(attention)
    places = (np.arange(cells) + 0.5) / cells
    middle = np.exp(-((places - 0.5) ** 2) / 0.08)
    weight = (1 - _MIDDLE) * attention / max(float(attention.sum()), 1e-12) + _MIDDLE * middle / middle.sum()
    # The sum up to any point, also between two cells.
    edges, sums = np.linspace(0, 1, cells + 1), np.concatenate([[0.0], np.cumsum(weight)])
    starts = np.linspace(0, 1 - share, 4 * cells + 1)
    kept = np.interp(starts + share, edges, sums) - np.interp(starts, edges, sums)
    best = np.flatnonzero(kept >= kept.max() - 1e-9)
    return float(starts[best[len(best) // 2]])  # of equally good places, the one in their middle


def _span(attention: Map, pixels: int) -> tuple[int, int]:
    sums = np.concatenate([[0.0], np.cumsum(attention / max(float(attention.sum()), 1e-12))])
    edges = np.linspace(0, pixels, len(sums))
    first, last = (np.interp(share, sums, edges) for share in ((1 - _CENTRAL) / 2, (1 + _CENTRAL) / 2))
    start = min(int(first), pixels - 1)
    return start, max(1, min(pixels, round(float(last))) - start)
