"""Bytes become pictures: known by their first bytes, measured before they are unpacked, turned upright."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Protocol

from parley.errors import MissingEngine, TooLong
from parley.vision.formats import raws
from parley.vision.formats.bounds import BROKEN, fits
from parley.vision.formats.chunks import frames, webp_size
from parley.vision.formats.jpeg import MOST_SCANS, enough, scans
from parley.vision.formats.kinds import kind_of
from parley.vision.formats.upright import upright
from parley.vision.metadata.exif import ORIENTATION, exif_of
from parley.vision.remedy import REMEDY
from parley.vision.types import BadPicture, Kind, Limits, Picture, Size, WrongSize

__all__ = ["Opened", "OpenedImage", "fits", "kind_of", "open_picture"]

_PILLOW = {
    Kind.JPEG: "JPEG",
    Kind.PNG: "PNG",
    Kind.GIF: "GIF",
    Kind.BMP: "BMP",
    Kind.WEBP: "WEBP",
    Kind.TIFF: "TIFF",
    Kind.AVIF: "AVIF",
    Kind.RAW: "JPEG",
}


class Opened(Protocol):
    """A picture or document whose pages are unpacked one at a time."""

    @property
    def kind(self) -> Kind: ...
    @property
    def sizes(self) -> tuple[Size, ...]:
        """Of the pages within the bound."""
        ...

    @property
    def count(self) -> int:
        """Pages in all."""
        ...

    @property
    def frames(self) -> int:
        """Pictures of an animation, counted to 10,000; 1 where nothing moves."""
        ...

    def page(self, number: int) -> Picture:
        """Page ``number``, from 1. Raises ``BadPicture``."""
        ...

    def reduced(self, side: int) -> Picture:
        """Page 1, possibly smaller: neither side under ``side`` pixels unless it has no more. Quicker where
        the format allows (JPEG). Raises ``BadPicture``."""
        ...


def open_picture(data: bytes, limits: Limits) -> Opened:
    """Open a picture or document. Raises ``BadPicture``, ``WrongSize``, ``TooLong``, ``MissingEngine``."""
    if len(data) > limits.bytes:
        raise TooLong(f"A picture may have {limits.bytes} bytes.")
    kind = kind_of(data)
    if kind is Kind.PDF:
        from parley.vision.pages import OpenedPdf

        return OpenedPdf(data, limits)
    if kind is Kind.HEIF:
        from parley.vision.formats.heif import OpenedHeif

        return OpenedHeif(data, limits)
    if kind is Kind.TIFF:
        from parley.vision.formats.deep import OpenedDeep, is_deep

        if is_deep(data):
            return OpenedDeep(data, limits)
    return OpenedImage(data, kind, limits)


class OpenedImage:
    """A picture that Pillow reads; of a RAW the preview in it. A TIFF may have several pages; those beyond
    the bound are not counted."""

    def __init__(self, data: bytes, kind: Kind, limits: Limits) -> None:
        self.kind = kind
        self.frames = frames(data, kind)
        self._limits = limits
        if kind is Kind.RAW:
            found = raws.inside(data)
            self._orientation = found.orientation
            data = data[found.start :]
        else:
            self._orientation = exif_of(data).orientation
        self._data = data
        self._suspected(data)
        try:
            with _opened(data, kind) as image:
                if kind is Kind.AVIF:  # the file has its own way to say it, which Pillow puts into the EXIF
                    self._orientation = _known(image.getexif().get(ORIENTATION, 1))
                self.sizes = tuple(self._all(image))
        except BROKEN as error:
            raise BadPicture(f"The {kind.value} is damaged or broken off.") from error
        if kind in (Kind.JPEG, Kind.RAW) and not enough(data):
            raise BadPicture(f"The {kind.value} has not the pixels that it says it has.")
        self.count = len(self.sizes)

    def page(self, number: int) -> Picture:
        if not 1 <= number <= self.count:
            raise BadPicture(f"There is no page {number}; there are {self.count}.")
        return self._unpacked(number - 1, 0)

    def reduced(self, side: int) -> Picture:
        return self._unpacked(0, side)

    def _unpacked(self, index: int, side: int) -> Picture:
        try:
            with _opened(self._data, self.kind) as image:
                self._measured(image, index)
                if side:
                    image.draft(None, (side, side))  # does something for JPEG only
                return Picture(upright(image, self._turn(image)))
        except MemoryError as error:
            raise WrongSize("The picture does not fit into memory.") from error
        except BROKEN as error:
            raise BadPicture(f"The {self.kind.value} is damaged or broken off.") from error

    def _suspected(self, data: bytes) -> None:
        """Refuse what a library would suffer from as soon as it opens it."""
        if self.kind is Kind.WEBP:  # it makes room for the whole picture at once
            fits(*webp_size(data), self._limits)
        if self.kind in (Kind.JPEG, Kind.RAW) and scans(data) > MOST_SCANS:
            raise BadPicture(f"The {self.kind.value} goes over its pixels more than {MOST_SCANS} times.")

    def _all(self, image: Any) -> Iterator[Size]:
        yield self._measured(image, 0)
        # The frames of an animation are no pages: its first one is looked at.
        for index in range(1, self._limits.pages if self.kind is Kind.TIFF else 1):
            try:
                yield self._measured(image, index)
            except EOFError:
                return

    def _measured(self, image: Any, index: int) -> Size:
        """The size of a page as it will be shown, before it is unpacked."""
        if index:
            image.seek(index)
        width, height = image.size
        fits(width, height, self._limits)
        return Size(height, width) if self._turn(image) >= 5 else Size(width, height)

    def _turn(self, image: Any) -> int:
        """How a page is turned; those of a TIFF each say so."""
        if self.kind is not Kind.TIFF:
            return self._orientation
        return _known(image.tag_v2.get(ORIENTATION, 1))


def _known(orientation: object) -> int:
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def _opened(data: bytes, kind: Kind) -> Any:
    try:
        from PIL import Image
    except ImportError as error:
        raise MissingEngine("pillow", REMEDY) from error
    # What is too large is refused by ``fits``, with a sentence; Pillow would warn, or raise its own error.
    Image.MAX_IMAGE_PIXELS = None
    return Image.open(io.BytesIO(data), formats=[_PILLOW[kind]])
