"""TIFFs of three colours in fractions, or of more bits than Pillow reads, by OpenCV."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from parley.errors import MissingEngine
from parley.vision.formats import tiff
from parley.vision.formats.bounds import fits
from parley.vision.formats.upright import eight_bits, turned
from parley.vision.remedy import REMEDY
from parley.vision.types import BadPicture, Kind, Limits, Picture, Size, WrongSize

_WIDTH, _HEIGHT, _BITS, _FORMAT, _ORIENTATION = 0x0100, 0x0101, 0x0102, 0x0153, 0x0112


def is_deep(data: bytes) -> bool:
    """Whether a TIFF is one that only OpenCV reads."""
    first = tiff.first(data)
    bits = first.numbers(_BITS)
    return len(bits) >= 3 and max(bits) in (32, 64) and first.number(_FORMAT) == 3


class OpenedDeep:
    """The first page of such a TIFF."""

    kind = Kind.TIFF
    count = 1
    frames = 1

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data, self._limits = data, limits
        first = tiff.first(data)
        width, height = first.number(_WIDTH) or 0, first.number(_HEIGHT) or 0
        fits(int(width), int(height), limits)
        turn = first.number(_ORIENTATION)
        self._orientation = int(turn) if turn is not None and turn in range(1, 9) else 1
        sides = (int(width), int(height))
        self.sizes = (Size(*(sides[::-1] if self._orientation >= 5 else sides)),)

    def page(self, number: int) -> Picture:
        """The picture, which is page 1."""
        try:
            import cv2
        except ImportError as error:
            raise MissingEngine("opencv", REMEDY) from error
        if number != 1:
            raise BadPicture(f"There is no page {number}; there is 1.")
        try:
            # OpenCV would turn it only for some ways of reading: it is told not to.
            how = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
            values = cast(Any, cv2.imdecode(np.frombuffer(self._data, np.uint8), how))
        except MemoryError as error:
            raise WrongSize("The picture does not fit into memory.") from error
        except cv2.error as error:
            raise BadPicture("The tiff is damaged or broken off.") from error
        if values is None or values.ndim != 3 or values.shape[2] < 3:
            raise BadPicture("The tiff is damaged or broken off.")
        fits(int(values.shape[1]), int(values.shape[0]), self._limits)
        return Picture(turned(eight_bits(values[:, :, 2::-1]), self._orientation))

    def reduced(self, side: int) -> Picture:
        """All of it."""
        del side
        return self.page(1)
