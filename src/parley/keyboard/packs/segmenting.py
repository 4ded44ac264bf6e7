"""Running text cut into words, as a pack's model counts them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from parley.keyboard.packs.ngrams import Ngrams
from parley.keyboard.packs.words import UNKNOWN, Words

ENDS = frozenset("。！？!?.…；;\n")
"""Marks after which a sentence begins."""
LONGEST_SENTENCE = 200
"""Words; longer sentences are taken as several."""
LONGEST_CHINESE = 8
"""Characters of the longest word that is looked for in Chinese text."""
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_TOKEN = (
    rf"[{_HAN}]+"  # Chinese, cut later
    r"|\d+(?:[.,:/-]\d+)*%?"  # 3.5, 12:30, 2026-11-22
    rf"|[^\W\d_{_HAN}]+(?:['’-][^\W\d_{_HAN}]+)*['’]?"  # don't, well-known, dogs'
    r"|[^\w\s]|_|\n"
)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compiled when the first text is read: with all these characters that takes milliseconds."""
    return re.compile(text)


def tokens(text: str) -> list[str]:
    """Words, numbers and marks as they are written; a stretch of Chinese is one token."""
    return _pattern(_TOKEN).findall(text.replace("’", "'")) if text else []


def chinese(token: str) -> bool:
    """Whether a token is a stretch of Chinese."""
    return not token[:1].isascii() and bool(_pattern(rf"[{_HAN}]").match(token))


def cut(text: str, cost: Callable[[str], float]) -> list[str]:
    """The likeliest words of a stretch of Chinese; ``cost``: -ln P of a word, infinite where it is none.

    Every single character must have a finite one.
    """
    best = [0.0] + [float("inf")] * len(text)
    begun = [0] * (len(text) + 1)
    for start in range(len(text)):
        sofar = best[start]
        for end in range(start + 1, min(start + LONGEST_CHINESE, len(text)) + 1):
            whole = sofar + cost(text[start:end])
            if whole < best[end]:
                best[end], begun[end] = whole, start
    found: list[str] = []
    end = len(text)
    while end:
        found.append(text[begun[end] : end])
        end = begun[end]
    return found[::-1]


def sentences(words: Iterable[str]) -> Iterator[list[str]]:
    """Running words as sentences, the mark at their end with them."""
    sentence: list[str] = []
    for word in words:
        sentence.append(word)
        if word in ENDS or len(sentence) >= LONGEST_SENTENCE:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


class Segmenter:
    """Cuts the text of one language."""

    def __init__(self, language: str, words: Words, model: Ngrams) -> None:
        self._language, self._words, self._model = language, words, model
        self._costs: dict[str, float] = {}

    def words(self, text: str) -> list[str]:
        """Words and marks, in order."""
        found: list[str] = []
        begins = True
        for token in tokens(text):
            if token == "\n":
                begins = True
            elif chinese(token):
                found += cut(token, self._cost)
                begins = False
            else:
                found.append(self._cased(token, begins))
                begins = token in ENDS
        return found

    def _cased(self, token: str, begins: bool) -> str:
        """A token that begins a sentence as it would be written within one."""
        lower = token.lower()
        if lower == token or (not begins and self._words.id(token) != UNKNOWN):
            return token
        small, here = self._words.id(lower), self._words.id(token)
        return lower if small != UNKNOWN and (here == UNKNOWN or small < here) else token

    def _cost(self, word: str) -> float:
        cost = self._costs.get(word)
        if cost is None:
            if len(self._costs) > 50_000:
                self._costs.clear()
            id = self._words.id(word)
            if id != UNKNOWN:
                cost = -float(self._model.unigram[id])
            else:
                cost = 25.0 if len(word) == 1 else float("inf")
            self._costs[word] = cost
        return cost
