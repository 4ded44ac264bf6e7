"""The fingerprint of a picture: the signs of its lowest frequencies, and the colours of its parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parley.vision.likeness.types import Fingerprint
from parley.vision.quality.measure import reduced, vision_library
from parley.vision.types import Picture

_SIDE = 64
"""Pixels of the square whose frequencies are looked at."""
_PARTS = 3
"""Parts along a side whose colours are told."""
_PLAIN = 1.5
"""Of 255: standard deviation of the brightness of the square, below which there is nothing on a picture but
grain and the marks of JPEG."""


def _lowest() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The 64 lowest frequencies but the mean, from low to high: ``u² + v²``, then across before down."""
    places = sorted(
        ((u * u + v * v, v, u) for v in range(12) for u in range(12) if u + v > 0), key=lambda each: each
    )[:64]
    return np.array([v for _, v, _ in places]), np.array([u for _, _, u in places])


_ROWS, _COLUMNS = _lowest()


def fingerprint(picture: Picture) -> Fingerprint:
    """What a picture is told again by. Raises ``MissingEngine``.

    The bits are a pHash ("Implementation and Benchmarking of Perceptual Image Hash Functions", Zauner, 2010):
    a DCT of the small grey picture, and whether each of its lowest 64 frequencies is above their median.
    """
    cv2 = vision_library()
    small = reduced(picture.pixels, 512)  # in two steps, the second is the exact one
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    square = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    waves = cv2.dct(square)[_ROWS, _COLUMNS]
    signs = waves > np.median(waves)
    bits = int.from_bytes(np.packbits(signs).tobytes(), "big")
    parts = cv2.resize(small, (_PARTS, _PARTS), interpolation=cv2.INTER_AREA)
    colours = cv2.cvtColor(parts, cv2.COLOR_RGB2LAB)
    return Fingerprint(
        bits=bits,
        colours=np.asarray(colours, np.uint8).tobytes(),
        ratio=round(picture.width / picture.height, 4),
        plain=bool(square.std() < _PLAIN),
    )
