"""Directories of tags as TIFF has them, and EXIF, and nearly every RAW. Reading never raises."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_ENTRIES = 1_024
"""Of a directory that are looked at."""
MOST_VALUES = 1_024
"""Of an entry that are looked at."""
MOST_DIRECTORIES = 16
"""Of a file that are looked at; a chain that runs in a circle ends there too."""
BIG = (b"II+\0", b"MM\0+")
"""How TIFFs of more than four gigabytes begin; they are left to the library."""
ODD = (b"IIU\0", b"IIRO", b"IIRS", b"MMOR", b"MMSR")
"""How RAWs begin that are TIFFs but for that: of Panasonic and Leica, and of Olympus."""

SUBDIRECTORIES, EXIF, PLACE = 0x014A, 0x8769, 0x8825
_ORDER = {b"II": "<", b"MM": ">"}
_CODES = {1: "B", 2: "c", 3: "H", 4: "I", 6: "b", 7: "c", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I"}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_DNG_VERSION, _COMPRESSION, _PHOTOMETRIC = 0xC612, 0x0103, 0x0106
_SENSOR = {32_803, 34_892}
"""Photometric interpretations of TIFF/EP and DNG: values of a colour filter array, linear raw."""
_CAMERAS = {32_767, 34_713, 65_535}
"""Compressions of Sony, Nikon and Pentax."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Tags with their values. What lies outside the data is not there."""

    data: bytes
    base: int = 0
    """From where its offsets count."""
    order: str = "<"
    entries: dict[int, tuple[int, int, int]] = field(default_factory=dict[int, tuple[int, int, int]])
    """Tag → type, how many values, where they begin."""
    following: int = 0
    """Offset of the next one of a chain; 0 where there is none."""

    def numbers(self, tag: int) -> tuple[float, ...]:
        """The numbers of a tag; those divided by zero are not numbers (NaN)."""
        kind, count, place = self.entries.get(tag, (0, 0, 0))
        count = min(count, MOST_VALUES)
        if kind in (5, 10):
            code = f"{self.order}{2 * count}{'I' if kind == 5 else 'i'}"
            values = struct.unpack_from(code, self.data, place)
            return tuple(
                over / under if under else float("nan")
                for over, under in zip(values[::2], values[1::2], strict=True)
            )
        if kind in _CODES and _CODES[kind] != "c":
            return tuple(
                float(each)
                for each in struct.unpack_from(f"{self.order}{count}{_CODES[kind]}", self.data, place)
            )
        return ()

    def number(self, tag: int) -> float | None:
        """The first number of a tag."""
        values = self.numbers(tag)
        return values[0] if values else None

    def bytes(self, tag: int) -> bytes:
        """The bytes of a tag, as they stand there."""
        kind, count, place = self.entries.get(tag, (0, 0, 0))
        return self.data[place : place + min(count, MOST_VALUES) * _SIZES.get(kind, 0)]

    def text(self, tag: int) -> str:
        """The text of a tag up to its first zero. EXIF says ASCII; cameras write UTF-8."""
        if self.entries.get(tag, (0, 0, 0))[0] not in (1, 2, 7):
            return ""
        return self.bytes(tag).partition(b"\0")[0].decode("utf-8", "replace")


def directory(data: bytes, base: int, order: str, offset: int) -> Directory:
    """The directory at an offset from ``base``; empty where there is none."""
    place = base + offset
    if offset < 8 or place + 2 > len(data):
        return Directory(data, base, order)
    (count,) = struct.unpack_from(f"{order}H", data, place)
    place += 2
    entries: dict[int, tuple[int, int, int]] = {}
    for _ in range(min(count, MOST_ENTRIES)):
        if place + 12 > len(data):
            return Directory(data, base, order, entries)
        tag, kind, values, where = struct.unpack_from(f"{order}HHII", data, place)
        size = _SIZES.get(kind, 0) * values
        start = place + 8 if size <= 4 else base + where
        if 0 < size <= len(data) - start:
            entries.setdefault(tag, (kind, values, start))
        place += 12
    following = 0
    if count <= MOST_ENTRIES and place + 4 <= len(data):
        (following,) = struct.unpack_from(f"{order}I", data, place)
    return Directory(data, base, order, entries, following)


def first(data: bytes, base: int = 0) -> Directory:
    """The first directory of a TIFF that begins at ``base``; empty where none does."""
    head = data[base : base + 8]
    order = _ORDER.get(head[:2])
    if order is None or len(head) < 8 or not (head[2:4] in (b"*\0", b"\0*") or head[:4] in ODD):
        return Directory(data, base)
    return directory(data, base, order, struct.unpack_from(f"{order}I", head, 4)[0])


def inner(of: Directory, tag: int) -> Directory:
    """The directory that a tag points to; empty where none does."""
    values = of.numbers(tag)
    return directory(of.data, of.base, of.order, int(values[0])) if values else Directory(of.data)


def chain(data: bytes) -> Iterator[Directory]:
    """The directories of the chain, and those below each of them."""
    current = first(data)
    for _ in range(MOST_DIRECTORIES):
        yield current
        for offset in current.numbers(SUBDIRECTORIES)[:MOST_DIRECTORIES]:
            yield directory(data, current.base, current.order, int(offset))
        if not current.following:
            return
        current = directory(data, current.base, current.order, current.following)


def is_raw(data: bytes) -> bool:
    """Whether a TIFF holds what a sensor saw, rather than a picture."""
    if data[8:10] == b"CR":  # of Canon
        return True
    return any(
        _DNG_VERSION in each.entries
        or each.number(_PHOTOMETRIC) in _SENSOR
        or each.number(_COMPRESSION) in _CAMERAS
        for each in chain(data)
    )
