"""A person's counts over the numbers of one pack, mixed with the pack's probabilities.

A hierarchical Pitman-Yor model, with one seating per count (Teh 2006, "A hierarchical Bayesian language model
based on Pitman-Yor processes", section 4; interpolated Kneser-Ney is a case of it), whose base is the pack:
what the person wrote after two words is backed by what they wrote after one, that by how often they write a
word at all, and that by the pack. So where a person wrote little the pack decides, and where they wrote much
they do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.learning.counts import BITS, Counts
from parley.keyboard.types import FloatArray, IntArray, OwnWord


@dataclass(frozen=True, slots=True)
class Strengths:
    """How far a person's counts are trusted."""

    discount: float
    """Taken off every count, for words that were not seen here yet."""
    strength: float
    """Counts that the shorter context weighs as much as."""


# By the perplexity of the second part of CrossWOZ's validation dialogues and of Tatoeba's Chinese, after the
# first was learned; half as much and twice as much of each changes what is decoded by a tenth of a percent.
PAIRS = Strengths(0.8, 4.0)
TRIPLES = Strengths(0.8, 3.0)
OFTEN, SLOWLY = 0.6, 3_000.0
"""The share of how often a person writes a word at all, once they wrote much; the words until half of it."""

_MANY = 1_000
_Floats = NDArray[np.float64]


class Contexts:
    """N-grams by what comes before their last word."""

    def __init__(self, counts: Counts, now: float, strengths: Strengths) -> None:
        """``now``: the gain of the moment that counts are weighed for."""
        self.keys = counts.keys
        weights = counts.weights / now
        discounts = np.minimum(weights, strengths.discount)
        self._seen = weights - discounts
        before = counts.keys >> BITS
        first = np.flatnonzero(np.diff(before, prepend=-1))
        self._before = before[first]
        self._starts = np.append(first, len(before))
        if len(first):
            total = np.add.reduceat(weights, first) + strengths.strength
            back = (np.add.reduceat(discounts, first) + strengths.strength) / total
        else:
            total, back = np.ones(0), np.ones(0)
        # One more for contexts that never were: nothing is divided, all is left to the shorter context.
        self._total, self._back = np.append(total, 1.0), np.append(back, 1.0)

    def context(self, before: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places of contexts, given as ``joined`` numbers; -1 for those that never were."""
        return _places(self._before, before)

    def mix(
        self, shorter: _Floats, context: NDArray[np.int64], words: NDArray[np.int64], some: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Make P of the shorter contexts P of these, in place.

        ``context`` (n,): places; ``words`` (n,): numbers; ``some``: which of them may have been seen here.
        Returns which of those were.
        """
        shorter *= self._back[context]
        some = some[context[some] >= 0]
        of = context[some]
        place = _places(self.keys, self._before[of] << BITS | words[some])
        found = place >= 0
        some, place = some[found], place[found]
        shorter[some] += self._seen[place] / self._total[of[found]]
        return some

    def row(self, before: int) -> _Row:
        """What came after a context."""
        place = int(self._before.searchsorted(before))
        if place == len(self._before) or self._before[place] != before:
            return _NOTHING
        start, end = int(self._starts[place]), int(self._starts[place + 1])
        last = (self.keys[start:end] & ((1 << BITS) - 1)).astype(np.int32)
        return _Row(last, self._seen[start:end] / self._total[place], float(self._back[place]))


@dataclass(frozen=True, slots=True)
class _Row:
    """What came after one context."""

    last: IntArray
    """The words' numbers, rising."""
    share: _Floats
    """Their own share of P."""
    back: float
    """That of the shorter context."""

    def mix(self, shorter: _Floats, words: IntArray) -> None:
        """Make P of the shorter context P of this, in place; ``words`` (n,): numbers, -1 for none."""
        shorter *= self.back
        if len(self.last):
            place = self.last.searchsorted(words)
            seen = np.flatnonzero(self.last.take(place, mode="clip") == words)
            shorter[seen] += self.share[place[seen]]

    def among(self, other: _Row) -> _Row:
        """Only the words that are in another, too."""
        place = other.last.searchsorted(self.last)
        there = other.last.take(place, mode="clip") == self.last if len(other.last) else place < 0
        return _Row(self.last[there], self.share[there], self.back)

    def heaviest(self, most: int) -> tuple[list[int], list[float]]:
        """The words that weigh most, in no order, and their shares."""
        last, share = self.last, self.share
        if len(share) > most:
            best = np.argpartition(-share, most)[:most]
            last, share = last[best], share[best]
        return last.tolist(), share.tolist()


_NOTHING = _Row(np.zeros(0, np.int32), np.zeros(0), 1.0)


def _places(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where numbers stand among sorted ones; -1 where they do not."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    if len(wanted) > _MANY:  # in order they are found twice as fast, for memory is read in order, too
        order = np.argsort(wanted)
        place = np.empty(len(wanted), np.int64)
        place[order] = np.searchsorted(keys, wanted[order])
    else:
        place = np.searchsorted(keys, wanted)
    np.minimum(place, len(keys) - 1, out=place)
    return np.where(keys[place] == wanted, place, -1)


class View:
    """See ``PersonalModel``, which this is one of."""

    def __init__(
        self,
        to_pack: IntArray,
        size: int,
        own: Sequence[OwnWord],
        often: _Floats,
        pairs: Contexts,
        triples: Contexts,
        folded: Sequence[tuple[str, int]],
        kept: frozenset[str],
        corrections: dict[str, list[tuple[int, float]]],
        marks: IntArray,
    ) -> None:
        """``to_pack``: a person's number → the pack's, -1 for none; ``size``: words of the pack; ``often``:
        a person's number → P that they write it; ``folded``: sorted, words in the pack's numbers; ``marks``:
        the pack's numbers of what a sentence begins after."""
        self.own = own
        self._to_pack, self._pairs, self._triples = to_pack, pairs, triples
        # The numbers of the pack that a person wrote; -1 is the last, which no number reaches.
        self._number = np.full(size + len(own) + 1, -1, np.int32)
        written = np.flatnonzero(to_pack >= 0)
        self._number[to_pack[written]] = written
        self._number[marks] = 0
        self._often = np.append(often, 0.0)
        total = float(often.sum())
        self._share = OFTEN * total / (total + SLOWLY)
        self._often /= max(total, 1e-9)
        self._folded, self._kept, self._corrections = folded, kept, corrections
        self._latest: tuple[tuple[int, int], _Row, _Row] | None = None
        """What came after the words that were asked for last: a text box asks several times at a key."""

    def mixed(self, before: IntArray, words: IntArray, base: FloatArray) -> FloatArray:
        """See ``PersonalModel``. 10,000 in one call take about a millisecond."""
        if before.ndim == 1:
            return self._after(before.tolist(), words, base)
        word = self._number[words].astype(np.int64)
        new = np.ones(len(words), bool)
        new[1:] = (before[1:, -1] != before[:-1, -1]) | (before[1:, -2] != before[:-1, -2])
        first, of = np.flatnonzero(new), np.cumsum(new) - 1
        one = self._number[before[first, -1]].astype(np.int64)
        two = self._number[before[first, -2]].astype(np.int64)
        found = np.exp(base.astype(np.float64))
        found += self._share * (self._often[word] - found)
        seen = self._pairs.mix(found, self._pairs.context(one)[of], word, np.flatnonzero(word >= 0))
        earlier = np.where((two >= 0) & (one >= 0), two << BITS | one, -1)
        self._triples.mix(found, self._triples.context(earlier)[of], word, seen)
        return np.log(np.maximum(found, 1e-30)).astype(np.float32)

    def _after(self, before: Sequence[int], words: IntArray, base: FloatArray) -> FloatArray:
        """The same where all stand after the same words: what came after these is found once."""
        word = self._number.take(words)
        found = np.exp(base, dtype=np.float64)
        found += self._share * (self._often.take(word) - found)
        here, latest = (before[-2], before[-1]), self._latest
        if latest is None or latest[0] != here:
            pair, triple = self._rows(here)
            latest = self._latest = here, pair, triple.among(pair)
        for row in latest[1:]:
            row.mix(found, word)
        return np.log(np.maximum(found, 1e-30)).astype(np.float32)

    def _rows(self, before: tuple[int, int]) -> tuple[_Row, _Row]:
        """What came after the last of two words, and after both."""
        two, one = (int(self._number[each]) if 0 <= each < len(self._number) - 1 else -1 for each in before)
        pair = self._pairs.row(one) if one >= 0 else _NOTHING
        return pair, self._triples.row(two << BITS | one) if min(one, two) >= 0 else _NOTHING

    def followers(self, before: tuple[int, int], most: int) -> list[tuple[int, float]]:
        """See ``PersonalModel``."""
        found: dict[int, float] = {}
        left = 1.0
        for row in reversed(self._rows(before)):
            for number, each in zip(*row.heaviest(4 * most), strict=True):
                found[number] = found.get(number, 0.0) + each * left
            left *= row.back
        heaviest = sorted(found.items(), key=lambda each: (-each[1], each[0]))
        named = [(int(self._to_pack[number]), share) for number, share in heaviest]
        return [(id, float(np.log(share))) for id, share in named if id >= 0 and share > 0][:most]

    def starting(self, prefix: str, most: int) -> list[tuple[int, float]]:
        """See ``PersonalModel``."""
        low = prefix.casefold()
        first = bisect_left(self._folded, (low, -1))
        last = bisect_left(self._folded, (low + "\U0010ffff", -1), lo=first)
        ids = np.fromiter((id for _, id in self._folded[first:last]), np.int32, last - first)
        share = self._often.take(self._number.take(ids))
        best = np.lexsort((ids, -share))[:most]
        likely = np.log(np.maximum(share.take(best), 1e-30))
        return list(zip(ids.take(best).tolist(), likely.tolist(), strict=True))

    def keeps(self, typed: str) -> bool:
        """See ``PersonalModel``."""
        return typed.casefold() in self._kept

    def corrected(self, typed: str) -> list[tuple[int, float]]:
        """See ``PersonalModel``."""
        return self._corrections.get(typed.casefold(), [])
