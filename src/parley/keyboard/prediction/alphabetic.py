"""Words of a language with an alphabet that keys may become, with their probabilities."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.packs.ngrams import distinct
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import LAST, SPECIAL, folded
from parley.keyboard.prediction.context import Context
from parley.keyboard.prediction.own import People
from parley.keyboard.types import FloatArray, IntArray, PersonalModel

_BEGINNING = 240
"""Words that begin as typed and are looked at: the commonest. Rarer ones are found by what stands before."""
_FOLLOWING = 160
"""Words that often come next and are looked at."""
_CONTEXTS = 2_000
"""Contexts whose followers are kept at hand."""
_COMMON = 4_000
"""Words in 's beyond that number are nouns' genitives, not contractions."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words and what speaks for them, one a row, in no order."""

    ids: IntArray
    """Numbers of the pack's, and of the person's own words beyond them."""
    likely: FloatArray
    """ln P(word | before)."""


class Alphabet:
    """The words of one pack, looked up by their beginning and by what stands before."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._people = People(pack)
        self._ends = pack.arrays["words.ends"]
        self._offered = self._words_to_offer()
        self._short = self._contractions()
        self._after = lru_cache(_CONTEXTS)(self._followers)
        self._beginning = lru_cache(_CONTEXTS)(self._all_beginning)

    def found(self, context: Context, typed: str, personal: PersonalModel | None) -> Found:
        """Words that begin as typed; with nothing typed, those that often come next."""
        beginning = folded(typed.replace("’", "'"))
        ids = self._after(context.words)
        if typed:
            every = self._beginning(beginning)
            commonest = every if len(every) <= _BEGINNING else every[:_BEGINNING]
            ids = np.concatenate((ids[_among(ids, every)], commonest, self._without_apostrophe(beginning)))
        ids = ids[self._offered[ids]]
        own = self._people.own(personal)
        before = own.context(context.words, context.texts) if own else context.words
        if own is not None:
            ids = np.concatenate((ids, own.beginning(before, beginning)))
        ids = distinct(ids)
        return Found(ids, self._likely(before, ids, personal))

    def text(self, id: int, personal: PersonalModel | None) -> str:
        """A word of the pack, or of the person's own."""
        size = len(self._pack.words)
        if id < size:
            return self._pack.words.text(id)
        return personal.own[id - size].text if personal is not None else ""

    def _likely(
        self, context: tuple[int, int], words: IntArray, personal: PersonalModel | None
    ) -> FloatArray:
        """ln P of each of some words here, the person's own habits included."""
        base = self._pack.model.after(*context).score(words)
        if personal is None or not len(words):
            return base
        return personal.mixed(np.array(context, np.int32), words, base)

    def _followers(self, before: tuple[int, int]) -> IntArray:
        found = self._pack.model.followers(before, _FOLLOWING)
        return np.array([id for id, _ in found], np.int32)

    def _all_beginning(self, beginning: str) -> IntArray:
        return self._pack.words.starting(beginning, len(self._pack.words))

    def _words_to_offer(self) -> NDArray[np.bool_]:
        """Whether each number is a word rather than a mark, and not one that nobody wants to be offered."""
        letters = self._pack.arrays["words.letters"]
        first = letters[np.minimum(self._ends[:-1], max(len(letters) - 1, 0))]
        alphabet = (first >= 0x80) | ((first | 0x20) >= ord("a")) & ((first | 0x20) <= ord("z"))
        alphabet &= np.diff(self._ends) > 0
        alphabet[:SPECIAL] = False
        alphabet[self._pack.arrays.get("prediction.hidden", np.zeros(0, np.int32))] = False
        return alphabet

    def _contractions(self) -> tuple[tuple[str, int], ...]:
        """Words with an apostrophe, without it, in their order; so that ``dont`` finds ``don't``."""
        letters = self._pack.arrays["words.letters"]
        places = np.searchsorted(self._ends, np.flatnonzero(letters == ord("'")), side="right") - 1
        short: list[tuple[str, int]] = []
        for id in dict.fromkeys(places.tolist()):
            word = self._pack.words.text(id)
            if len(word) > 1 and (not word.endswith("'s") or id < _COMMON):
                short.append((folded(word).replace("'", ""), id))
        return tuple(sorted(short))

    def _without_apostrophe(self, beginning: str) -> IntArray:
        if "'" in beginning or len(beginning) < 2:
            return np.zeros(0, np.int32)
        first = bisect_left(self._short, (beginning, 0))
        last = bisect_left(self._short, (beginning + LAST, 0), first)
        return np.array([id for _, id in self._short[first:last]], np.int32)


def _among(some: IntArray, rising: IntArray) -> NDArray[np.bool_]:
    """Which of some numbers are in a rising list."""
    if not len(rising):
        return np.zeros(len(some), np.bool_)
    places = np.minimum(np.searchsorted(rising, some), len(rising) - 1)
    return rising[places] == some
