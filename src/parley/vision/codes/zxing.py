"""Barcodes and matrix codes, by zxing-cpp: turned, tilted and blurred ones too."""

from __future__ import annotations

from typing import Any

from parley.errors import MissingEngine
from parley.vision.remedy import REMEDY
from parley.vision.types import Code, Picture, Polygon

MOST = 64
"""Codes on one picture."""
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
        found = [
            Code(each.text[:_LONGEST], _kind(each), _corners(each.position))
            for each in self._read(picture.pixels)
            if each.valid
        ]
        return tuple(sorted(found, key=lambda code: min(y for _, y in code.polygon))[:MOST])


def _kind(barcode: Any) -> str:
    return str(getattr(barcode.format, "name", barcode.format)).replace(" ", "").replace("-", "")


def _corners(position: Any) -> Polygon:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    first, second, third, fourth = ((float(each.x), float(each.y)) for each in corners)
    return first, second, third, fourth
