"""Photos as phones and cameras write them: with EXIF, and RAW files with a preview inside."""

from __future__ import annotations

import struct
from typing import Any

from PIL import Image

from fakes.pictures import encoded

TAKEN, OFFSET = "2026-11-22T08:30:00", 480
LATITUDE, LONGITUDE = 30.2534722, 120.15
"""Hangzhou, at the lake."""


def exif(orientation: int = 1) -> Any:
    """What a phone writes."""
    told = Image.Exif()
    told[0x010F], told[0x0110], told[0x0112], told[0x0131] = "Apple", "iPhone 15 Pro", orientation, "17.1"
    photo, place = told.get_ifd(0x8769), told.get_ifd(0x8825)
    photo[0x9003], photo[0x9011] = "2026:11:22 08:30:00", "+08:00"
    photo[0x829A], photo[0x829D], photo[0x8827], photo[0x920A] = 1 / 120, 1.78, 80, 6.765
    photo[0xA434] = "iPhone 15 Pro back triple camera"
    photo[0x927C] = b"maker's own secret"
    place[1], place[2], place[3], place[4] = "N", (30.0, 15.0, 12.5), "E", (120.0, 9.0, 0.0)
    place[5], place[6] = b"\0", 12.3
    return told


def scene(width: int = 120, height: int = 80) -> Any:
    """Green on the left, red on the right, and a blue corner at the top left."""
    image = Image.new("RGB", (width, height), (200, 30, 60))
    image.paste((10, 200, 40), (0, 0, width // 2, height))
    image.paste((20, 40, 220), (0, 0, width // 4, height // 4))
    return image


def photo(orientation: int = 1, kind: str = "JPEG", **how: Any) -> bytes:
    """The scene as a file with everything that a phone tells."""
    return encoded(scene(), kind, exif=exif(orientation), **how)


def entry(tag: int, kind: int, count: int, value: int | bytes) -> bytes:
    """An entry of a little-endian directory."""
    shown = value.ljust(4, b"\0") if isinstance(value, bytes) else struct.pack("<I", value)
    return struct.pack("<HHI", tag, kind, count) + shown


def raw(magic: bytes = b"II*\0", orientation: int = 1, preview: bytes | None = None) -> bytes:
    """A camera's file as NEF, ARW and DNG are: a small picture, a large one, and what the sensor saw."""
    small, large = encoded(scene(32, 24), "JPEG"), encoded(scene(240, 160), "JPEG", quality=95)
    large = large if preview is None else preview
    sensor = bytes(range(256)) * 64
    sub = 8 + 2 + 12 * 5 + 4 + 8
    texts = sub - 8
    first = 2_000
    entries = [
        entry(0x010F, 2, 6, texts),
        entry(0x0112, 3, 1, orientation),
        entry(0x014A, 4, 1, sub),
        entry(0x0201, 4, 1, first),
        entry(0x0202, 4, 1, len(small)),
    ]
    inner = [entry(0x0103, 3, 1, 34_713), entry(0x0106, 3, 1, 32_803), entry(0x0111, 4, 1, 9_000)]
    head = magic + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + b"".join(entries) + b"\0\0\0\0"
    head += b"NIKON\0\0\0" + struct.pack("<H", len(inner)) + b"".join(inner) + b"\0\0\0\0"
    return head.ljust(first, b"\0") + small + b"\0" * 64 + large + sensor


def box(name: bytes, body: bytes) -> bytes:
    """A box of an ISO base media file."""
    return struct.pack(">I4s", len(body) + 8, name) + body


def cr3(orientation: int = 1) -> bytes:
    """Canon's: EXIF in boxes, the preview among the media."""
    directory = struct.pack("<H", 2) + entry(0x0110, 2, 3, b"R5\0") + entry(0x0112, 3, 1, orientation)
    taken = b"2026:11:22 08:30:00\0"
    photo_part = struct.pack("<H", 1) + entry(0x9003, 2, 20, 8 + 2 + 12 + 4) + b"\0\0\0\0" + taken
    told = box(b"CMT1", b"II*\0\x08\0\0\0" + directory + b"\0\0\0\0")
    told += box(b"CMT2", b"II*\0\x08\0\0\0" + photo_part)
    uuid = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    large = encoded(scene(240, 160), "JPEG", quality=95)
    return (
        box(b"ftyp", b"crx \0\0\0\1crx isom")
        + box(b"moov", box(b"uuid", uuid + told))
        + box(b"mdat", bytes(range(256)) * 8 + large + bytes(range(256)) * 8)
    )


def raf() -> bytes:
    """Fujifilm's: a JPEG with EXIF of its own."""
    return b"FUJIFILMCCD-RAW 0201FF383501X-T3".ljust(160, b"\0") + photo(6) + bytes(range(256)) * 64
