"""A photo as it is shared: without when, where, by whom and with what it was taken."""

from __future__ import annotations

import io
from typing import Any

from parley.vision.decoding import fits, open_picture
from parley.vision.formats import rewriting
from parley.vision.formats.bounds import BROKEN
from parley.vision.formats.kinds import kind_of
from parley.vision.metadata.exif import exif_of
from parley.vision.metadata.shot import Shot, shot_of
from parley.vision.metadata.stamping import exif_for
from parley.vision.types import PHOTO, BadPicture, Kind, Limits, WrongSize

QUALITY = 92
"""Of what is written anew as JPEG."""


def stripped(data: bytes, keep_place: bool = False, limits: Limits = PHOTO) -> bytes:
    """The picture without EXIF, XMP, IPTC, comments, makers' notes, thumbnails, further pictures, sounds
    and whatever else follows it in its file; with ``keep_place`` its latitude, longitude and altitude are
    written anew (a GIF, and the simplest kind of WebP, have no room for them).

    JPEG, PNG, WebP and GIF that stand upright keep every pixel and their colour profile, bit by bit. A JPEG
    that lies on its side by EXIF is turned and packed with the tables that it came with. Others that do, and
    HEIF, AVIF, TIFF, BMP and RAW, become a JPEG in sRGB. ``decoding.kind_of`` tells what came out.
    Raises ``BadPicture``, ``WrongSize``, ``TooLong``, ``MissingEngine``; a PDF is no photo.
    """
    kind = kind_of(data)
    if kind is Kind.PDF:
        raise BadPicture("A PDF is no photo.")
    exif = _place_of(data) if keep_place else b""
    turned = exif_of(data).orientation != 1
    match kind:
        case Kind.JPEG if turned:
            return rewriting.jpeg(_upright(data, exif_of(data).orientation, limits), exif)
        case Kind.JPEG:
            return rewriting.jpeg(data, exif)
        case Kind.PNG if not turned:
            return rewriting.png(data, exif)
        case Kind.WEBP if not turned:
            return rewriting.webp(data, exif)
        case Kind.GIF:
            return rewriting.gif(data)
        case _:
            return rewriting.jpeg(_anew(data, limits), exif)


def _place_of(data: bytes) -> bytes:
    """An EXIF with nothing but the place; empty where none is known."""
    shot = shot_of(data)
    if shot.latitude is None:
        return b""
    return exif_for(Shot(latitude=shot.latitude, longitude=shot.longitude, altitude=shot.altitude))


def _anew(data: bytes, limits: Limits) -> bytes:
    """Any picture as a JPEG in sRGB."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(open_picture(data, limits).page(1).pixels).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _upright(data: bytes, orientation: int, limits: Limits) -> bytes:
    """A JPEG turned as EXIF has it, in its own colours, as coarse or fine as it was."""
    from PIL import Image

    transpose = Image.Transpose
    ways = (
        *(transpose.FLIP_LEFT_RIGHT, transpose.ROTATE_180, transpose.FLIP_TOP_BOTTOM, transpose.TRANSPOSE),
        *(transpose.ROTATE_270, transpose.TRANSVERSE, transpose.ROTATE_90),
    )
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            fits(image.width, image.height, limits)
            how = _packing(image, orientation >= 5)
            file = io.BytesIO()
            image.transpose(ways[orientation - 2]).save(file, "JPEG", **how)
    except MemoryError as error:
        raise WrongSize("The picture does not fit into memory.") from error
    except BROKEN as error:
        raise BadPicture("The jpeg is damaged or broken off.") from error
    return file.getvalue()


def _packing(image: Any, sideways: bool) -> dict[str, Any]:
    """The tables, sampling and colour profile that a JPEG came with; tables lie on their side as it does."""
    from PIL import JpegImagePlugin

    image.load()
    tables = {
        number: [table[8 * (place % 8) + place // 8] for place in range(64)] if sideways else list(table)
        for number, table in image.quantization.items()
    }
    how: dict[str, Any] = {
        "qtables": tables,
        # 2: colours at half the size both ways. What is finer one way stays as fine both ways.
        "subsampling": 2 if JpegImagePlugin.get_sampling(image) == 2 else 0,
    }
    if isinstance(image.info.get("icc_profile"), bytes):
        how["icc_profile"] = image.info["icc_profile"]
    return how
