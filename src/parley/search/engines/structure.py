"""What FTS5 notes about its index as a whole: its segments by level, and how much stands in its columns.

As ``fts5_index.c`` tells it: both are rows of the table ``…_data``, of numbers of one to nine bytes of which
seven bits each count. An index whose notes are of another kind (``contentless_delete``, a version to come) is
not understood here, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

AVERAGES, STRUCTURE = 1, 10
"""Rows of the two notes."""
_MOST = 2_000
"""Segments of one index, as FTS5 has it."""
_MERGING = 1_900
"""So many of them at most are made here: the rest is left to FTS5 for what it merges."""
_SECOND_KIND = b"\xff\x00\x00\x01"


class NotUnderstood(ValueError):
    """The notes of an index are of another kind."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sorted part of an index, on pages of its own."""

    id: int
    first: int
    last: int
    """Its pages."""


@dataclass(frozen=True, slots=True)
class Level:
    """Segments of one size, the oldest first."""

    merging: int
    """How many of them are being merged into one of the next level."""
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """The segments of an index."""

    cookie: bytes
    """Four bytes that change with the index's settings."""
    pages: int
    """How many were ever written."""
    levels: tuple[Level, ...] = ()

    def free(self) -> int:
        """A number that no segment has. Raises ``NotUnderstood`` where there are too many segments."""
        taken = {each.id for level in self.levels for each in level.segments}
        if len(taken) >= _MERGING:
            raise NotUnderstood("too many segments")
        return next(id for id in range(1, _MOST) if id not in taken)

    def with_newest(self, segment: Segment) -> Structure:
        """The same with one segment more, of the smallest size."""
        first, *further = self.levels or (Level(0),)
        newest = Level(first.merging, (*first.segments, segment))
        return Structure(self.cookie, self.pages + segment.last, (newest, *further))


def read(note: bytes) -> Structure:
    """The structure that a note tells. Raises ``NotUnderstood``."""
    cookie, rest = note[:4], note[4:]
    if len(cookie) < 4 or rest.startswith(_SECOND_KIND):
        raise NotUnderstood("another kind of index")
    levels, segments, pages, *numbers = unpacked(rest) or [-1, -1, -1]
    given = iter(numbers)
    try:
        found: list[Level] = []
        for _ in range(levels):
            merging, count = next(given), next(given)
            some = tuple(Segment(next(given), next(given), next(given)) for _ in range(count))
            found.append(Level(merging, some))
    except (StopIteration, RuntimeError):
        raise NotUnderstood("a note that ends early") from None
    if next(given, None) is not None or segments != sum(len(each.segments) for each in found):
        raise NotUnderstood("a note that does not add up")
    return Structure(cookie, pages, tuple(found))


def written(structure: Structure) -> bytes:
    """The note that tells of a structure."""
    segments = sum(len(each.segments) for each in structure.levels)
    numbers = [len(structure.levels), segments, structure.pages]
    for level in structure.levels:
        numbers += (level.merging, len(level.segments))
        for each in level.segments:
            numbers += (each.id, each.first, each.last)
    return structure.cookie + packed(numbers)


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers, not negative and below 2**56, as SQLite writes them one after the other."""
    found = bytearray()
    for number in numbers:
        parts = [number & 0x7F]
        while number := number >> 7:
            parts.append(number & 0x7F | 0x80)
        found += bytes(reversed(parts))
    return bytes(found)


def unpacked(note: bytes) -> list[int]:
    """The numbers of a note. Raises ``NotUnderstood`` where one has more than eight bytes or no end."""
    found: list[int] = []
    number = size = 0
    for byte in note:
        number, size = number << 7 | byte & 0x7F, size + 1
        if size > 8:
            raise NotUnderstood("a number too large")
        if byte < 0x80:
            found.append(number)
            number = size = 0
    if size:
        raise NotUnderstood("a number without an end")
    return found
