"""Narrow strips get room beside them: what finds text enlarges a picture by its shorter side."""

from __future__ import annotations

import numpy as np

from parley.vision.types import Pixels

LEAST = 8
"""Pixels of the shorter side under which nobody can read anything."""
_NARROW = 5
"""Times as long as wide from which a picture is a strip. rapidocr makes the shorter side 736 pixels long: a
strip of 2,000 x 40 became one of 36,800 x 736, and took half a minute."""
_ROOM = 3
"""Times as long as wide that a strip becomes. Made strips of one line (48, Chinese and English, letters of 14
to 40 pixels) and receipts (6, of 9 to 14) are read no worse than with 5, for 40 and 20 % less work."""


def roomy(pixels: Pixels) -> Pixels:
    """The picture; a strip with its edge repeated on the right or below. Places stay what they are."""
    high, wide = pixels.shape[:2]
    if max(high, wide) <= _NARROW * min(high, wide):
        return pixels
    right, below = max(0, -(-high // _ROOM) - wide), max(0, -(-wide // _ROOM) - high)
    return np.pad(pixels, ((0, below), (0, right), (0, 0)), mode="edge")
