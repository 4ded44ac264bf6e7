"""The preview within a camera's RAW file: the largest JPEG in it that anybody can read.

What makers put around it differs from model to model; a JPEG tells by its first bytes where it is, and by
its header how large. What the sensor saw may be packed as JPEG too, but as a lossless one, or tile by tile.
"""

from __future__ import annotations

from dataclasses import dataclass

from parley.vision.formats import jpeg, tiff
from parley.vision.formats.boxes import canons
from parley.vision.types import BadPicture

MOST = 512
"""Beginnings of a JPEG that are looked at; three bytes are the same by chance once in 16 million."""
_BEGIN = b"\xff\xd8\xff"
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Inside:
    """A JPEG within another file."""

    start: int
    width: int
    height: int
    """Pixels, before it is turned."""
    orientation: int
    """As EXIF has it, 1 to 8."""


def inside(data: bytes) -> Inside:
    """The largest preview. Raises ``BadPicture`` where there is none."""
    best: tuple[int, int, int] = (0, 0, 0)
    place = data.find(_BEGIN)
    for _ in range(MOST):
        if place < 0:
            break
        size = jpeg.frame(data, place)
        if size is not None and size[0] * size[1] > best[1] * best[2]:
            best = (place, *size)
        place = data.find(_BEGIN, place + 3)
    if not best[1]:
        raise BadPicture("The RAW file holds no preview that can be read: export a JPEG instead.")
    return Inside(*best, _orientation(data, best[0]))


def _orientation(data: bytes, start: int) -> int:
    """The preview's own, else the file's."""
    for exif in (jpeg.exif_of(data, start), canons(data).get(b"CMT1", b""), data):
        value = tiff.first(exif).number(_ORIENTATION)
        if value is not None and value in range(1, 9):
            return int(value)
    return 1
