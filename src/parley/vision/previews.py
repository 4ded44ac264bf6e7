"""Small pictures of large ones: tiles for a grid, and views that fit a screen."""

from __future__ import annotations

from parley.vision.decoding import Opened
from parley.vision.types import Picture

TILE = 320
"""Pixels of the longer side of what a grid of photos shows (of each side, if square)."""
QUALITY = 82
"""Of the JPEG: at this size nobody sees the difference to more."""


def preview(picture: Picture, side: int, *, square: bool = False, quality: int = QUALITY) -> bytes:
    """A JPEG in sRGB whose longer side has ``side`` pixels, fewer where the picture has fewer; ``square``
    cuts out the middle and makes both sides ``side``. It holds nothing but pixels."""
    raise NotImplementedError


def small(opened: Opened, side: int, *, square: bool = False, quality: int = QUALITY) -> bytes:
    """The same of a file: a large JPEG is unpacked at an eighth, a quarter or half its size where that is
    enough. Raises ``BadPicture``, ``WrongSize``."""
    raise NotImplementedError
