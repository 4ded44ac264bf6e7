"""Pixels as everybody else takes them: the right way up, eight bits, in sRGB, on white."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any, cast

import numpy as np

from parley.vision.types import Pixels

MOST_PROFILE = 4 << 20
"""Bytes of a colour profile; those of printers have two million."""
_SPACES = {"RGB": "RGB", "CMYK": "CMYK", "L": "GRAY"}
"""Which colours a profile must speak of."""
_DARK = 4_096
"""Of 65,536: what has no value above holds those of a sensor of twelve bits or less."""
_LARGE = 3_000_000


def upright(image: Any, orientation: int) -> Pixels:
    """The pixels of a picture of Pillow's, turned as EXIF has it (1 to 8)."""
    image.load()
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return turned(eight_bits(np.asarray(image)), orientation)
    image = _opaque(image)
    return turned(np.asarray(_in_srgb(image, profile), np.uint8), orientation)


def turned(pixels: Any, orientation: int) -> Pixels:
    """As EXIF has it: 2, 4, 5 and 7 are mirrored, 5 to 8 lie on their side."""
    if orientation in (6, 8) and pixels.size > _LARGE:
        import cv2  # five times as quick

        how = cv2.ROTATE_90_CLOCKWISE if orientation == 6 else cv2.ROTATE_90_COUNTERCLOCKWISE
        return cast(Pixels, cv2.rotate(pixels, how))
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 7, 8):
        pixels = pixels[::-1] if orientation in (7, 8) else pixels[:, ::-1]
    if orientation in (3, 4, 6, 7):
        pixels = pixels[:, ::-1] if orientation in (6, 7) else pixels[::-1]
    return np.ascontiguousarray(pixels)


def eight_bits(values: Any) -> Pixels:
    """Values of more than eight bits, grey or in three colours, as they would be shown.

    16 bits go from black to white, unless all are dark: then they are a sensor's of fewer bits. Fractions go
    from 0 to 1. What keeps to neither is stretched from its least value to its greatest.
    """
    if values.ndim == 2:
        values = values[:, :, None]
    if values.dtype == np.uint16 and int(values.max(initial=0)) >= _DARK:
        shown = (values >> 8).astype(np.uint8)
    else:
        numbers = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
        least, most = float(numbers.min()), float(numbers.max())
        if values.dtype.kind == "f" and least >= 0 and 0.5 <= most <= 1.0:
            least, most = 0.0, 1.0
        shown = ((numbers - least) * (255.0 / max(most - least, 1e-9))).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(shown, 3, axis=2) if shown.shape[2] == 1 else shown[:, :, :3])


def _opaque(image: Any) -> Any:
    """On white where it is transparent; as grey, RGB or CMYK."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    if image.mode == "LAB":
        cms = _colours()
        lab, srgb = cms.createProfile("LAB"), cms.createProfile("sRGB")
        return cms.profileToProfile(image, lab, srgb, outputMode="RGB")
    return image if image.mode in _SPACES else image.convert("RGB")


def _in_srgb(image: Any, profile: Any) -> Any:
    """In sRGB and RGB. A profile that is none, or speaks of colours the picture does not have, is ignored."""
    if isinstance(profile, bytes) and 128 <= len(profile) <= MOST_PROFILE:
        change = _change(profile, image.mode)
        if change is not None:
            return change.apply(image)
    return image if image.mode == "RGB" else image.convert("RGB")  # it would be copied


@lru_cache(8)
def _change(profile: bytes, mode: str) -> Any:
    """The way from a profile's colours to sRGB; None where there is none, or nothing to change."""
    cms = _colours()
    try:
        own = cms.ImageCmsProfile(io.BytesIO(profile))
        said = cms.getProfileDescription(own)
        if own.profile.xcolor_space.strip() != _SPACES[mode] or (mode == "RGB" and said.startswith("sRGB")):
            return None
        return cms.buildTransform(
            own,
            cms.createProfile("sRGB"),
            mode,
            "RGB",
            cms.Intent.RELATIVE_COLORIMETRIC,
            cms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (cms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        return None


def _colours() -> Any:
    """LittleCMS, as Pillow has it; its types are not told."""
    from PIL import ImageCms

    return ImageCms
