"""Near-duplicates among many pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from parley.vision.likeness.types import Fingerprint

NEAR = 6
"""Of 64 bits, in which two pictures that show the same may differ."""
_COLOUR = 14.0
"""Mean difference of the colours of their parts, of 255, up to which they show the same."""
_RATIO = 0.04
"""Share by which one may be longer: what scaling to whole pixels, or a slight crop, makes of it."""
_BANDS = NEAR + 1
"""Of two fingerprints that differ in at most 6 bits, at least one of 7 parts is the same."""
_CHUNK = 2_000_000
"""Pairs looked at together: 50 MB."""

_Ints = NDArray[np.int64]
_Bits = NDArray[np.uint64]


def alike(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two pictures show the same."""
    return bool(groups((one, other)))


def distance(one: Fingerprint, other: Fingerprint) -> int:
    """In how many of the 64 bits two differ."""
    return (one.bits ^ other.bits).bit_count()


def colours_apart(one: Fingerprint, other: Fingerprint) -> float:
    """Mean difference of the colours of their parts, of 255."""
    return sum(abs(a - b) for a, b in zip(one.colours, other.colours, strict=True)) / len(one.colours)


def groups(prints: Sequence[Fingerprint]) -> list[tuple[int, ...]]:
    """Groups of at least two pictures that show the same: places in ``prints``, ascending; a place is in one
    group at most. 50,000 take less than a second."""
    if len(prints) < 2:
        return []
    many = _Many(prints)
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    same = _same(prints)
    for first, second in _pairs(many, same):
        for one, other in zip(first.tolist(), second.tolist(), strict=True):
            neighbours[one].add(other)
            neighbours[other].add(one)
    found = [sorted(place for head in star for place in same[head]) for star in _stars(neighbours, same)]
    return sorted(tuple(each) for each in found if len(each) > 1)


class _Many:
    """Fingerprints as arrays."""

    def __init__(self, prints: Sequence[Fingerprint]) -> None:
        # What a plain picture's bits are is chance.
        self.bits: _Bits = np.array([0 if each.plain else each.bits for each in prints], np.uint64)
        colours = np.frombuffer(b"".join(each.colours for each in prints), np.uint8)
        self.colours: NDArray[np.uint8] = colours.reshape(len(prints), -1)
        self.ratios = np.array([each.ratio for each in prints], np.float32)
        self.plain = np.array([each.plain for each in prints], bool)

    def near(self, first: _Ints, second: _Ints) -> NDArray[np.bool_]:
        """Which of these pairs, alike in their bits, also show the same."""
        near = self.plain[first] == self.plain[second]
        one, other = self.ratios[first], self.ratios[second]
        near &= np.abs(one - other) <= _RATIO * np.maximum(one, other)
        apart = np.abs(self.colours[first].astype(np.int16) - self.colours[second])
        return near & (apart.mean(axis=1) <= _COLOUR)


def _same(prints: Sequence[Fingerprint]) -> dict[int, list[int]]:
    """Pictures that are wholly alike, by the first of them: of ten thousand white pages one is compared."""
    heads: dict[tuple[int, bytes, float, bool], int] = {}
    same: dict[int, list[int]] = {}
    for place, each in enumerate(prints):
        key = (0 if each.plain else each.bits, each.colours, each.ratio, each.plain)
        head = heads.setdefault(key, place)
        same.setdefault(head, []).append(place)
    return same


def _pairs(many: _Many, same: dict[int, list[int]]) -> Iterator[tuple[_Ints, _Ints]]:
    """Pairs of first pictures that show the same; a pair may come more than once."""
    heads = np.array(list(same), np.int64)
    for band in range(_BANDS):
        # Every seventh bit: neighbouring frequencies say alike things.
        mask = np.uint64(sum(1 << bit for bit in range(band, 64, _BANDS)))
        order = heads[np.argsort(many.bits[heads] & mask, kind="stable")]
        bits = many.bits[order]
        part = bits & mask
        ends: _Ints = np.searchsorted(part, part, side="right")
        after: _Ints = ends - np.arange(len(heads)) - 1
        for start, stop in _chunks(after):
            counts = after[start:stop]
            # The first picture with each of those after it, then the second, and so on.
            steps = np.arange(start + 1, stop + 1) - (np.cumsum(counts) - counts)
            second = np.repeat(steps, counts) + np.arange(int(counts.sum()))
            close = np.flatnonzero(
                np.bitwise_count(np.repeat(bits[start:stop], counts) ^ bits[second]) <= NEAR
            )
            one = order[np.repeat(np.arange(start, stop), counts)[close]]
            other = order[second[close]]
            near = many.near(one, other)
            if near.any():
                yield one[near], other[near]


def _chunks(counts: _Ints) -> Iterator[tuple[int, int]]:
    """Stretches of places with about as many pairs as are looked at together."""
    sums: _Ints = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=sums[1:])
    start = 0
    while start < len(counts):
        stop = int(sums.searchsorted(int(sums[start]) + _CHUNK, side="right")) - 1
        stop = min(max(stop, start + 1), len(counts))
        yield start, stop
        start = stop


def _stars(neighbours: dict[int, set[int]], same: dict[int, list[int]]) -> Iterator[set[int]]:
    """Groups around the picture with the most neighbours, so that a chain of small differences does not join
    what differs; then every picture that stands for several by itself."""
    left = set(neighbours)
    for middle in sorted(neighbours, key=lambda each: (-len(neighbours[each]), each)):
        if middle in left:
            star = {middle} | (neighbours[middle] & left)
            left -= star
            yield star
    yield from ({head} for head in same if head not in neighbours)
