"""The words of a sentence, so that a word is found as a word and not within another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parley.language.script import to_simplified
from parley.translation.tags import primary

_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")
_NO_SPACES = frozenset({"ja", "th", "lo", "km", "my"})
"""Languages written without spaces, for which no rule here finds words: each character stands for itself."""


def words(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Where each word begins and ends, and how it is compared: small letters, Chinese simplified.

    Chinese is cut by jieba. A sentence whose simplified form has another length has no words.
    """
    tongue = primary(language)
    if tongue == "zh":
        yield from _chinese(text)
    elif tongue in _NO_SPACES:
        yield from ((at, at + 1, each.lower()) for at, each in enumerate(text) if each.isalnum())
    else:
        for found in _WORD.finditer(text):
            yield found.start(), found.end(), found[0].lower().replace("\u2019", "'")


def found_in(text: str, language: str, wanted: list[str]) -> tuple[int, int] | None:
    """Where the wanted words stand one after the other for the first time."""
    here = list(words(text, language))
    size = len(wanted)
    for at in range(len(here) - size + 1):
        if [each for _, _, each in here[at : at + size]] == wanted:
            return here[at][0], here[at + size - 1][1]
    return None


def _chinese(text: str) -> Iterator[tuple[int, int, str]]:
    import rjieba

    simple = to_simplified(text)
    if len(simple) != len(text):
        return
    at = 0
    for word in rjieba.cut(simple):
        begin = simple.find(word, at)
        if begin < 0:
            return
        at = begin + len(word)
        if any(each.isalnum() for each in word):
            yield begin, at, word.lower()
