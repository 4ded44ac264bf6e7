"""Words of an alphabet among pinyin: what a row of letters is when it is no pinyin."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from parley.keyboard.pinyin.noise import NOISE
from parley.keyboard.pinyin.syllables import written
from parley.keyboard.types import LatinEdge

_MOST_CASINGS = 2
"""Forms of one word (``apple``, ``Apple``, ``APPLE``) that are considered, the likeliest first."""


class Latin(Protocol):
    """A vocabulary: which words are written with some letters."""

    def words(self, letters: str) -> Sequence[tuple[str, float]]:
        """Words that are ``letters`` but for casing, with ln P(word) in text of that language."""
        ...


@cache
def loans() -> Mapping[str, tuple[str, float]]:
    """Small letters → a word that is at home in Chinese, with ln P in what is written of an alphabet there.

    That a third of such words is an everyday one of the list, and another third one of the others, is an
    estimate.
    """
    text = Path(__file__).with_name("loans.txt").read_text("utf-8")
    often, seldom = (each.split() for each in text.split("\n", 1)[1].split("\n\n"))
    return {word.casefold(): (word, -math.log(3 * len(words))) for words in (seldom, often) for word in words}


_LONGEST = 16
"""Letters of an unknown word, digits of a number that are taken as one piece."""
_LONGEST_WORD = 32
_MOST_WORDS = 4
"""Words with spaces between them that are taken as one piece; without spaces two, of so many letters:"""
_SHORTEST = 3


class LatinPieces:
    """What ends at a place and is written as it was typed."""

    def __init__(self, vocabulary: Latin | None, mixed: bool, separates: Callable[[str], bool]) -> None:
        """``mixed``: words are looked for, in ``vocabulary`` and among those at home in Chinese."""
        self._vocabulary = vocabulary
        self._mixed = mixed
        self._separates = separates

    def ending(self, typed: str, end: int) -> list[LatinEdge]:
        """Pieces, the cheapest first, at least one; their texts lack the separators after them."""
        stop = end
        while stop and self._separates(typed[stop - 1]):
            stop -= 1
        if not stop:
            return [LatinEdge(0, end, "".join(filter(str.isprintable, typed[:end])), NOISE.raw)]
        if _letter(typed[stop - 1]):
            found = self._letters(typed, stop, end)
        elif typed[stop - 1].isdigit():
            found = self._digits(typed, stop, end)
        else:
            found = [self._piece(typed, stop - 1, stop, end, NOISE.digit)]
        return sorted(found, key=lambda each: each.cost)

    def _piece(self, typed: str, start: int, stop: int, end: int, cost: float, text: str = "") -> LatinEdge:
        """One piece; separators at the very beginning go with it."""
        first = 0 if all(map(self._separates, typed[:start])) else start
        return LatinEdge(first, end, text or typed[start:stop], cost)

    def _digits(self, typed: str, stop: int, end: int) -> list[LatinEdge]:
        found: list[LatinEdge] = []
        for start in range(stop - 1, max(-1, stop - 1 - _LONGEST), -1):
            if not typed[start].isdigit():
                break
            cost = NOISE.number + NOISE.digit * (stop - start) / 4
            found.append(self._piece(typed, start, stop, end, cost))
        return found

    def _letters(self, typed: str, stop: int, end: int) -> list[LatinEdge]:
        found: list[LatinEdge] = []
        after = end > stop
        for start in range(stop - 1, max(-1, stop - 1 - _LONGEST_WORD), -1):
            if not (_letter(typed[start]) or (typed[start] in "'’" and 0 < stop - start < 4)):
                break
            if not _letter(typed[start]):
                continue
            alone = NOISE.alone if after and (not start or self._separates(typed[start - 1])) else 0.0
            if stop - start <= _LONGEST and typed[start:stop].isalpha():
                cost = NOISE.raw + NOISE.raw_letter * (stop - start) + alone
                found.append(self._piece(typed, start, stop, end, cost))
            known = self._known(typed[start:stop])
            both = NOISE.both if known and written(typed[start:stop]) else 0.0
            for text, cost in known:
                price = NOISE.word + cost + alone + both
                found.append(self._piece(typed, start, stop, end, price, text))
                found.extend(self._phrases(typed, start, end, text, price, 1))
        return found

    def _phrases(
        self, typed: str, start: int, end: int, text: str, cost: float, words: int
    ) -> Iterator[LatinEdge]:
        """The words before a word, with single spaces between them or none: ``apple store``."""
        if words == _MOST_WORDS or start < 2:
            return
        apart = typed[start - 1] == " "
        stop = begin = start - apart
        while begin and stop - begin <= _LONGEST_WORD and _letter(typed[begin - 1]):
            begin -= 1
        begins = (begin,) if apart else range(max(begin, start - _LONGEST), start - _SHORTEST + 1)
        for first in begins:
            if apart and first and not self._separates(typed[first - 1]):
                continue
            known = () if not apart and len(text) < _SHORTEST else self._known(typed[first:stop])
            for one, price in known:
                whole, sum_ = f"{one} {text}", cost + price + NOISE.next_word
                yield self._piece(typed, first, stop, end, sum_, whole)
                if apart:
                    yield from self._phrases(typed, first, end, whole, sum_, words + 1)

    def _known(self, letters: str) -> Sequence[tuple[str, float]]:
        """Words that these letters are, with -ln P; who types capitals has them."""
        if not self._mixed or not letters:
            return ()
        folded = letters.casefold()
        likelihoods = dict(self._vocabulary.words(folded)) if self._vocabulary else {}
        if folded in loans():
            text, likelihood = loans()[folded]
            likelihoods[text] = max(likelihood, likelihoods.get(text, likelihood))
        found = sorted(likelihoods.items(), key=lambda each: -each[1])[:_MOST_CASINGS]
        if found and letters != folded:
            return ((letters, NOISE.capitals - found[0][1]),)
        return [(text, -likelihood) for text, likelihood in found]


def _letter(character: str) -> bool:
    """Of an alphabet that a Western keyboard types."""
    return character < "\u0250" and character.isalpha()
