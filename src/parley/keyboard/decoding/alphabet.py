"""English among pinyin: which words are written with some letters, narrowed down letter by letter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from parley.keyboard.packs.words import folded

if TYPE_CHECKING:
    from parley.keyboard.packs.pack import Pack

_MOST_CASINGS = 4
_REMEMBERED = 20_000
"""Rows of letters; most of pinyin begin no English word, which is then known without looking."""


class Alphabet:
    """The words of a pack by their letters, as ``pinyin.latin.Latin``."""

    def __init__(self, pack: Pack) -> None:
        self._words, self._unigram = pack.words, pack.model.unigram
        self._order = pack.arrays["words.order"]
        self._between = lru_cache(_REMEMBERED)(self._narrowed)

    def words(self, letters: str) -> Sequence[tuple[str, float]]:
        """Words that are ``letters`` but for casing, with ln P of each, the likeliest first."""
        low, high = self._between(letters)
        found: list[tuple[str, float]] = []
        for id in sorted(self._order[low : min(high, low + _MOST_CASINGS)].tolist()):
            text = self._words.text(id)
            if len(text) == len(letters) and folded(text) == letters:
                found.append((text, float(self._unigram[id])))
        return found

    def _narrowed(self, letters: str) -> tuple[int, int]:
        """Where the words that begin with letters stand in the order of the alphabet."""
        if not letters:
            return 0, len(self._order)
        low, high = self._between(letters[:-1])
        if low == high:
            return 0, 0
        first = bisect_left(self._order, letters, low, high, key=self._key)
        return first, bisect_left(self._order, letters + "\U0010ffff", first, high, key=self._key)

    def _key(self, id: int) -> str:
        return folded(self._words.text(id))
