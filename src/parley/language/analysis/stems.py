"""English words without their endings, by the Snowball stemmer (Porter 2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any, cast

_MOST = 200_000
"""Words that are remembered; a language has fewer, and a text of random letters must not fill the memory."""
_LONGEST = 64
_ENGLISH = re.compile("[a-z]+(?:'[a-z]+)?")

_one_at_a_time = Lock()
"""A stemmer keeps the word it is at in itself."""
_known: dict[str, str] = {}


def stem(word: str) -> str:
    """What an English word shares with its other forms: ``leases`` → ``leas``. Others stay, 64 characters.

    Takes and gives small letters; nothing that it gives has an apostrophe.
    """
    found = _known.get(word)
    if found is None:
        if len(_known) >= _MOST:
            _known.clear()
        found = _known[word] = _stemmed(word)
    return found


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
