"""What follows what: an n-gram model with back-off, its probabilities in bytes, looked up in bulk.

The model is a tree of words in the order they are written: a word's followers stand in one row, sorted by
their number, so that a lookup is a binary search within a row. Arrays, k from 1 to the order:

- ``model.unigram`` (words,) float32: ln P(word) without context;
- ``model.k.words``, ``model.k.codes`` (n-grams of k words,), k ≥ 2: the last word of each n-gram, and the
  place of its ln P in ``model.k.values``;
- ``model.k.starts``, ``model.k.backs`` (contexts of k words + 1,), k < order: where a context's row begins
  in level k + 1, and the place of its back-off weight in ``model.k.weights``. Contexts of one word are
  numbered like words; of longer n-grams only those with followers are contexts, numbered in their order,
  which ``model.k.has`` (a bit for each n-gram, 64 to a number) and ``model.k.ranks`` (bits before each
  number) say.

Method: back-off in the manner of ARPA files, which holds interpolated Kneser-Ney models too (Chen and Goodman
1999, "An empirical study of smoothing techniques for language modeling", section 4).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.packs.words import BEGINNING, END, SPECIAL
from parley.keyboard.types import FloatArray, IntArray

MOST_WORDS_TOGETHER = 4
"""The highest order of a model."""
_AT_HAND = 1_000
"""Contexts of which the rows are kept."""
_FEW = 4
"""Lookups that are quicker one by one."""
_Array = NDArray[Any]
_Places = NDArray[np.int64]


class Ngrams:
    """ln P(word | words before it), for many at once."""

    def __init__(self, arrays: Mapping[str, _Array], boundary: int = 0) -> None:
        """``boundary``: a word whose followers begin sentences and which ends them, for a model that has no
        boundaries of its own (a full stop); 0: the model has."""
        self.unigram: FloatArray = arrays["model.unigram"]
        """(words,), ln P(word) without context."""
        self.order = 1
        """Words of the longest n-grams."""
        self._boundary = boundary
        self._levels: list[_Level] = []
        while f"model.{self.order + 1}.words" in arrays:
            self.order += 1
            self._levels.append(_Level(arrays, self.order))
        self.after = lru_cache(_AT_HAND)(self._after)
        """``after(*words) -> After``: what may follow some words, the nearest last."""

    def score(self, before: IntArray, words: IntArray) -> FloatArray:
        """ln P of each word after the words before it.

        ``before`` (n, order - 1): the nearest last, 0 to the left where there are none, or (order - 1,) for
        all alike; with fewer columns only so many are looked at; ``words`` (n,). Numbers beyond the pack's (a
        person's own words) are unknown. Returns (n,).
        """
        before = before.reshape(-1, before.shape[-1])[:, 1 - max(self.order, 2) :]
        count = len(words)
        if len(before) == 1:
            return self.after(*before[0].tolist()).score(words)
        if count <= _FEW:
            rows = zip(before.tolist(), words.tolist(), strict=True)
            return np.array([self.after(*row).one(word) for row, word in rows], np.float32)
        known = np.int32(len(self.unigram))
        before, words = np.where(before < known, before, 0), np.where(words < known, words, 0)
        if self._boundary:
            before = np.where(before == BEGINNING, self._boundary, before)
            words = np.where(words == END, self._boundary, words)
        found = self.unigram[words]
        before, of = _runs(before, count)
        for length in range(1, min(self.order, before.shape[1] + 1)):
            contexts = self._contexts(before[:, -length:])
            contexts = contexts[of] if of is not None else np.broadcast_to(contexts, (count,))
            level = self._levels[length - 1]
            some = np.flatnonzero(contexts >= 0)
            if not len(some):
                continue
            context = contexts[some]
            places = level.find(context, words[some])
            found[some] = np.where(places >= 0, level.value(places), found[some] + level.weight(context))
        return found

    def followers(self, before: Sequence[int], most: int) -> list[tuple[int, float]]:
        """The likeliest words after others, each with its ln P, the likeliest first.

        Words that no n-gram has after these follow with what the shorter contexts say.
        """
        here = self.after(*before)
        some: list[IntArray] = []
        count = most + SPECIAL
        for row in reversed(here.rows):
            some.append(row.likeliest(count))
            count += len(some[-1])
        # A word may be common after the shorter context and rare after this one: all are looked up again.
        words = distinct(np.concatenate((*some, self._common[:count])))
        words = words[words >= SPECIAL]
        values = here.score(words)
        best = np.lexsort((words, -values))[: max(most, 0)]
        return list(zip(words[best].tolist(), values[best].tolist(), strict=True))

    def _after(self, *before: int) -> After:
        size = len(self.unigram)
        known = [self._boundary if id == BEGINNING and self._boundary else id for id in before]
        known = [id if id < size else 0 for id in known]
        rows: list[Row] = []
        for length in range(1, min(self.order, len(known) + 1)):
            context = known[-length]
            for place, word in enumerate(known[len(known) - length + 1 :]):
                ngram = self._levels[place].one(context, word)
                context = self._levels[place + 1].number(ngram) if ngram >= 0 else -1
                if context < 0:
                    break
            if context >= 0 and (row := self._levels[length - 1].row(context)) is not None:
                rows.append(row)
        return After(self.unigram, rows, self._boundary)

    @cached_property
    def _common(self) -> IntArray:
        return np.argsort(-self.unigram, kind="stable")[:1_000].astype(np.int32)

    def _contexts(self, before: IntArray) -> _Places:
        """(n, length) words → (n,) numbers of contexts with followers, -1 where there are none."""
        contexts = before[:, 0].astype(np.int64)
        if len(self._levels):
            contexts = np.where(self._levels[0].empty(contexts), -1, contexts)
        for place in range(1, before.shape[1]):
            some = np.flatnonzero(contexts >= 0)
            level = self._levels[place - 1]
            deeper = np.full(len(contexts), -1, np.int64)
            deeper[some] = self._levels[place].context(level.find(contexts[some], before[some, place]))
            contexts = deeper
        return contexts


class _Level:
    """N-grams of one length, and the contexts that they stand in."""

    def __init__(self, arrays: Mapping[str, _Array], length: int) -> None:
        inner = f"model.{length - 1}"
        self._starts = arrays[f"{inner}.starts"]
        self._backs = arrays[f"{inner}.backs"]
        self._weights: FloatArray = arrays[f"{inner}.weights"]
        self._has: NDArray[np.uint64] | None = arrays.get(f"{inner}.has")
        self._ranks: NDArray[np.uint32] | None = arrays.get(f"{inner}.ranks")
        self._words = arrays[f"model.{length}.words"]
        self._codes = arrays[f"model.{length}.codes"]
        self._values: FloatArray = arrays[f"model.{length}.values"]

    def empty(self, contexts: _Places) -> NDArray[np.bool_]:
        """Whether contexts have no followers."""
        return self._starts[contexts] == self._starts[contexts + 1]

    def context(self, ngrams: _Places) -> _Places:
        """Numbers of n-grams as contexts of this level; -1 for n-grams that are none, or are -1."""
        if self._has is None or self._ranks is None:
            return ngrams
        places = np.maximum(ngrams, 0)
        bits = self._has[places >> 6] >> (places & 63).astype(np.uint64)
        below = (np.uint64(1) << (places & 63).astype(np.uint64)) - np.uint64(1)
        ranks = self._ranks[places >> 6] + np.bitwise_count(self._has[places >> 6] & below)
        return np.where((ngrams >= 0) & ((bits & np.uint64(1)) != 0), ranks.astype(np.int64), -1)

    def find(self, contexts: _Places, words: IntArray) -> _Places:
        """Where words stand in the rows of contexts, -1 where they do not."""
        base = self._starts.take(contexts).astype(np.int64)
        left = self._starts.take(contexts + 1).astype(np.int64) - base
        empty = left == 0
        wanted = words.astype(self._words.dtype)
        # A binary search of all rows at once, without branches: a row that is done goes on halving nothing.
        for _ in range(int(left.max(initial=0)).bit_length()):
            half = left >> 1
            base += half * (self._words.take(base + half - 1) < wanted)
            left -= half
        hit = (self._words.take(base, mode="clip") == wanted) & ~empty
        return np.where(hit, base, -1)

    def value(self, ngrams: _Places) -> FloatArray:
        """ln P of n-grams."""
        return self._values[self._codes[ngrams]]

    def weight(self, contexts: _Places) -> FloatArray:
        """ln of the back-off weights of contexts."""
        return self._weights[self._backs[contexts]]

    def one(self, context: int, word: int) -> int:
        """Where a word stands in the row of a context; -1 where it does not."""
        start, end = int(self._starts[context]), int(self._starts[context + 1])
        place = bisect_left(self._words.data, word, start, end)
        return place if place < end and self._words[place] == word else -1

    def number(self, ngram: int) -> int:
        """``context`` of one n-gram that is there."""
        if self._has is None or self._ranks is None:
            return ngram
        bits, place = int(self._has[ngram >> 6]), ngram & 63
        below = (bits & ((1 << place) - 1)).bit_count()
        return int(self._ranks[ngram >> 6]) + below if bits >> place & 1 else -1

    def row(self, context: int) -> Row | None:
        """What follows a context; None where it has no followers."""
        start, end = int(self._starts[context]), int(self._starts[context + 1])
        if start == end:
            return None
        words, codes = self._words[start:end], self._codes[start:end]
        return Row(words, codes, self._values, float(self._weights[self._backs[context]]))


@dataclass(frozen=True, slots=True)
class Row:
    """What follows one context."""

    words: _Array
    """(n,) rising."""
    codes: _Array
    values: FloatArray
    """ln P by code."""
    weight: float
    """ln of what the shorter context weighs for all other words."""

    def likeliest(self, most: int) -> IntArray:
        """The likeliest words, in no order."""
        words = self.words
        if len(words) > most:
            values = self.values[self.codes]
            words = words[np.argpartition(-values, most - 1)[:most] if most > 0 else np.zeros(0, np.int64)]
        return words.astype(np.int32)


class After:
    """What may follow some words: found once, for any number of words."""

    def __init__(self, unigram: FloatArray, rows: Sequence[Row], boundary: int) -> None:
        self._unigram, self._boundary = unigram, boundary
        self.rows = rows
        """Those of the contexts that there are, the shortest first."""

    def score(self, words: IntArray) -> FloatArray:
        """ln P of each word, as ``Ngrams.score``."""
        words = np.where(words < len(self._unigram), words, 0)
        if self._boundary:
            words = np.where(words == END, self._boundary, words)
        found = self._unigram.take(words)
        for row in self.rows:
            wanted = words.astype(row.words.dtype)
            places = row.words.searchsorted(wanted)
            hit = np.flatnonzero(row.words.take(places, mode="clip") == wanted)
            found += row.weight
            found[hit] = row.values.take(row.codes.take(places.take(hit)))
        return found

    def one(self, word: int) -> float:
        """The same of a single word."""
        word = word if word < len(self._unigram) else 0
        word = self._boundary or word if word == END else word
        found = float(self._unigram[word])
        for row in self.rows:
            place = bisect_left(row.words.data, word)
            if place < len(row.words) and row.words[place] == word:
                found = float(row.values[row.codes[place]])
            else:
                found = float(np.float32(found + row.weight))
        return found


def distinct(numbers: IntArray) -> IntArray:
    """Numbers in their order, each once: ``np.unique``, which for its first time takes 10 ms."""
    numbers = np.sort(numbers)
    first = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return numbers[first]


def _runs(before: IntArray, count: int) -> tuple[IntArray, _Places | None]:
    """Contexts without those that repeat the one above, and which of them each row has (None: its own)."""
    if len(before) != count or count < 64:
        return before, None
    changed = np.concatenate(([True], (before[1:] != before[:-1]).any(axis=1)))
    if 2 * np.count_nonzero(changed) > count:
        return before, None
    return before[changed], np.cumsum(changed) - 1
