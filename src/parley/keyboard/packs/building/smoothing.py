"""Interpolated Kneser-Ney with three discounts, from the counts of the longest n-grams.

Chen and Goodman 1999, "An empirical study of smoothing techniques for language modeling", equations 26 and
27: the longest n-grams count how often they were seen, shorter ones how many words they were seen after, but
those at the beginning of a sentence, which nothing stands before, how often they were seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.packs.building.counts import bits, summed
from parley.keyboard.packs.words import BEGINNING, UNKNOWN

_Keys = NDArray[np.uint64]
_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grams:
    """N-grams of one length."""

    length: int
    words: NDArray[np.int32]
    """(n, length), in order."""
    seen: _Ints
    """(n,) how often they were seen, whatever stood before."""
    shares: _Floats
    """(n,) P(last | those before it)."""


@dataclass(frozen=True, slots=True)
class _Counted:
    length: int
    keys: _Keys
    seen: _Ints
    counts: _Ints
    discounts: _Floats
    """What is taken from counts of 1, of 2, and of 3 or more."""


def smoothed(
    order: int, keys: _Keys, seen: _Ints, seldom: _Ints, prior: _Floats, weight: float
) -> list[Grams]:
    """Probabilities of n-grams of one word, of two, and so on up to ``order``.

    ``keys``, ``seen``, ``seldom``: of the longest, as ``Counter.counts`` has them. ``prior`` (words,): how
    likely words are where the counts say nothing, adding up to 1; 0 for the unknown one and the beginning.
    ``weight``, 0 to 1: its weight against that of the counts in the probabilities of single words.
    """
    levels = [_Counted(order, keys, seen, seen, discounts(seldom))]
    while levels[0].length > 1:
        levels.insert(0, _shorter(levels[0], bits(order)))
    found = [_single(levels[0], prior, weight)]
    for level in levels[1:]:
        found.append(_interpolated(level, found[-1], bits(order)))
    return found


def discounts(seldom: _Ints) -> _Floats:
    """What is taken from counts of 1, 2, and 3 or more, given how many n-grams were seen 1, 2, 3, 4 times."""
    n = np.maximum(seldom.astype(np.float64), 1)
    y = n[0] / (n[0] + 2 * n[1])
    found = np.array([each - (each + 1) * y * n[each] / n[each - 1] for each in (1, 2, 3)])
    usual = np.array([0.6, 1.1, 1.4])
    # Tiny or odd texts make nonsense of the formula; these are what larger ones come to.
    seen = (seldom[:3] > 0) & (seldom[1:4] > 0)
    return np.where((found > 0) & (found < [1, 2, 3]) & seen, found, usual)


def _shorter(level: _Counted, width: int) -> _Counted:
    """The n-grams without their first words."""
    mask = np.uint64((1 << width * (level.length - 1)) - 1)
    tails = level.keys & mask
    shorter, seen = summed(tails, level.seen)
    _, after = summed(tails, np.ones(len(tails), np.int64))
    first = (shorter >> np.uint64(width * (level.length - 2))) if level.length > 1 else shorter
    counts = np.where((first == BEGINNING) & (level.length > 2), seen, after)
    seldom = np.array([np.count_nonzero(counts == each) for each in (1, 2, 3, 4)])
    return _Counted(level.length - 1, shorter, seen, counts, discounts(seldom))


def _single(level: _Counted, prior: _Floats, weight: float) -> Grams:
    counts, seen = np.zeros(len(prior)), np.zeros(len(prior), np.int64)
    words = level.keys.astype(np.int64)
    known = (words != UNKNOWN) & (words != BEGINNING)
    counts[words[known]] = level.counts[known]
    seen[words[known]] = level.seen[known]
    total = counts.sum()
    taken = np.where(counts > 0, level.discounts[np.minimum(np.maximum(counts, 1), 3).astype(int) - 1], 0)
    own = (counts - taken + taken.sum() * prior) / total if total else prior
    ids = np.arange(len(prior), dtype=np.int32)[:, np.newaxis]
    return Grams(1, ids, seen, (1 - weight) * own + weight * prior)


def _interpolated(level: _Counted, lower: Grams, width: int) -> Grams:
    """One level's probabilities, what was taken from its counts shared out as the level below says."""
    words = np.column_stack(
        [
            (level.keys >> np.uint64(width * place)) & np.uint64((1 << width) - 1)
            for place in range(level.length - 1, -1, -1)
        ]
    ).astype(np.int32)
    # An unknown word is neither foretold nor a context; a beginning only ever a context.
    kept = (words != UNKNOWN).all(axis=1) & (words[:, -1] != BEGINNING)
    if level.length > 2:
        kept &= words[:, 1] != BEGINNING
    words, counts = words[kept], level.counts[kept].astype(np.float64)
    first = firsts(words)
    taken = level.discounts[np.minimum(counts, 3).astype(int) - 1]
    total, left = sums(counts, first), sums(taken, first)
    below = lower.shares[tails(words, lower)]
    return Grams(level.length, words, level.seen[kept], (counts - taken + left * below) / total)


def firsts(words: NDArray[np.int32]) -> _Ints:
    """Where each context's n-grams begin, of n-grams in order."""
    if not len(words):
        return np.zeros(0, np.int64)
    changed = (words[1:, :-1] != words[:-1, :-1]).any(axis=1)
    return np.flatnonzero(np.concatenate(([True], changed))).astype(np.int64)


def sums(numbers: _Floats, first: _Ints) -> _Floats:
    """Of each n-gram, the sum over all of its context (n,)."""
    if not len(numbers):
        return numbers
    lengths = np.diff(np.append(first, len(numbers)))
    return np.repeat(np.add.reduceat(numbers, first), lengths)


def tails(words: NDArray[np.int32], lower: Grams) -> _Ints:
    """Where n-grams without their first words stand in the level below."""
    if lower.length == 1:
        return words[:, 1].astype(np.int64)
    return places(words[:, 1:], lower.words)


def packed(words: NDArray[np.int32]) -> _Keys:
    """(n, length) → (n,) keys in the same order."""
    width = np.uint64(bits(max(words.shape[1], 2)))
    keys = np.zeros(len(words), np.uint64)
    for place in range(words.shape[1]):
        keys = (keys << width) | words[:, place].astype(np.uint64)
    return keys


def places(wanted: NDArray[np.int32], among: NDArray[np.int32]) -> _Ints:
    """Where n-grams stand among others, which are in order; -1 where they do not."""
    keys, known = packed(wanted), packed(among)
    if not len(known):
        return np.full(len(keys), -1, np.int64)
    found = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[found] == keys, found, -1)
