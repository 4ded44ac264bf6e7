"""What the classifier looks at: words, their stems, neighbouring words, and short runs of characters.

The same for every language. A Chinese character counts as a word, so that no segmenter is needed and a
sentence in two languages is nothing special.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from parley.language.understanding.normal import LONGEST, normal

#: Characters in a run, from and to. Runs cross the border between words: a misheard word often does too.
RUNS = (2, 4)

_ENDINGS = ("ing", "ed", "es", "s", "ly", "er")
_CJK = "\u3400-\u9fff"
_WORD = re.compile(rf"[{_CJK}]|[^\s{_CJK}]+")


def legible(text: str) -> str:
    """The text with ``?`` for each half of a character, which no converter takes; as long as before."""
    return text.encode("utf-8", "replace").decode("utf-8")


def stem(word: str) -> str:
    """The word without an English ending. No grammar: what is left need only be the same for its kin."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word


def words_of(text: str) -> list[str]:
    """The words of an utterance. None for what is longer than any command: it is not looked at."""
    return _WORD.findall(normal(legible(text))) if len(text) <= LONGEST else []


def features(words: Sequence[str]) -> dict[str, int]:
    """How often each feature is in an utterance of these words; those of words begin with ``=``."""
    if not words:
        return {}
    found: dict[str, int] = {}
    for word in words:
        for key in ("=" + word, "=~" + stem(word)):
            found[key] = found.get(key, 0) + 1
    edged = ["^", *words, "$"]
    for first, second in pairwise(edged):
        key = f"={first} {second}"
        found[key] = found.get(key, 0) + 1
    line = f" {' '.join(words)} "
    for length in range(RUNS[0], RUNS[1] + 1):
        for start in range(len(line) - length + 1):
            key = line[start : start + length]
            if key[0] != "=":
                found[key] = found.get(key, 0) + 1
    return found
