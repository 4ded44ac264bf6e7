"""What a row of keys may be: pieces that are syllables, and pieces that are words of an alphabet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from parley.errors import TooLong
from parley.keyboard.pinyin.latin import Latin, LatinPieces
from parley.keyboard.pinyin.noise import NOISE
from parley.keyboard.pinyin.tables import table
from parley.keyboard.types import LONGEST_TYPED, Edge, LatinEdge, Wishes

_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
"""Combining marks: macron, acute, caron, grave."""
_UMLAUT = "\u0308"
_VOWELS = ("a", "e", "i", "o", "u", "v", "ü")
_QUOTES = frozenset("'`´’‘＇")


@lru_cache(maxsize=4096)
def _folded(character: str) -> tuple[str, int]:
    """The key that a character stands for, and the tone that it bears: ``Ǚ`` is v in the third."""
    base, *marks = unicodedata.normalize("NFD", character.casefold()[:1])
    letter = "v" if base == "u" and _UMLAUT in marks else base
    return letter, next((_TONES[each] for each in marks if each in _TONES), 0)


@lru_cache(maxsize=4096)
def separates(character: str) -> bool:
    """Whether a character only stands between others: spaces, quotes, and what cannot be seen."""
    return character in _QUOTES or character.isspace() or unicodedata.category(character).startswith("C")


class Spelling:
    """All readings of what was typed, asked for by where they end; costs follow ``noise.NOISE``.

    What ends at a place depends on nothing that is typed after it, so that every further key costs one call
    of ``edges`` and one of ``latin``. The two together always reach every place from 0 on.
    """

    def __init__(self, wishes: Wishes, english: Latin | None = None) -> None:
        """``english`` knows words of an alphabet; raises ``Unsupported`` as ``table`` does."""
        self._table = table(wishes.scheme, wishes.layout, wishes.fuzzy, wishes.correct)
        self._tones = wishes.scheme == "full"
        self._latin = LatinPieces(english, wishes.mixed, separates)

    def edges(self, typed: str, end: int) -> list[Edge]:
        """Pieces of pinyin that end at ``end`` (1 to ``len(typed)``), the cheapest first.

        Separators count with the piece before them; those at the beginning with the first. Raises ``TooLong``
        beyond ``LONGEST_TYPED``.
        """
        bounded(end)
        stop = end
        while stop and separates(typed[stop - 1]):
            stop -= 1
        lead = _lead(typed, stop)
        toned = self._tones and stop - lead > 1 and typed[stop - 1] in "12345"
        tone = int(typed[stop - 1]) if toned else 0
        return sorted(self._ending(typed, lead, stop - toned, end, tone), key=lambda each: each.cost)

    def _ending(self, typed: str, lead: int, stop: int, end: int, tone: int) -> Iterator[Edge]:
        """Pieces whose last letter is before ``stop``, after ``lead`` separators."""
        keys, crossed, extra = "", 0, NOISE.toned if tone else 0.0
        for start in range(stop - 1, lead - 1, -1):
            character = typed[start]
            if separates(character):
                crossed += 1
                if crossed > 1 or not keys:
                    return
                continue
            letter, mark = _folded(character)
            umlaut = letter == ":" and start > lead and typed[start - 1] in "uU"
            if not umlaut and (letter not in self._table.keys or (mark and tone)):
                return
            keys, tone = letter + keys, mark or tone
            if len(keys) > self._table.longest + 1:
                return
            if character.isupper():
                extra = max(extra, NOISE.capital)
            for first, last, cost in self._table.pieces.get(keys.replace("u:", "v"), ()):
                if crossed and (cost or last - first > 1):
                    continue
                whole = cost + extra + crossed * NOISE.crossing
                if cost == NOISE.abbreviated and last - first > 1 and shortened(typed, start):
                    whole += NOISE.again
                yield Edge(start if start > lead else 0, end, first, last, whole, tone)

    def latin(self, typed: str, end: int) -> list[LatinEdge]:
        """Pieces that end at ``end`` and are taken as they are: words, numbers, signs, unknown letters.

        There is at least one. Of two that follow each other with a space between them in ``typed``, the space
        is kept when they are written. Raises ``TooLong`` beyond ``LONGEST_TYPED``.
        """
        bounded(end)
        return self._latin.ending(typed, end)

    def shown(self, typed: str, ends: Sequence[int]) -> str:
        """What is typed, cut at ``ends`` (rising), with a space between pieces: ``wo yao qu``."""
        cuts = [0, *(each for each in ends if each < len(typed)), len(typed)]
        pieces = (_spaced(typed[one:other]) for one, other in pairwise(cuts))
        return " ".join(each for each in pieces if each)


def _spaced(piece: str) -> str:
    """A piece with one space for separators within it, and none around it."""
    return " ".join("".join(" " if separates(each) else each for each in piece).split())


def shortened(typed: str, end: int) -> bool:
    """Whether the letter before ``end`` can end no syllable, so that it stands for one."""
    before = typed[max(0, end - 3) : end].casefold()
    if not before.isalpha() or before[-1] in _VOWELS:
        return False
    if before[-1] == "g":
        return before[-2:-1] != "n" or before[-3:-2] not in _VOWELS
    return before[-1] not in "nr" or before[-2:-1] not in _VOWELS


def _lead(typed: str, stop: int) -> int:
    """How many separators ``typed`` begins with."""
    place = 0
    while place < stop and separates(typed[place]):
        place += 1
    return place


def bounded(end: int) -> None:
    """Refuse what is too long to be typed by hand."""
    if end > LONGEST_TYPED:
        raise TooLong(f"At most {LONGEST_TYPED} characters can be composed at a time.")
