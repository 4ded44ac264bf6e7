"""A photo that was edited says again when, where and with what it was taken."""

from __future__ import annotations

import math
import struct
from fractions import Fraction

from parley.vision.formats import rewriting
from parley.vision.metadata.shot import Shot
from parley.vision.types import BadPicture

_BYTE, _ASCII, _SHORT, _LONG, _RATIO = 1, 2, 3, 4, 5
_MOST = (1 << 32) - 1
_Entry = tuple[int, int, int, bytes]
"""Tag, type, how many values, the values."""


def stamped(jpeg: bytes, shot: Shot) -> bytes:
    """The JPEG with an EXIF that says what ``shot`` says, and nothing else; one that was there is replaced,
    and so is whatever else it told besides its pixels and colours.

    The pixels are not touched; its EXIF says that it stands upright. Raises ``BadPicture``.
    """
    if not jpeg.startswith(b"\xff\xd8\xff"):
        raise BadPicture("Only a JPEG can be stamped.")
    return rewriting.jpeg(jpeg, exif_for(shot))


def exif_for(shot: Shot) -> bytes:
    """The EXIF that says what ``shot`` says, from its byte order on; at most some thousand bytes."""
    picture: list[_Entry] = [(0x0112, _SHORT, 1, struct.pack("<H", 1))]
    picture += _text(0x0110, shot.camera) + _text(0x0131, shot.software)
    photo = _photo(shot)
    place = _place(shot)
    # Three directories, one behind the other; the first two tell where the next ones are.
    for tag, entries in ((0x8769, photo), (0x8825, place)):
        if entries:
            picture.append((tag, _LONG, 1, b"\0\0\0\0"))
    start = 8
    sizes = [len(_directory(entries, 0)) for entries in (picture, photo)]
    where = {0x8769: start + sizes[0], 0x8825: start + sizes[0] + (sizes[1] if photo else 0)}
    picture = [
        (tag, kind, count, struct.pack("<I", where[tag]) if tag in where else value)
        for tag, kind, count, value in picture
    ]
    parts = [b"II*\0" + struct.pack("<I", start), _directory(picture, start)]
    if photo:
        parts.append(_directory(photo, where[0x8769]))
    if place:
        parts.append(_directory(place, where[0x8825]))
    return b"".join(parts)


def _photo(shot: Shot) -> list[_Entry]:
    taken = shot.taken.replace("-", ":").replace("T", " ")
    entries = _text(0x9003, taken)
    if shot.offset is not None:
        hours, minutes = divmod(abs(shot.offset), 60)
        entries += _text(0x9011, f"{'-' if shot.offset < 0 else '+'}{hours:02}:{minutes:02}")
    entries += _ratio(0x829A, shot.exposure) + _ratio(0x829D, shot.aperture) + _ratio(0x920A, shot.focal)
    if shot.iso is not None:
        entries.append((0x8827, _LONG, 1, struct.pack("<I", shot.iso)))
    return entries + _text(0xA434, shot.lens)


def _place(shot: Shot) -> list[_Entry]:
    if shot.latitude is None or shot.longitude is None:
        return []
    entries = [*_text(1, "S" if shot.latitude < 0 else "N"), _angle(2, abs(shot.latitude))]
    entries += [*_text(3, "W" if shot.longitude < 0 else "E"), _angle(4, abs(shot.longitude))]
    if shot.altitude is not None:
        entries.append((5, _BYTE, 1, b"\1" if shot.altitude < 0 else b"\0"))
        entries += _ratio(6, abs(shot.altitude))
    return entries


def _text(tag: int, text: str) -> list[_Entry]:
    value = text.encode() + b"\0"
    return [(tag, _ASCII, len(value), value)] if text else []


def _ratio(tag: int, value: float | None) -> list[_Entry]:
    if value is None or not math.isfinite(value) or not 0 <= value <= _MOST:
        return []
    most = min(1_000_000_000, int(_MOST / max(1.0, value)) - 1)
    ratio = Fraction(value).limit_denominator(max(1, most))
    return [(tag, _RATIO, 1, struct.pack("<II", ratio.numerator, ratio.denominator))]


def _angle(tag: int, degrees: float) -> _Entry:
    """Degrees, minutes, and seconds to a millionth."""
    whole = round(degrees * 3_600_000_000)
    minutes, millionths = divmod(whole, 60_000_000)
    hours, minutes = divmod(minutes, 60)
    return tag, _RATIO, 3, struct.pack("<6I", hours, 1, minutes, 1, millionths, 1_000_000)


def _directory(entries: list[_Entry], start: int) -> bytes:
    """A directory that begins at ``start``, with the values that do not fit into it behind it."""
    head = [struct.pack("<H", len(entries))]
    behind = b""
    first = start + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in sorted(entries):
        if len(value) <= 4:
            shown = value.ljust(4, b"\0")
        else:
            shown = struct.pack("<I", first + len(behind))
            behind += value + b"\0" * (len(value) % 2)
        head.append(struct.pack("<HHI", tag, kind, count) + shown)
    return b"".join(head) + b"\0\0\0\0" + behind
