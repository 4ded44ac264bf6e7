"""Nearest vectors by comparing with every one: exact, and fast enough for a hundred thousand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]


class Exact:
    """Rows of length 1 in memory, under numbers; 1.5 KB each at 384 dimensions."""

    def __init__(self, dimensions: int) -> None:
        self._rows = np.zeros((256, dimensions), np.float32)
        self._keys = np.zeros(256, np.int64)
        self._at: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._at)

    def keys(self) -> set[int]:
        """The numbers that are there."""
        return set(self._at)

    def add(self, keys: Sequence[int], rows: Rows) -> None:
        """Take rows in under numbers that are not there yet."""
        while len(self._at) + len(keys) > len(self._keys):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._keys = np.concatenate([self._keys, np.zeros_like(self._keys)])
        first = len(self._at)
        self._rows[first : first + len(keys)] = rows
        self._keys[first : first + len(keys)] = keys
        self._at |= {key: first + place for place, key in enumerate(keys)}

    def remove(self, keys: Sequence[int]) -> None:
        """Forget rows, those that are there."""
        for key in keys:
            place = self._at.pop(key, None)
            last = len(self._at)
            if place is not None and place != last:  # the last one moves into the gap
                self._rows[place], self._keys[place] = self._rows[last], self._keys[last]
                self._at[int(self._keys[place])] = place

    def nearest(self, row: Rows, most: int) -> list[tuple[int, float]]:
        """Numbers and cosine similarities, the nearest first."""
        count = len(self._at)
        most = min(most, count)
        if most == 0:
            return []
        alike = self._rows[:count] @ row
        best = np.argpartition(-alike, most - 1)[:most]
        best = best[np.argsort(-alike[best], kind="stable")]
        return [(int(self._keys[at]), float(alike[at])) for at in best]
