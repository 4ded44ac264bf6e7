"""English words without their endings, by the Snowball stemmer (Porter 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from threading import Lock
from typing import Any, cast

_MOST = 200_000
"""Words that are remembered; a language has fewer, and a text of random letters must not fill the memory."""
_LONGEST = 64
_ENGLISH = re.compile("[a-z]+(?:'[a-z]+)?")

_one_at_a_time = Lock()
"""A stemmer keeps the word it is at in itself."""


class _Stems(dict[str, str]):
    """What each word shares with its other forms; found out when it is first seen."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST:
            self.clear()
        self[word] = found = _stemmed(word)
        return found


_known = _Stems()


def stem(word: str) -> str:
    """What an English word shares with its other forms: ``leases`` → ``leas``. Others stay, 64 characters.

    Takes and gives small letters; nothing that it gives has an apostrophe.
    """
    return _known[word]


def stems(words: Iterable[str]) -> Iterator[str]:
    """``stem`` of each of many words, in half the time."""
    return map(_known.__getitem__, words)


def _stemmed(word: str) -> str:
    word = word[:_LONGEST]
    if len(word) < 3 or not _ENGLISH.fullmatch(word):
        return word.replace("'", "")
    with _one_at_a_time:
        found = _snowball()(word)
    return found.replace("'", "") or word.replace("'", "")


@cache
def _snowball() -> Callable[[str], str]:
    from importlib import import_module  # it has no types

    library: Any = import_module("snowballstemmer")
    return cast("Callable[[str], str]", library.stemmer("english").stemWord)


def version() -> str:
    """Of the stemmer: with another one an index must be made anew."""
    from importlib import metadata

    try:  # where the C library is there, snowballstemmer is a name for it
        return f"c-{metadata.version('PyStemmer')}"
    except metadata.PackageNotFoundError:
        return metadata.version("snowballstemmer")
