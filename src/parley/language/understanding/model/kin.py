"""Words that are used alike: learned from their neighbours, in nothing but the examples.

What is learned of one word then holds a little for its kin, too ("dimmer" of "brighter"). Vectors: positive
pointwise mutual information of a word and those near it, left and right apart, in few dimensions (Levy and
Goldberg, 2014). Kinds: groups of such vectors. Deterministic: what is drawn is drawn from a fixed seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from parley.language.understanding.model.vocabulary import Floats, Row, Vocabulary

#: How far neighbours are, and how many numbers a vector and how many kinds there are: chosen by
#: cross-validation on HWU64's first training part (SNIPS's and CLINC150's hardly tell them apart).
NEAR, DIMENSIONS, KINDS = 2, 64, 64
#: Neighbours that are everywhere say less than their share (Levy, Goldberg and Dagan, 2015).
_SMOOTHED = 0.75
_LEAST = 1e-9
#: Fewer words than this in a group would hardly make it one.
_OF_A_KIND = 4
_SPARE, _POWERS, _MOVES = 10, 4, 15
_Doubles = NDArray[np.float64]
_Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Kin:
    """Words that were found twice or more, with their vectors of length 1 (words by dimensions)."""

    words: tuple[str, ...] = ()
    vectors: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def kinds(self) -> dict[str, int]:
        """The group of each word, by its nearest centre (k-means on the sphere)."""
        if not self.words:
            return {}
        many = min(KINDS, 1 + len(self.words) // _OF_A_KIND)
        lot = np.random.default_rng(20261121)
        centres = self.vectors[lot.choice(len(self.words), many, replace=False)]
        nearest = (self.vectors @ centres.T).argmax(1)
        for _ in range(_MOVES):
            sums = np.zeros_like(centres)
            np.add.at(sums, nearest, self.vectors)
            # A group that has become empty keeps its centre.
            filled = np.bincount(nearest, minlength=many) > 0
            centres[filled] = _of_length_one(sums[filled])
            nearest = (self.vectors @ centres.T).argmax(1)
        return dict(zip(self.words, nearest.tolist(), strict=True))


class Family:
    """What the features of a vocabulary have of the kin: each word its vector, all else nothing."""

    def __init__(self, vocabulary: Vocabulary, kin: Kin) -> None:
        self._vectors = kin.vectors
        self._which = np.full(len(vocabulary), -1, np.intp)
        for number, word in enumerate(kin.words):
            place = vocabulary.place("=" + word)
            if place is not None:
                self._which[place] = number

    def shares(self, rows: Sequence[Row]) -> Floats:
        """Of each utterance: the vectors of its words, as much of each as it has of the word."""
        owner = np.repeat(np.arange(len(rows)), [len(where) for where, _ in rows])
        where = np.concatenate([where for where, _ in rows])
        values = np.concatenate([values for _, values in rows])
        which = self._which[where]
        known = which >= 0
        parts = values[known, None] * self._vectors[which[known]]
        return _summed(owner[known], parts, len(rows))

    def hand_down(self, weights: Floats, shared: Floats) -> None:
        """Add to each word's weights what was learned of its kin: then nobody need know of them."""
        known = self._which >= 0
        weights[known] += self._vectors[self._which[known]] @ shared


def learned(lines: Sequence[Sequence[str]]) -> Kin:
    """The kin among the words of these lines."""
    counted = Counter(word for line in lines for word in line)
    words = tuple(word for word, times in counted.items() if times > 1)
    if not words:
        return Kin()
    place = dict(zip(words, range(len(words)), strict=True))
    gap = [-1] * NEAR
    ids = np.array([at for line in lines for at in (*(place.get(word, -1) for word in line), *gap)], np.intp)
    return Kin(words, _vectors(_Near.counted(ids, len(words))))


@dataclass(frozen=True, slots=True)
class _Near:
    """A sparse matrix: of each word (row), what says more than chance of each word before and after it."""

    rows: _Places
    columns: _Places
    values: Floats
    height: int

    @classmethod
    def counted(cls, ids: _Places, many: int) -> _Near:
        keys: list[_Places] = []
        weights: list[_Doubles] = []
        for far in range(1, NEAR + 1):
            first, second = ids[:-far], ids[far:]
            known = (first >= 0) & (second >= 0)
            first, second = first[known], second[known]
            keys += [first * (2 * many) + second, second * (2 * many) + many + first]
            weights += [np.full(len(first), 1 / far)] * 2
        cells, which = np.unique(np.concatenate(keys), return_inverse=True)
        times = np.bincount(which, np.concatenate(weights), minlength=len(cells))
        rows, columns = np.divmod(cells, 2 * many)
        own = np.bincount(rows, times, minlength=many)
        common = np.bincount(columns, times, minlength=2 * many) ** _SMOOTHED
        more = np.log(times * common.sum() / (own[rows] * common[columns]))
        kept = more > 0
        return cls(rows[kept], columns[kept], more[kept].astype(np.float32), many)

    def times(self, dense: Floats) -> Floats:
        """The product with a dense matrix from the right."""
        return _summed(self.rows, self.values[:, None] * dense[self.columns], self.height)

    def turned(self) -> _Near:
        """Rows for columns."""
        order = np.argsort(self.columns, kind="stable")
        return _Near(self.columns[order], self.rows[order], self.values[order], 2 * self.height)


def _summed(rows: _Places, values: Floats, height: int) -> Floats:
    """Sums of the values of each row; rows are in order."""
    found = np.zeros((height, values.shape[1]), np.float32)
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    if len(starts):
        found[rows[starts]] = np.add.reduceat(values, starts)
    return found


def _vectors(near: _Near) -> Floats:
    """The largest singular vectors, by a drawn subspace (Halko, Martinsson and Tropp, 2011)."""
    wide = min(DIMENSIONS + _SPARE, near.height)
    turned = near.turned()
    drawn = np.random.default_rng(20261121).standard_normal((2 * near.height, wide), np.float32)
    span = np.linalg.qr(near.times(drawn))[0]
    for _ in range(_POWERS):
        span = np.linalg.qr(near.times(np.linalg.qr(turned.times(span))[0]))[0]
    left, sizes, _ = np.linalg.svd(turned.times(span).T, full_matrices=False)
    found = (span @ left)[:, :DIMENSIONS] * np.sqrt(sizes[:DIMENSIONS])
    return _of_length_one(found.astype(np.float32))


def _of_length_one(vectors: Floats) -> Floats:
    lengths = np.sqrt((vectors * vectors).sum(1, keepdims=True))
    return (vectors / np.maximum(lengths, _LEAST)).astype(np.float32)
