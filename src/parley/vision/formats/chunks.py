"""The chunks of PNG, WebP and GIF, and how many pictures an animation has. Reading never raises."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from parley.vision.types import Kind

MOST = 100_000
"""Chunks that are looked at: a PNG of 50 megapixels written in chunks of 8 kB has 20,000."""
MOST_FRAMES = 10_000
"""Of an animation that are counted."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of the file."""

    name: bytes
    start: int
    """Where it begins, its head included."""
    body: int
    """Where its content begins."""
    end: int
    """Where its content ends."""
    after: int
    """Where the next begins: behind a check sum or a byte that fills up."""


def png(data: bytes) -> Iterator[Chunk]:
    """Those of a PNG, to its end or the first that lies."""
    place = 8
    for _ in range(MOST):
        if place + 12 > len(data):
            return
        length, name = struct.unpack_from(">I4s", data, place)
        end = place + 8 + length
        if end + 4 > len(data):
            return
        yield Chunk(name, place, place + 8, end, end + 4)
        if name == b"IEND":
            return
        place = end + 4


def webp(data: bytes) -> Iterator[Chunk]:
    """Those of a WebP, to its end or the first that lies."""
    if len(data) < 12:
        return
    place, last = 12, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    for _ in range(MOST):
        if place + 8 > last:
            return
        name, length = struct.unpack_from("<4sI", data, place)
        end = place + 8 + length
        if end > last:
            return
        yield Chunk(name, place, place + 8, end, min(end + length % 2, last))
        place = end + length % 2


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height that a WebP needs; 0, 0 where it does not tell."""
    wide = high = 0
    for each in webp(data):
        head = data[each.body : min(each.end, each.body + 10)]
        if each.name == b"VP8X" and len(head) >= 10:
            sides = int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
        elif each.name == b"VP8L" and len(head) >= 5:
            bits = int.from_bytes(head[1:5], "little")
            sides = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        elif each.name == b"VP8 " and len(head) >= 10:
            across, down = struct.unpack_from("<HH", head, 6)
            sides = across & 0x3FFF, down & 0x3FFF
        else:
            continue
        wide, high = max(wide, sides[0]), max(high, sides[1])
    return wide, high


def gif(data: bytes) -> Iterator[Chunk]:
    """Those of a GIF: ``,`` a picture, ``!`` with the byte of what extension it is, ``;`` the end."""
    if len(data) < 13:
        return
    place = 13 + _table(data[10])
    for _ in range(MOST):
        name = data[place : place + 1]
        if name == b";":
            yield Chunk(name, place, place + 1, place + 1, place + 1)
            return
        if name == b"!":
            name, body = data[place : place + 2], place + 2
        elif name == b"," and place + 10 < len(data):
            body = place + 10 + _table(data[place + 9]) + 1
        else:
            return
        end = _blocks(data, body)
        if end > len(data):
            return
        yield Chunk(name, place, body, end, end)
        place = end


def frames(data: bytes, kind: Kind) -> int:
    """How many pictures an animation has, counted to ``MOST_FRAMES``; 1 where nothing moves."""
    count = 0
    if kind is Kind.GIF:
        count = _count(gif(data), b",")
    elif kind is Kind.WEBP:
        count = _count(webp(data), b"ANMF")
    elif kind is Kind.PNG:
        told = next((each for each in png(data) if each.name in (b"acTL", b"IDAT")), None)
        if told is not None and told.name == b"acTL" and told.end - told.body >= 4:
            (count,) = struct.unpack_from(">I", data, told.body)
    return max(1, min(count, MOST_FRAMES))


def _count(chunks: Iterator[Chunk], name: bytes) -> int:
    count = 0
    for each in chunks:
        count += each.name == name
        if count == MOST_FRAMES:
            break
    return count


def _table(flags: int) -> int:
    """Bytes of a colour table."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, place: int) -> int:
    """Behind the blocks, each with its length in front; beyond the data where they break off."""
    while place < len(data):
        length = data[place]
        place += 1 + length
        if not length:
            return place
    return len(data) + 1
