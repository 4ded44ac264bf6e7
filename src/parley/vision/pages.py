"""Pages of a PDF become pictures, by PDFium."""

from __future__ import annotations

from typing import Any

import numpy as np

from parley.errors import MissingEngine
from parley.vision.remedy import REMEDY
from parley.vision.types import BadPicture, Kind, Limits, Picture, Size, WrongSize

INCH = 72.0
"""Points; PDF measures in them."""
DOTS = 200.0
"""Dots per inch at which pages are drawn: small print has 16 pixels then."""
LONGEST = 2_400
"""Pixels of the longer side of a drawn page; engines shrink what is larger."""
SMALLEST, LARGEST = 0.5, 200.0
"""Inches of a page's sides; PDF itself ends at 200."""


class OpenedPdf:
    """A PDF. Its pages are drawn as they would be printed."""

    kind = Kind.PDF
    frames = 1

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
        except ImportError as error:
            raise MissingEngine("pypdfium2", REMEDY) from error
        self._broken: Any = pypdfium2.PdfiumError
        self._limits = limits
        self._document: Any = None
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.count = len(self._document)
            shown = range(min(self.count, limits.pages))
            self.sizes = tuple(_size(*self._document.get_page_size(each)) for each in shown)
        except self._broken as error:
            raise BadPicture("The PDF is damaged, broken off, or needs a password.") from error
        if not self.count:
            raise BadPicture("The PDF has no pages.")

    def page(self, number: int) -> Picture:
        """Page ``number``, from 1."""
        if not 1 <= number <= self.count:
            raise BadPicture(f"There is no page {number}; there are {self.count}.")
        try:
            page = self._document[number - 1]
            width, height = page.get_size()
            dots = _size(width, height).dots_per_inch
            drawn = page.render(scale=dots / INCH, rev_byteorder=True, may_draw_forms=False)
            pixels = np.array(drawn.to_numpy()[:, :, :3], np.uint8)
            drawn.close()
            page.close()
        except self._broken as error:
            raise BadPicture(f"Page {number} of the PDF is damaged.") from error
        return Picture(np.ascontiguousarray(pixels), dots)

    def reduced(self, side: int) -> Picture:
        """Page 1 as it is: drawing it small would not be much quicker."""
        del side
        return self.page(1)


def _size(width: float, height: float) -> Size:
    """How a page of so many points is drawn. Raises ``WrongSize``."""
    inches = (width / INCH, height / INCH)
    if not (min(inches) >= SMALLEST and max(inches) <= LARGEST):
        raise WrongSize(f"A page must measure {SMALLEST} to {LARGEST:.0f} inches on each side.")
    dots = min(DOTS, LONGEST / max(inches))
    return Size(round(inches[0] * dots), round(inches[1] * dots), dots)
