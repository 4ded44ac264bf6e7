"""How often things were written: weights by number, sorted, so that thousands are looked up at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.learning.types import HALF_LIFE

Keys = NDArray[np.int64]
Weights = NDArray[np.float64]

BITS = 21
"""Of a word's number within a key: two million words, three of which fit into 63 bits."""
_BEGINNING = 1_767_225_600.0
"""2026-01-01, at which something written weighs 1."""


def gain(now: float) -> float:
    """What something weighs that is written at a moment (POSIX seconds).

    Forward decay (Cormode et al. 2009): later things weigh more, instead of earlier ones less and less. So
    counts stay as they are while time goes by, and adding those of two devices, in any order, merges them.
    """
    return 2.0 ** (min(max(now - _BEGINNING, -50 * HALF_LIFE), 300 * HALF_LIFE) / HALF_LIFE)


def joined(*numbers: NDArray[np.integer] | int) -> Keys:
    """The keys of some words after each other, numbers that are not negative."""
    key = np.asarray(numbers[0], np.int64)
    for each in numbers[1:]:
        key = key << BITS | np.asarray(each, np.int64)
    return np.atleast_1d(key)


def parts(keys: Keys, count: int) -> list[NDArray[np.int64]]:
    """The words' numbers of keys that ``joined`` made of ``count`` of them."""
    mask = (1 << BITS) - 1
    return [keys >> (BITS * place) & mask for place in range(count - 1, -1, -1)]


class Counts:
    """Weights by key. The arrays are never written to: adding makes others, so that views may hold them."""

    def __init__(self, keys: Keys | None = None, weights: Weights | None = None) -> None:
        """Sorted keys, each once, and their weights."""
        self.keys: Keys = np.zeros(0, np.int64) if keys is None else keys
        self.weights: Weights = np.zeros(0) if weights is None else weights

    def __len__(self) -> int:
        return len(self.keys)

    @staticmethod
    def of(keys: Iterable[int] | Keys, weights: Weights | float) -> Counts:
        """Of keys in any order, the weights of the same one added."""
        given = np.asarray(keys if isinstance(keys, np.ndarray) else list(keys), np.int64)
        each = np.broadcast_to(np.asarray(weights, np.float64), given.shape)
        unique, where = np.unique(given, return_inverse=True)
        return Counts(unique, np.bincount(where, each, len(unique)).astype(np.float64))

    def add(self, other: Counts) -> None:
        """Add what was counted elsewhere."""
        if not len(other):
            return
        place = np.searchsorted(self.keys, other.keys)
        there = self.keys[np.minimum(place, len(self) - 1)] == other.keys if len(self) else place < 0
        weights = self.weights.copy()
        weights[place[there]] += other.weights[there]
        new = ~there
        if new.any():
            self.keys = np.insert(self.keys, place[new], other.keys[new])
            weights = np.insert(weights, place[new], other.weights[new])
        self.weights = weights

    def of_keys(self, keys: Keys) -> Weights:
        """The weight of each key; 0 for what was never written."""
        if not len(self):
            return np.zeros(len(keys))
        place = np.minimum(np.searchsorted(self.keys, keys), len(self) - 1)
        return np.where(self.keys[place] == keys, self.weights[place], 0.0)

    def only(self, which: NDArray[np.bool_]) -> None:
        """Drop the others."""
        self.keys, self.weights = self.keys[which], self.weights[which]

    def lightest_out(self, most: int) -> None:
        """Drop those that weigh least, which is rare and old ones, where there are more than ``most``.

        A tenth more than needed, so that this is seldom.
        """
        if len(self) > most:
            out = len(self) - (most - most // 10)
            which = np.ones(len(self), np.bool_)
            which[np.argpartition(self.weights, out)[:out]] = False
            self.only(which)
