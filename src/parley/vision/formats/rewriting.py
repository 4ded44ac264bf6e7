"""Files without anything but their picture: every pixel as it was, bit by bit, and one EXIF if it is given.

Kept is what is needed to show the picture, its colours among that; what is not known is not kept, nor what
follows the picture's end.
"""

from __future__ import annotations

import struct
import zlib

from parley.vision.formats import chunks
from parley.vision.formats import jpeg as jpegs
from parley.vision.types import BadPicture

_JPEG = {*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF} - {0xC8}
"""Frames, scans and tables."""
_PNG = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"pHYs", b"sBIT", b"hIST"),
    *(b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI"),
    *(b"acTL", b"fcTL", b"fdAT"),
}
_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_HAS_EXIF, _HAS_XMP = 0x08, 0x04
"""In the first byte of ``VP8X``."""
_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")
"""Extensions of GIF that say how often an animation repeats."""


def jpeg(data: bytes, exif: bytes = b"") -> bytes:
    """A JPEG. Raises ``BadPicture`` where it has no end."""
    parts = [b"\xff\xd8"]
    if exif:
        parts.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif)
    scan = -1
    for each in jpegs.segments(data):
        if scan >= 0:
            parts.append(data[scan : each.start])
            scan = -1
        body = data[each.body : each.end]
        if each.marker == jpegs.END:
            return b"".join([*parts, b"\xff\xd9"])
        if (
            each.marker in _JPEG
            or (each.marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"))
            or (each.marker == 0xEE and body.startswith(b"Adobe"))  # tells which colours they are
        ):
            parts.append(data[each.start : each.end])
        if each.marker == jpegs.SCAN:
            scan = each.end
    raise BadPicture("The jpeg is damaged or broken off.")


def png(data: bytes, exif: bytes = b"") -> bytes:
    """A PNG, moving or not. Raises ``BadPicture`` where it has no end."""
    parts = [data[:8]]
    for each in chunks.png(data):
        if each.name in _PNG:
            parts.append(data[each.start : each.after])
        if each.name == b"IHDR" and exif:
            body = b"eXIf" + exif
            parts.append(struct.pack(">I", len(exif)) + body + struct.pack(">I", zlib.crc32(body)))
        if each.name == b"IEND":
            return b"".join(parts)
    raise BadPicture("The png is damaged or broken off.")


def webp(data: bytes, exif: bytes = b"") -> bytes:
    """A WebP, moving or not; one of the simple kind can hold no EXIF. Raises ``BadPicture``."""
    parts = [b"WEBP"]
    pictures, extended = 0, False
    for each in chunks.webp(data):
        if each.name not in _WEBP:
            continue
        body = data[each.body : each.end]
        if each.name == b"VP8X" and body:
            extended = True
            flags = body[0] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if exif else 0)
            body = bytes([flags]) + body[1:]
        pictures += each.name in (b"VP8 ", b"VP8L", b"ANMF")
        parts.append(_riff(each.name, body))
    if not pictures:
        raise BadPicture("The webp is damaged or broken off.")
    if exif and extended:
        parts.append(_riff(b"EXIF", exif))
    return _riff(b"RIFF", b"".join(parts))


def gif(data: bytes) -> bytes:
    """A GIF, moving or not. Raises ``BadPicture`` where it has no end."""
    parts: list[bytes] = []
    for each in chunks.gif(data):
        if not parts:
            parts.append(data[: each.start])
        loops = each.name == b"!\xff" and data[each.body : each.body + 12] in _LOOPS
        if each.name in (b",", b"!\xf9", b";") or loops:
            parts.append(data[each.start : each.after])
        if each.name == b";":
            return b"".join(parts)
    raise BadPicture("The gif is damaged or broken off.")


def _riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
