"""Narrow strips get room beside them: what finds text enlarges a picture by its shorter side."""

from __future__ import annotations

import numpy as np

from parley.vision.types import Pixels

LEAST = 8
"""Pixels of the shorter side under which nobody can read anything."""
_NARROW = 5
"""Times as long as wide from which a picture is a strip. rapidocr makes the shorter side 736 pixels long: a
strip of 2,000 x 40 became one of 36,800 x 736, and took half a minute."""


def roomy(pixels: Pixels) -> Pixels:
    """The picture; a strip with its edge repeated on the right or below. Places stay what they are."""
    high, wide = pixels.shape[:2]
    right, below = max(0, -(-high // _NARROW) - wide), max(0, -(-wide // _NARROW) - high)
    if not right and not below:
        return pixels
    return np.pad(pixels, ((0, below), (0, right), (0, 0)), mode="edge")
