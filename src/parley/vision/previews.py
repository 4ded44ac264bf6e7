"""Small pictures of large ones: tiles for a grid, and views that fit a screen."""

from __future__ import annotations

import io
from typing import Any

from parley.vision.decoding import Opened
from parley.vision.types import Picture

TILE = 320
"""Pixels of the longer side of what a grid of photos shows (of each side, if square)."""
QUALITY = 82
"""Of the JPEG: at this size nobody sees the difference to more."""
_FINE = 2.0
"""A picture is first made small quickly, but not below so many times what is wanted, then with care."""


def preview(picture: Picture, side: int, *, square: bool = False, quality: int = QUALITY) -> bytes:
    """A JPEG in sRGB whose longer side has ``side`` pixels, fewer where the picture has fewer; ``square``
    cuts out the middle and makes both sides ``side``. It holds nothing but pixels."""
    from PIL import Image

    image: Any = Image.fromarray(picture.pixels)
    if square:
        least = min(image.size)
        left, top = (image.width - least) // 2, (image.height - least) // 2
        sides = (min(side, least), min(side, least))
        image = image.resize(
            sides, Image.Resampling.LANCZOS, (left, top, left + least, top + least), reducing_gap=_FINE
        )
    else:
        image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=_FINE)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def small(opened: Opened, side: int, *, square: bool = False, quality: int = QUALITY) -> bytes:
    """The same of a file: a large JPEG is unpacked at an eighth, a quarter or half its size where that is
    enough. Raises ``BadPicture``, ``WrongSize``."""
    size = opened.sizes[0]
    longer, shorter = max(size.width, size.height), max(1, min(size.width, size.height))
    # ``reduced`` keeps both sides at or above what it is told: of a tile that is not square, the shorter one.
    least = side if square else max(1, -(-side * shorter // longer))
    return preview(opened.reduced(least), side, square=square, quality=quality)
