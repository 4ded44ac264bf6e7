"""The segments of a JPEG, up to where its pixels begin, and where these end. Reading never raises."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 2_048
"""Segments that are looked at: a colour profile alone may take 255."""
MOST_SCANS = 64
"""Over the pixels; encoders use some twenty. A file of a million, each of a few bytes, would take hours."""
SCAN, END = 0xDA, 0xD9
FRAMES = {0xC0, 0xC1, 0xC2}
"""Of the ways to hold pixels those that everybody reads: baseline, extended and progressive."""
_ALONE = {0x01}
"""Markers without content that may stand between segments."""
_NEVER = {0x00, *range(0xD0, 0xD9)}
"""Those that may not: another beginning, places to begin anew."""
_MARKER = re.compile(rb"\xff+([^\xff\x00\xd0-\xd7])")
"""Within the pixels: FF 00 is a value, D0 to D7 are places to begin anew."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the file."""

    marker: int
    """Its second byte; 0xE1 is APP1."""
    start: int
    """Where it begins, marker included."""
    body: int
    """Where its content begins."""
    end: int


def segments(data: bytes, start: int = 0) -> Iterator[Segment]:
    """The segments of a JPEG that begins at ``start``, with its scans' headers; ends at the first lie."""
    place = start + 2
    for _ in range(MOST):
        if data[place : place + 1] != b"\xff":
            return
        while data[place + 1 : place + 2] == b"\xff":
            place += 1
        if place + 4 > len(data):
            if data[place + 1 : place + 2] == b"\xd9":
                yield Segment(END, place, place + 2, place + 2)
            return
        marker = data[place + 1]
        if marker == END:
            yield Segment(END, place, place + 2, place + 2)
            return
        if marker in _NEVER:
            return
        if marker in _ALONE:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", data, place + 2)
        end = place + 2 + length
        if length < 2 or end > len(data):
            return
        yield Segment(marker, place, place + 4, end)
        place = end
        if marker == SCAN:
            following = _MARKER.search(data, end)
            place = following.start() if following else len(data)


def header(data: bytes, start: int = 0) -> Iterator[Segment]:
    """Those before the first scan."""
    for each in segments(data, start):
        if each.marker == SCAN:
            return
        yield each


def frame(data: bytes, start: int = 0) -> tuple[int, int] | None:
    """Width and height of a JPEG that begins at ``start`` and that everybody reads, else None."""
    for each in header(data, start):
        if each.marker in FRAMES and each.end - each.body >= 6:
            deep, high, wide, colours = struct.unpack_from(">BHHB", data, each.body)
            return (wide, high) if deep == 8 and colours in (1, 3) and wide and high else None
    return None


def enough(data: bytes) -> bool:
    """Whether there are bytes for as many pixels as the header says.

    A block of 8 x 8 takes a bit at least, two where it is not progressive (ITU T.81, F.1.2 and G.1.2).
    Libraries fill up what is not there with grey, however much that is.
    """
    for each in header(data):
        if each.marker not in FRAMES or each.end - each.body < 9:
            continue
        _, high, wide, colours = struct.unpack_from(">BHHB", data, each.body)
        factors = data[each.body + 7 : each.end : 3][:colours]
        largest = max((x >> 4 for x in factors), default=0) * max((x & 15 for x in factors), default=0)
        if not largest:
            return False
        # Without what is filled up at the edges, so that no honest file is refused.
        blocks = wide * high * sum((x >> 4) * (x & 15) for x in factors) // (64 * largest)
        return len(data) * 8 >= blocks * (1 if each.marker == 0xC2 else 2)
    return True


def scans(data: bytes) -> int:
    """How often a JPEG goes over its pixels; at least, where that is more than ``MOST_SCANS``."""
    # Two bytes are there by chance once in 65,536: what follows the picture may have many of them.
    if data.count(b"\xff\xda") <= MOST_SCANS:
        return 1
    return sum(each.marker == SCAN for each in segments(data))


def exif_of(data: bytes, start: int = 0) -> bytes:
    """The EXIF of a JPEG that begins at ``start``, from its byte order on; empty where there is none."""
    for each in header(data, start):
        if each.marker == 0xE1 and data[each.body : each.body + 6] == b"Exif\0\0":
            return data[each.body + 6 : each.end]
    return b""
