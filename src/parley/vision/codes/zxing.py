"""Barcodes and matrix codes, by zxing-cpp: turned, tilted and blurred ones too."""

from __future__ import annotations

import math
from typing import Any, cast

from parley.errors import MissingEngine
from parley.vision.remedy import REMEDY
from parley.vision.types import Code, Picture, Pixels, Polygon

MOST = 64
"""Codes on one picture."""
_PIXELS = 16_000_000
"""Above which a picture is made smaller first: of noise, 110 million pixels take twenty seconds."""
_LONGEST = 8_192
"""Characters of one code; the largest QR code has 7,089."""


class Zxing:
    """Reads QR, Data Matrix, Aztec, PDF417, EAN, UPC, Code 39, 93 and 128, ITF, Codabar, DataBar and more."""

    name = "zxing-cpp"

    def __init__(self) -> None:
        try:
            import zxingcpp
        except ImportError as error:
            raise MissingEngine("zxing-cpp", REMEDY) from error
        self._read: Any = zxingcpp.read_barcodes

    def find(self, picture: Picture) -> tuple[Code, ...]:
        """The codes that can be read, from top to bottom."""
        pixels, scale = _small(picture)
        found = [
            Code(each.text[:_LONGEST], _kind(each), _corners(each.position, scale))
            for each in self._read(pixels)
            if each.valid
        ]
        return tuple(sorted(found, key=lambda code: min(y for _, y in code.polygon))[:MOST])


def _kind(barcode: Any) -> str:
    return str(getattr(barcode.format, "name", barcode.format)).replace(" ", "").replace("-", "")


def _small(picture: Picture) -> tuple[Pixels, float]:
    """The pixels, made fewer where they are very many, and how large one of them is then."""
    scale = math.sqrt(max(1.0, picture.width * picture.height / _PIXELS))
    if scale <= 1.0:
        return picture.pixels, 1.0
    import cv2

    size = (max(1, round(picture.width / scale)), max(1, round(picture.height / scale)))
    return cast(Pixels, cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA)), scale


def _corners(position: Any, scale: float) -> Polygon:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    first, second, third, fourth = ((each.x * scale, each.y * scale) for each in corners)
    return first, second, third, fourth
