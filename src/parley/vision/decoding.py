"""Bytes become pictures: known by their first bytes, measured before they are unpacked, turned upright."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from parley.errors import MissingEngine, TooLong
from parley.vision.remedy import REMEDY
from parley.vision.types import BadPicture, Kind, Limits, Picture, Size, WrongSize

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"BM", Kind.BMP),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
)
_PILLOW = {
    Kind.JPEG: "JPEG",
    Kind.PNG: "PNG",
    Kind.GIF: "GIF",
    Kind.BMP: "BMP",
    Kind.WEBP: "WEBP",
    Kind.TIFF: "TIFF",
}
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    NotImplementedError,
    struct.error,
)
"""What Pillow raises for files that lie or break off."""


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


def kind_of(data: bytes) -> Kind:
    """What the bytes are, by how they begin. Raises ``BadPicture``."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if b"%PDF-" in data[:1024]:  # readers of PDF allow some bytes in front
        return Kind.PDF
    raise BadPicture("This is no picture that can be read: JPEG, PNG, GIF, BMP, WebP, TIFF and PDF are.")


def open_picture(data: bytes, limits: Limits) -> Opened:
    """Open a picture or document. Raises ``BadPicture``, ``WrongSize``, ``TooLong``, ``MissingEngine``."""
    if len(data) > limits.bytes:
        raise TooLong(f"A picture may have {limits.bytes} bytes.")
    kind = kind_of(data)
    if kind is Kind.PDF:
        from parley.vision.pages import OpenedPdf

        return OpenedPdf(data, limits)
    return OpenedImage(data, kind, limits)


def fits(width: int, height: int, limits: Limits) -> None:
    """Raises ``WrongSize`` for what is too small to see anything, or too large to unpack."""
    if min(width, height) < limits.least:
        raise WrongSize(f"A picture needs {limits.least} pixels on each side; this has {width} x {height}.")
    if max(width, height) > limits.most:
        raise WrongSize(f"A picture may have {limits.most} pixels on a side; this has {width} x {height}.")
    if width * height > limits.pixels:
        raise WrongSize(f"A picture may have {limits.pixels} pixels in all; this has {width * height}.")


class OpenedImage:
    """A picture that Pillow reads. A TIFF may have several pages; those beyond the bound are not counted."""

    def __init__(self, data: bytes, kind: Kind, limits: Limits) -> None:
        self.kind = kind
        self._data, self._limits = data, limits
        try:
            with _opened(data, kind) as image:
                self.sizes = tuple(self._all(image))
        except _BROKEN as error:
            raise BadPicture(f"The {kind.value} is damaged or broken off.") from error
        self.count = len(self.sizes)
        self.frames = 1

    def reduced(self, side: int) -> Picture:
        return self.page(1)

    def page(self, number: int) -> Picture:
        if not 1 <= number <= self.count:
            raise BadPicture(f"There is no page {number}; there are {self.count}.")
        try:
            with _opened(self._data, self.kind) as image:
                self._measured(image, number - 1)
                return Picture(_upright(image))
        except MemoryError as error:
            raise WrongSize("The picture does not fit into memory.") from error
        except _BROKEN as error:
            raise BadPicture(f"The {self.kind.value} is damaged or broken off.") from error

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
        turned = image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
        return Size(height, width) if turned else Size(width, height)


_ORIENTATION = 0x0112
"""Exif's tag; 5 to 8 lie on their side."""


def _opened(data: bytes, kind: Kind) -> Any:
    try:
        from PIL import Image
    except ImportError as error:
        raise MissingEngine("pillow", REMEDY) from error
    # What is too large is refused by ``fits``, with a sentence; Pillow would warn, or raise its own error.
    Image.MAX_IMAGE_PIXELS = None
    return Image.open(io.BytesIO(data), formats=[_PILLOW[kind]])


def _upright(image: Any) -> Any:
    """The pixels as red, green, blue; on white where the picture is transparent."""
    from PIL import Image, ImageOps

    image.load()
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return _stretched(np.asarray(image, np.float32))
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return np.ascontiguousarray(np.asarray(image.convert("RGB"), np.uint8))


def _stretched(values: Any) -> Any:
    """Grey of more than eight bits: its darkest value becomes black and its lightest white."""
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    least, most = float(values.min()), float(values.max())
    grey = ((values - least) * (255.0 / max(most - least, 1e-9))).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))
