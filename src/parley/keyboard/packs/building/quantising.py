"""Numbers in a byte: the 256 values that stand for many with the least squared error (Lloyd 1982)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVELS = 256
_ROUNDS = 30


def quantised(numbers: NDArray[Any]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """(n,) numbers → (n,) places in a table, and the table (256,), rising. 0 stays exactly 0."""
    if not len(numbers):
        return np.zeros(0, np.uint8), np.zeros(LEVELS, np.float32)
    values, of, counts = np.unique(numbers.astype(np.float32), return_inverse=True, return_counts=True)
    if len(values) <= LEVELS:
        table = np.concatenate((values, np.full(LEVELS - len(values), values[-1], np.float32)))
        return of.astype(np.uint8), table
    table = _lloyd(values.astype(np.float64), counts)
    if 0 in values:
        table[np.abs(table).argmin()] = 0
    table = np.sort(table).astype(np.float32)
    codes = np.searchsorted((table[1:] + table[:-1]) / 2, values)
    return codes.astype(np.uint8)[of], table


def _lloyd(values: NDArray[np.float64], counts: NDArray[Any]) -> NDArray[np.float64]:
    """Centres of distinct rising values: begun so that each has as many, then moved to the means."""
    weights = np.concatenate(([0.0], np.cumsum(counts)))
    sums = np.concatenate(([0.0], np.cumsum(values * counts)))
    # A mixture of even counts and an even range: neither the crowd nor the few at the ends is neglected.
    ranks = weights[1:] / weights[-1] + (values - values[0]) / (values[-1] - values[0])
    table = values[np.searchsorted(ranks / 2, (np.arange(LEVELS) + 0.5) / LEVELS).clip(0, len(values) - 1)]
    for _ in range(_ROUNDS):
        cuts = np.concatenate(([0], np.searchsorted(values, (table[1:] + table[:-1]) / 2), [len(values)]))
        heavy = weights[cuts[1:]] - weights[cuts[:-1]]
        means = (sums[cuts[1:]] - sums[cuts[:-1]]) / np.maximum(heavy, 1)
        table = np.where(heavy > 0, means, table)
        table.sort()
    return table
