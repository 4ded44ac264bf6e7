"""The EXIF of a picture, wherever its format puts it. Reading never raises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parley.vision.formats import boxes, chunks, jpeg, raws, tiff
from parley.vision.formats.kinds import kind_of
from parley.vision.types import BadPicture, Kind

MOST_BYTES = 1 << 20
"""Of the EXIF of a picture that is none itself; what a tag says beyond them is not there."""
ORIENTATION = 0x0112
_EXIF = b"Exif\0\0"


@dataclass(frozen=True, slots=True)
class Exif:
    """Three directories of tags; those that are not there are empty."""

    picture: tiff.Directory
    """Of the file: who made it, which way is up."""
    photo: tiff.Directory
    """How it was taken."""
    place: tiff.Directory
    """Where: what GPS said."""

    @property
    def orientation(self) -> int:
        """1 to 8; 1 is upright, 5 to 8 lie on their side."""
        value = self.picture.number(ORIENTATION)
        return int(value) if value is not None and value in range(1, 9) else 1

    def __bool__(self) -> bool:
        return any(each.entries for each in (self.picture, self.photo, self.place))


def exif_of(data: bytes) -> Exif:
    """What a file of any kind has."""
    try:
        kind = kind_of(data)
    except BadPicture:
        return _parsed(b"")
    match kind:
        case Kind.JPEG:
            return _parsed(jpeg.exif_of(data))
        case Kind.PNG:
            return _parsed(_chunk(data, chunks.png(data), b"eXIf"))
        case Kind.WEBP:
            return _parsed(_chunk(data, chunks.webp(data), b"EXIF"))
        case Kind.HEIF | Kind.AVIF:
            return _parsed(boxes.exif_of(data)[:MOST_BYTES])
        case Kind.TIFF:
            return _parsed(data)
        case Kind.RAW:
            return _of_raw(data)
        case _:
            return _parsed(b"")


def _chunk(data: bytes, found: Iterator[chunks.Chunk], name: bytes) -> bytes:
    for each in found:
        if each.name == name:
            return data[each.body : min(each.end, each.body + MOST_BYTES)]
    return b""


def _of_raw(data: bytes) -> Exif:
    parts = boxes.canons(data)
    if parts:
        return Exif(*(tiff.first(parts.get(name, b"")) for name in (b"CMT1", b"CMT2", b"CMT4")))
    own = _parsed(data)
    if own.photo.entries:
        return own
    try:
        return _parsed(jpeg.exif_of(data, raws.inside(data).start)) or own
    except BadPicture:
        return own


def _parsed(data: bytes) -> Exif:
    first = tiff.first(data, len(_EXIF) if data.startswith(_EXIF) else 0)
    return Exif(first, tiff.inner(first, tiff.EXIF), tiff.inner(first, tiff.PLACE))
