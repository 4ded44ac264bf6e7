"""The English model: what few but fitting texts say, and behind them pairs of words from a very large one.

Each order hands on to the next lower one what it has not seen, as hierarchical Pitman-Yor models do (Teh
2006, "A hierarchical Bayesian language model based on Pitman-Yor processes", with one table a word): trigrams
of the texts, pairs of the texts, pairs of the large list, single words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.packs.building.tree import Level
from parley.keyboard.packs.segmenting import ENDS, tokens
from parley.keyboard.packs.words import BEGINNING, END, SPECIAL, UNKNOWN
from parley.keyboard.types import FloatArray

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_BITS = 20

Counted = tuple[_Ints, _Floats]
"""N-grams, their words packed into one number, rising; and how often each was seen."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Numbers that were set on text that is neither learned from nor measured with."""

    discounts: tuple[float, float] = (0.7, 0.85)
    """Taken from each count of a pair, and of three."""
    strengths: tuple[float, float] = (12.0, 2.0)
    """Counts that what stands behind weighs, for pairs and for three."""
    covered: float = 0.7
    """At most so much of what follows a word is in the large list of pairs."""
    ends: float = 0.09
    """Of the words of a text so many are the end of a sentence."""
    gain: float = 0.35
    """Three words are kept where they gain so many nats together, over all times they were seen."""


@dataclass(frozen=True, slots=True)
class Blend:
    """A model as ``building.tree`` takes it."""

    unigram: FloatArray
    weights: FloatArray
    levels: tuple[Level, Level]


class Casing:
    """Numbers of words in running text, however they are cased there."""

    def __init__(self, words: Sequence[str]) -> None:
        self._ids = {word: at for at, word in enumerate(words, SPECIAL)}
        self._lower: dict[str, int] = {}
        for word, at in self._ids.items():
            self._lower.setdefault(word.lower(), at)

    def usual(self, word: str) -> int:
        """The number of a word whose casing says nothing; 0 where it is unknown."""
        return self._lower.get(word.lower(), UNKNOWN)

    def sentences(self, text: str) -> Iterable[list[int]]:
        """Each sentence of a text."""
        found: list[int] = []
        for token in tokens(text):
            if token in ENDS or token == "\n":
                if found:
                    yield found
                found = []
            else:
                exact = self._ids.get(token, UNKNOWN) if found else UNKNOWN
                found.append(exact if exact and token != token.lower() else self.usual(token))
        if found:
            yield found


def counted(sentences: Iterable[list[int]], weight: float) -> tuple[Counted, Counted]:
    """Pairs and threes of words (packed into numbers) with their weighted counts; unknown words part them."""
    flat: list[int] = []
    for sentence in sentences:
        flat += [UNKNOWN, BEGINNING, *sentence, END]
    ids = np.array([*flat, UNKNOWN], np.int64)
    two = (ids[:-1] << _BITS) | ids[1:]
    good = (ids[:-1] != UNKNOWN) & (ids[1:] != UNKNOWN) & (ids[:-1] != END)
    three = (two[:-1] << _BITS) | ids[2:]
    pairs, pair_counts = np.unique(two[good], return_counts=True)
    threes, three_counts = np.unique(three[good[:-1] & good[1:]], return_counts=True)
    return (pairs, _weighed(pair_counts, weight)), (threes, _weighed(three_counts, weight))


def _weighed(counts: NDArray[Any], weight: float) -> _Floats:
    return counts.astype(np.float64) * weight


def summed(parts: Iterable[Counted]) -> Counted:
    """Counts of several texts in one list, rising."""
    listed = list(parts)
    keys, of = np.unique(np.concatenate([key for key, _ in listed]), return_inverse=True)
    return keys, np.bincount(of, np.concatenate([count for _, count in listed])).astype(np.float64)


def large_list(pairs: Iterable[tuple[str, str, float]], casing: Casing) -> Counted:
    """Pairs of words of the large list that the vocabulary has."""
    sums: dict[int, float] = {}
    for first, second, count in pairs:
        one, two = casing.usual(first), casing.usual(second)
        if one and two:
            key = (one << _BITS) | two
            sums[key] = sums.get(key, 0.0) + count
    keys = np.array(sorted(sums), np.int64)
    return keys, np.array([sums[int(key)] for key in keys])


def unigrams(words: Sequence[str], share: Mapping[str, float], ends: float) -> _Floats:
    """P of every number, those of no words among them."""
    found = np.empty(len(words) + SPECIAL)
    found[UNKNOWN], found[BEGINNING], found[END] = 1e-7, 1e-9, ends
    found[SPECIAL:] = [share[word] * (1 - ends) for word in words]
    return found / found.sum()


def blend(
    single: _Floats,
    pairs: Counted,
    threes: Counted,
    large: Counted,
    tuning: Tuning,
) -> Blend:
    """All orders in one back-off model, exactly but for the threes that are left out."""
    behind, behind_weight = _behind(single, large, tuning.covered)
    keys, probability, weight = _pairs(single, pairs, (large[0], behind), behind_weight, tuning)
    three_keys, three_probability, three_lower = _threes(threes, keys, probability, weight, single, tuning)
    pair_weight = _three_weights(three_keys, three_probability, three_lower, keys)
    no_weights = np.zeros(len(three_keys), np.float32)
    levels = (
        Level(_unpacked(keys, 2), _ln(probability), _ln(pair_weight)),
        Level(_unpacked(three_keys, 3), _ln(three_probability), no_weights),
    )
    return Blend(_ln(single), _ln(weight), levels)


def _behind(single: _Floats, large: Counted, covered: float) -> tuple[_Floats, _Floats]:
    """P(second | first) by the large list, for its pairs; and what is left for other words, per first word.

    The list ends at some count, so that of a rare word's followers few are in it: how many says the word's
    own frequency beside what the list has of it.
    """
    keys, counts = large
    first, second = keys >> _BITS, keys & ((1 << _BITS) - 1)
    total = np.bincount(first, counts, len(single))
    rate = total / single
    common = np.argsort(-total)[: min(300, np.count_nonzero(total))]
    usual = np.median(rate[common])
    part = np.minimum(rate / usual, 1.0) * covered
    listed = np.bincount(first, single[second], len(single))
    value = part[first] * counts / total[first] + (1 - part[first]) * single[second]
    # Words of the list get their share of what is left, too.
    return value, np.where(listed < 1, 1 - part, 1.0)


def _pairs(
    single: _Floats,
    pairs: Counted,
    behind: Counted,
    behind_weight: _Floats,
    tuning: Tuning,
) -> tuple[_Ints, _Floats, _Floats]:
    keys, counts = pairs
    discount, strength = tuning.discounts[0], tuning.strengths[0]
    every = np.union1d(keys, behind[0])
    first, second = every >> _BITS, every & ((1 << _BITS) - 1)
    lower = behind_weight[first] * single[second]
    lower[np.searchsorted(every, behind[0])] = behind[1]
    count = np.zeros(len(every))
    count[np.searchsorted(every, keys)] = counts
    taken = np.minimum(count, discount)
    size = np.bincount(first, count, len(single))
    left = (np.bincount(first, taken, len(single)) + strength) / (size + strength)
    probability = (count - taken) / (size + strength)[first] + left[first] * lower
    return every, probability, left * behind_weight


def _threes(
    threes: Counted,
    keys: _Ints,
    probability: _Floats,
    weight: _Floats,
    single: _Floats,
    tuning: Tuning,
) -> tuple[_Ints, _Floats, _Floats]:
    """The threes that are kept; P of their last words, and what the pairs alone say of these."""
    every, counts = threes
    context, ends = every >> _BITS, every & ((1 << 2 * _BITS) - 1)
    size, left, place = _contexts(context, counts, tuning.discounts[1], tuning.strengths[1])
    at = np.minimum(np.searchsorted(keys, ends), len(keys) - 1)
    alone = weight[ends >> _BITS] * single[ends & ((1 << _BITS) - 1)]
    lower = np.where(keys[at] == ends, probability[at], alone)
    value = (counts - np.minimum(counts, tuning.discounts[1])) / size[place] + left[place] * lower
    kept = counts * np.log(value / (left[place] * lower)) > tuning.gain
    kept &= np.isin(context, keys)
    return every[kept], value[kept], lower[kept]


def _three_weights(threes: _Ints, value: _Floats, lower: _Floats, keys: _Ints) -> _Floats:
    """What weighs, after each pair, what its second word says alone: so that all words add up to 1."""
    at = np.searchsorted(keys, threes >> _BITS)
    said, alone = np.bincount(at, value, len(keys)), np.bincount(at, lower, len(keys))
    return np.maximum(1 - said, 1e-6) / np.maximum(1 - alone, 1e-6)


def _contexts(
    context: _Ints, counts: _Floats, discount: float, strength: float
) -> tuple[_Floats, _Floats, NDArray[Any]]:
    """Of contexts: what was counted after them, what is left of 1; and which context each row has."""
    _, place = np.unique(context, return_inverse=True)
    size = np.bincount(place, counts) + strength
    left = (np.bincount(place, np.minimum(counts, discount)) + strength) / size
    return size.astype(np.float64), left.astype(np.float64), place


def _unpacked(keys: _Ints, length: int) -> NDArray[np.int32]:
    shifts = [_BITS * (length - 1 - place) for place in range(length)]
    return np.stack([(keys >> shift) & ((1 << _BITS) - 1) for shift in shifts], axis=1).astype(np.int32)


def _ln(values: _Floats) -> FloatArray:
    return np.log(np.maximum(values, 1e-12)).astype(np.float32)
