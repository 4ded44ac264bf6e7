"""A photo with its recipe done to it, as a file to look at or to give away."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from parley.vision.enhancing.apply import edited
from parley.vision.enhancing.opencv import opencv
from parley.vision.enhancing.recipe import Recipe
from parley.vision.types import Picture, Pixels

QUALITY = 90
"""Of the JPEG, unless asked otherwise."""


def rendered(picture: Picture, recipe: Recipe, side: int | None = None, quality: int = QUALITY) -> bytes:
    """A JPEG in sRGB, its profile with it. ``side`` makes it a preview: the longer side of the whole picture
    then has so many pixels before the recipe is done, which looks the same and takes a fraction of the time.
    """
    from PIL import Image

    pixels, scale = (picture.pixels, 1.0) if side is None else _shrunk(picture.pixels, side)
    file = io.BytesIO()
    image = Image.fromarray(edited(pixels, recipe, scale))
    image.save(file, "JPEG", quality=max(1, min(quality, 97)), icc_profile=_srgb())
    return file.getvalue()


def _shrunk(pixels: Pixels, side: int) -> tuple[Pixels, float]:
    cv2 = opencv()
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels, 1.0
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), scale


@cache
def _srgb() -> bytes:
    from PIL import ImageCms

    cms: Any = ImageCms
    return cms.ImageCmsProfile(cms.createProfile("sRGB")).tobytes()
