"""HEIC and HEIF, the photos of phones, by libheif: decoded only, its first or main picture."""

from __future__ import annotations

from typing import Any

from parley.errors import MissingEngine
from parley.vision.formats.bounds import BROKEN, fits
from parley.vision.formats.boxes import with_thumbnails
from parley.vision.formats.upright import upright
from parley.vision.remedy import REMEDY
from parley.vision.types import BadPicture, Kind, Limits, Picture, Size, WrongSize

_SHAPE = 0.02
"""By how much a thumbnail may be wider or narrower than its picture: sizes are rounded."""
THREADS = 2
"""That decode the tiles of one picture."""


class OpenedHeif:
    """A HEIF. libheif turns it as the file says; what EXIF says of that is a copy, and ignored."""

    kind = Kind.HEIF
    count = 1
    frames = 1

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            import pi_heif  # pyright: ignore[reportMissingTypeStubs]
        except ImportError as error:
            raise MissingEngine("pi-heif", REMEDY) from error
        self._library: Any = pi_heif
        options = self._library.options
        # Depths, gain maps and thumbnails are not looked at.
        options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
        options.DECODE_THREADS = THREADS
        self._data, self._limits = data, limits
        width, height = self._main().size
        self.sizes = (Size(width, height),)

    def page(self, number: int) -> Picture:
        """The picture, which is page 1."""
        if number != 1:
            raise BadPicture(f"There is no page {number}; there is 1.")
        try:
            image = self._main().to_pillow()
            fits(image.width, image.height, self._limits)  # what comes out may differ from what the file told
            return Picture(upright(image, 1))
        except MemoryError as error:
            raise WrongSize("The picture does not fit into memory.") from error
        except BROKEN as error:
            raise BadPicture("The heif is damaged or broken off.") from error

    def reduced(self, side: int) -> Picture:
        """Its thumbnail, where that is large enough: a hundred times as quick; else all of it."""
        data = with_thumbnails(self._data)
        if data:
            try:
                return self._thumbnail(self._library.open_heif(data), side) or self.page(1)
            except BROKEN:
                pass  # what is wrong with a thumbnail is no reason to refuse the picture
        return self.page(1)

    def _thumbnail(self, opened: Any, side: int) -> Picture | None:
        """The smallest picture that is large enough, and as wide for its height as the main one."""
        main = opened[opened.primary_index]
        wide, high = main.size
        for image in sorted(opened, key=lambda each: each.size):
            width, height = image.size
            alike = abs(width * high - height * wide) <= _SHAPE * width * high
            if image is main or not alike or min(width, height) < side or width > wide:
                continue
            fits(width, height, self._limits)
            shown = image.to_pillow()
            # Thumbnails have the colours of their picture, and seldom say so.
            shown.info.setdefault("icc_profile", main.info.get("icc_profile"))
            return Picture(upright(shown, 1))
        return None

    def _main(self) -> Any:
        """The main picture, not yet unpacked."""
        try:
            opened = self._library.open_heif(self._data)
            image = opened[opened.primary_index]
            width, height = image.size
            fits(width, height, self._limits)
            return image
        except MemoryError as error:
            raise WrongSize("The picture does not fit into memory.") from error
        except BROKEN as error:
            raise BadPicture("The heif is damaged or broken off.") from error
