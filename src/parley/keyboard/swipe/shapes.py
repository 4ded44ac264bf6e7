"""The ideal paths of a vocabulary, kept so that few of them need to be looked at for each path."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.layouts.layout import Layout
from parley.keyboard.swipe.paths import Floats, distances, ideal

SAMPLES = 16
"""Points of each ideal path that is kept."""
LONGEST = 24
"""Keys of a word; longer ones are typed."""
_STEP = 1 / 16
"""Widths of a key: coordinates of ideal paths are kept in these, in one byte."""
_END_REACH = 1.6
"""Widths of a key: farther from where a path begins or ends, no word's first or last key is looked for…"""
_FEWEST_ENDS = 2
"""…but these many nearest keys are always looked at."""
_END_SLACK = 0.8
"""…and those that are hardly farther than the nearest, where all are far."""
_LONGEST_PATH = 512.0
"""Widths of a key: more than the longest ideal path has."""
_SLACK, _SLACK_SHARE = 1.6, 0.22
"""A path and the ideal one differ in length by at most so many widths, and this share of its own length."""

Rows = NDArray[np.intp]


class Shapes:
    """Letter strings over one layout, ordered by first key, last key and length of the ideal path."""

    def __init__(self, strings: Sequence[str], layout: Layout) -> None:
        """``strings``: not empty, at most ``LONGEST`` small letters, each with a key."""
        self.letters = sorted(layout.centres)
        self.centres: Floats = np.array([layout.centres[each] for each in self.letters], np.float32)
        apart = self.centres[:, None] - self.centres
        self.gaps: Floats = np.hypot(apart[..., 0], apart[..., 1])
        """Between each two of these."""
        count = len(strings)
        keys, many = self._keyed(strings)
        last = keys[np.arange(count), many - 1] if count else np.zeros(0, np.int8)
        padded = np.where(keys < 0, last[:, None], keys)
        samples = np.zeros((count, SAMPLES, 2), np.uint8)
        lengths = np.zeros(count, np.float32)
        # Words of a length together: the short ones need not walk over as many corners as the longest.
        for corners in range(1, LONGEST + 1):
            rows = np.flatnonzero(many == corners)
            if len(rows):
                through = self.centres[padded[rows, : max(2, corners)]]
                samples[rows] = np.rint(ideal(through, SAMPLES) / _STEP)
                lengths[rows] = distances(through)[:, -1]
        ends = padded[:, 0].astype(np.int64) * len(self.letters) + last
        self.order = np.lexsort((lengths, ends))
        """Row here → place in ``strings``."""
        self.keys, self.many = padded[self.order], many[self.order]
        self.samples, self.lengths = samples[self.order], lengths[self.order]
        self._places = ends[self.order] * _LONGEST_PATH + self.lengths.astype(np.float64)

    def _keyed(self, strings: Sequence[str]) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Numbers of the keys of each string, (n, ``LONGEST``), -1 behind the last, and how many there are;
        doubled letters are one key."""
        row = np.repeat(np.arange(len(strings)), [len(each) for each in strings])
        code = np.frombuffer("".join(strings).encode("utf-32-le"), np.uint32)
        changed = np.ones(len(code), bool)
        changed[1:] = (code[1:] != code[:-1]) | (row[1:] != row[:-1])
        row, code = row[changed], code[changed]
        many = np.bincount(row, minlength=len(strings))
        column = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        codes = np.array([ord(each) for each in self.letters], np.uint32)
        keys = np.full((len(strings), LONGEST), -1, np.int8)
        keys[row, column] = np.searchsorted(codes, code)
        return keys, many.astype(np.int8)

    def near(self, path: Floats, length: float) -> Rows:
        """Rows of those that begin and end about where a path does, and are about as long."""
        slack = _SLACK + _SLACK_SHARE * length
        ends = np.add.outer(self._reached(path[0]) * len(self.letters), self._reached(path[-1])).reshape(-1)
        low = self._places.searchsorted(ends * _LONGEST_PATH + max(0.0, length - slack))
        many = self._places.searchsorted(ends * _LONGEST_PATH + length + slack, "right") - low
        return np.arange(int(many.sum())) + np.repeat(low - np.cumsum(many) + many, many)

    def distances(self, rows: Rows, path: Floats) -> Floats:
        """Mean squared distance between the ideal paths and one of ``SAMPLES`` points, in widths squared."""
        apart = self.samples[rows].astype(np.float32)
        apart *= _STEP
        apart -= path
        flat = apart.reshape(len(rows), -1)
        return np.einsum("ij,ij->i", flat, flat) / SAMPLES

    def _reached(self, point: Floats) -> Rows:
        apart = self.centres - point
        away = np.einsum("ij,ij->i", apart, apart)
        order = away.argsort(kind="stable")
        reach = max(_END_REACH, float(np.sqrt(away[order[0]])) + _END_SLACK) ** 2
        return order[: max(_FEWEST_ENDS, int(np.count_nonzero(away <= reach)))]
