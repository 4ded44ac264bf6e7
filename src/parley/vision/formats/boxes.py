"""Boxes within boxes, as HEIF, AVIF and CR3 (ISO base media files) have them. Reading never raises."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 4_096
"""Boxes on one level that are looked at, and items of a file."""
_UUID_CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the file."""

    name: bytes
    start: int
    """Where its content begins."""
    end: int


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes between two places, up to the first that lies about its length."""
    end = len(data) if end is None else min(end, len(data))
    for _ in range(MOST):
        if start + 8 > end:
            return
        length, name = struct.unpack_from(">I4s", data, start)
        head = 8
        if length == 1:
            if start + 16 > end:
                return
            (length,) = struct.unpack_from(">Q", data, start + 8)
            head = 16
        elif length == 0:
            length = end - start
        if length < head or start + length > end:
            return
        yield Box(name, start + head, start + length)
        start += length


def brands(data: bytes) -> set[bytes]:
    """What the file says it can be read as; nothing of any other file."""
    if data[4:8] != b"ftyp":
        return set()
    (length,) = struct.unpack_from(">I", data)
    said = data[8 : min(length, 512)]
    return {said[:4], *(said[at : at + 4] for at in range(8, len(said) - 3, 4))}


def exif_of(data: bytes) -> bytes:
    """The EXIF of a HEIF or AVIF, from its byte order on; empty where there is none."""
    for meta in (each for each in boxes(data) if each.name == b"meta"):
        parts = {each.name: each for each in boxes(data, meta.start + 4, meta.end)}
        try:
            number = _item(data, parts[b"iinf"], b"Exif")
            start, length = _extent(data, parts[b"iloc"], number)
            (skipped,) = struct.unpack_from(">I", data, start)
            return data[start + 4 + skipped : start + length]
        except (struct.error, LookupError):
            return b""
    return b""


def with_thumbnails(data: bytes) -> bytes:
    """A HEIF whose thumbnails are pictures of their own, for libraries that unpack no thumbnails; empty where
    it has none. What makes them thumbnails is a reference, whose name nobody knows afterwards."""
    shown = bytearray(data)
    found = False
    for meta in (each for each in boxes(data) if each.name == b"meta"):
        for part in boxes(data, meta.start + 4, meta.end):
            if part.name != b"iref":
                continue
            for each in boxes(data, part.start + 4, part.end):
                if each.name == b"thmb":
                    shown[each.start - 4 : each.start] = b"skip"
                    found = True
    return bytes(shown) if found else b""


def canons(data: bytes) -> dict[bytes, bytes]:
    """Of a CR3 the TIFFs that are its EXIF: ``CMT1`` (picture), ``CMT2`` (photo), ``CMT4`` (place)."""
    for film in (each for each in boxes(data) if each.name == b"moov"):
        for part in boxes(data, film.start, film.end):
            if part.name == b"uuid" and data[part.start : part.start + 16] == _UUID_CANON:
                inside = boxes(data, part.start + 16, part.end)
                return {each.name: data[each.start : each.end] for each in inside}
    return {}


def _item(data: bytes, box: Box, kind: bytes) -> int:
    """The number of the first item of that kind."""
    version = data[box.start]
    start = box.start + (6 if version == 0 else 8)
    for each in boxes(data, start, box.end):
        if each.name != b"infe" or data[each.start] < 2:
            continue
        code = ">H2x4s" if data[each.start] == 2 else ">I2x4s"
        number, what = struct.unpack_from(code, data, each.start + 4)
        if what == kind:
            return int(number)
    raise LookupError(kind)


def _extent(data: bytes, box: Box, wanted: int) -> tuple[int, int]:
    """Where the first extent of an item lies in the file, and how long it is."""
    version = data[box.start]
    widths = struct.unpack_from(">BB", data, box.start + 4)
    offset, length, base, index = widths[0] >> 4, widths[0] & 15, widths[1] >> 4, widths[1] & 15
    place = box.start + 6
    wide = 4 if version == 2 else 2

    def take(count: int) -> int:
        nonlocal place
        if place + count > box.end:
            raise LookupError(wanted)
        place += count
        return int.from_bytes(data[place - count : place], "big")

    for _ in range(min(take(wide), MOST)):
        number = take(wide)
        method = take(2) & 15 if version else 0
        take(2)
        start = take(base)
        extents = [
            (take(index if version else 0), take(offset), take(length)) for _ in range(min(take(2), MOST))
        ]
        if number == wanted and method == 0 and extents:
            return start + extents[0][1], extents[0][2]
    raise LookupError(wanted)
