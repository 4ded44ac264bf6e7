"""A photo as it is shared: without where, when, by whom and with what it was taken."""

from __future__ import annotations


def stripped(data: bytes, keep_place: bool = False) -> bytes:
    """The picture without EXIF, XMP, IPTC, comments, makers' notes, thumbnails, further pictures, sounds
    and whatever else follows it in its file; with ``keep_place`` its latitude, longitude and altitude are
    written anew.

    JPEG, PNG, WebP and GIF that stand upright keep every pixel and their colour profile, bit by bit. What
    lies on its side by EXIF is turned and written anew, and so are HEIF, AVIF, TIFF, BMP and RAW: as JPEG in
    sRGB. ``decoding.kind_of`` tells what came out. Raises ``BadPicture``, ``WrongSize``, ``MissingEngine``.
    """
    raise NotImplementedError
