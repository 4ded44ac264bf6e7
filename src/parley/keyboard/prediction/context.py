"""What stands in front of the keys, as far as it says what comes next."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import BEGINNING, UNKNOWN
from parley.keyboard.types import LONGEST_BEFORE

_NEW_SENTENCE = re.compile(r"""(?:[.!?…]["'”’)\]]*(?:\s+|$)|[。！？；][”’」』）]*|\n)\s*""")
_ADDRESS = re.compile(r"[@/\\_#=+~%$^*<>{}|\d]|\w[.:]$")
"""In the letters right in front of the keys: what is being written is no word."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]*)*")


@dataclass(frozen=True, slots=True)
class Context:
    """The words before, and where they stand."""

    words: tuple[int, int]
    """Numbers of the pack's, the nearest last; 0 where there is none or it is unknown."""
    texts: tuple[str, str]
    """The same as text; empty where there is none."""
    begins: bool
    """Whether a sentence begins here."""
    plain: bool
    """Whether a word can stand here at all, rather than the rest of a number or an address."""


def context(pack: Pack, before: str) -> Context:
    """Reads the end of a text."""
    before = before[-LONGEST_BEFORE:]
    begun = [found.end() for found in _NEW_SENTENCE.finditer(before)]
    sentence = before[begun[-1] :] if begun else before
    found = pack.segmented(sentence)[-2:]
    ids = [pack.words.id(word) for word in found]
    if len(found) < 2:
        ids = [BEGINNING, *ids]
    first, second = [UNKNOWN, *ids][-2:]
    touching = before[len(before.rstrip()) and before.rfind(" ") + 1 :] if before[-1:].strip() else ""
    texts = ("", "", *found)[-2:]
    return Context((first, second), (texts[0], texts[1]), not found, not _ADDRESS.search(touching))


def is_word(typed: str) -> bool:
    """Whether keys spell (the beginning of) a word."""
    return bool(_WORD.fullmatch(typed))
