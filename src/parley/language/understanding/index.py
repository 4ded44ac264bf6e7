"""Thousands of templates, of which only those are tried that may begin, end and be worded like a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from parley.language.understanding.edges import tight
from parley.language.understanding.fragments import fragments, word_of
from parley.language.understanding.matcher import Match, Parsed, fit
from parley.language.understanding.parts import compiled
from parley.language.understanding.templates import Template

_LOOKED_AT = 4
"""Clauses of a template: the rarest."""
_WORTH = 3000
"""Characters of a sign that are looked for in the time in which a template is tried."""
_EDGE = 3
"""Letters by which beginnings and ends are looked up first."""
_SHORT = 24
"""Letters of a word of which is kept what it shows: it is said again."""
_WORD = re.compile(r"[a-z0-9']+|[^\sa-z0-9']+")
_ONE = re.compile(r" [^ ]+ ")
_LETTERS = re.compile("[a-z]+")
_ODD_DIGIT = re.compile(r"[^\D0-9]")
_ANYTHING = frozenset([""])


class _Strings:
    """Templates by strings, one of which they need: sets of templates are bits."""

    def __init__(self, wanted: Iterable[frozenset[str]]) -> None:
        members: dict[frozenset[str], int] = {}
        for place, strings in enumerate(wanted):
            members[strings] = members.get(strings, 0) | 1 << place
        self.any = sum(places for strings, places in members.items() if "" in strings)
        found: dict[str, int] = {}
        for strings, places in members.items():
            for each in strings if "" not in strings else ():
                found[each] = found.get(each, 0) | places
        # Most are the same for many strings, and half a thousand bytes long.
        once: dict[int, int] = {}
        self.places = {each: once.setdefault(places, places) for each, places in found.items()}


class _Edges:
    """Templates by how texts begin that fit them, or by how they end."""

    def __init__(self, wanted: Iterable[frozenset[str]], *, ends: bool = False) -> None:
        strings = _Strings(wanted)
        self._any, self._places = strings.any, strings.places
        self._ends = ends
        lengths: dict[str, set[int]] = {}
        for each in self._places:
            lengths.setdefault(each[-_EDGE:] if ends else each[:_EDGE], set()).add(len(each))
        self._lengths = {edge: tuple(sorted(each)) for edge, each in lengths.items()}

    def having(self, short: str) -> int:
        """The templates that a text without open spaces may fit."""
        found = self._any
        for first in range(1, _EDGE + 1):
            edge = short[-first:] if self._ends else short[:first]
            if (lengths := self._lengths.get(edge)) and len(edge) == first:
                for length in lengths:
                    if places := self._places.get(short[-length:] if self._ends else short[:length]):
                        found |= places
        return found


class _Words:
    """Templates by words, or parts of words, of which they need one of each of some sets."""

    def __init__(self, wanted: Sequence[tuple[frozenset[str], ...]]) -> None:
        self._count = len(wanted[0])
        # The templates of the first sets are the lowest bits, those of the second sets come after them.
        self._ranks = len(wanted)
        strings = _Strings(each for rank in wanted for each in rank)
        self._any, self._places = strings.any, strings.places
        lengths: dict[str, set[int]] = {}
        for each in self._places:
            lengths.setdefault(each[:2], set()).add(len(each))
        self._lengths = {start: tuple(each) for start, each in lengths.items()}
        self._in = lru_cache(maxsize=4096)(self._within)

    def said(self, text: str) -> int:
        """The templates that have a word, or a part of it, of each set."""
        found = self._any
        for word in _WORD.findall(text):
            found |= self._in(word) if len(word) < _SHORT else self._within(word)
        every = found & ((1 << self._count) - 1)
        for _ in range(self._ranks - 1):
            found >>= self._count
            every &= found
        return every

    def _within(self, word: str) -> int:
        found = 0
        # A letter that no letter stands beside is at a bound, as in 5pm.
        for each in {word, *_LETTERS.findall(word)}:
            found |= self._parts(f" {each} ")
        return found

    def _parts(self, word: str) -> int:
        found = 0
        for start in range(len(word)):
            for two in (word[start], word[start : start + 2]):
                for length in self._lengths.get(two, ()):
                    if places := self._places.get(word[start : start + length]):
                        found |= places
        return found


class Index:
    """Templates by what must occur in a text that fits them. It never changes."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self.templates = tuple(templates)
        self._begin = _edges(tuple(template.begins for template in self.templates), ends=False)
        self._end = _edges(tuple(template.ends for template in self.templates), ends=True)
        rare = [_rarest(template.clauses, template.signs) for template in self.templates]
        self._words = _words(tuple(tuple(each[rank] for each in rare) for rank in range(_LOOKED_AT)))
        signs: dict[str, int] = {}
        for place, template in enumerate(self.templates):
            for sign in template.signs:
                signs[sign] = signs.get(sign, 0) | 1 << place
        self._signs = [(sign, len(sign) // _WORTH, needed) for sign, needed in signs.items()]

    def possible(self, text: str) -> list[Template]:
        """The templates that the text may fit, in their order."""
        if not self.templates:
            return []
        short = tight(text)
        places = self._begin.having(short)
        places &= self._end.having(short)
        places &= self._words.said(text if text.isascii() else _ODD_DIGIT.sub("0", text))
        for sign, least, needed in self._signs:
            here = places & needed
            if here and here.bit_count() > least and not _shows(text, sign):
                places ^= here
        found: list[Template] = []
        while places:
            lowest = places & -places
            places ^= lowest
            found.append(self.templates[lowest.bit_length() - 1])
        return found

    def matches(self, forms: Sequence[str], language: str) -> list[Match]:
        """All that fit, the one that guesses least first: fewest free words, then most words of its own.

        ``forms`` are the same utterance with more and less courtesy, the longest first.
        ``language`` is the one in which slots are read first.
        """
        parsed: Parsed = {}
        found = [
            match
            for text in forms
            for each in self.possible(text)
            if (match := fit(text, each, language, parsed))
        ]
        # Of equal ones the earlier template comes first, so that the order of files and lines decides.
        return sorted(found, key=Match.order)

    def best(self, forms: Sequence[str], language: str) -> Match | None:
        """The first of ``matches``."""
        return next(iter(self.matches(forms, language)), None)


@lru_cache(maxsize=1024)
def _shows(text: str, sign: str) -> bool:
    """Whether the text has what the expression finds; asked again for every form and every index."""
    return compiled(sign).search(text) is not None


@lru_cache(maxsize=512)
def _edges(wanted: tuple[frozenset[str], ...], *, ends: bool) -> _Edges:
    """Made once for the same ones: homes of one process differ in what slots mean, seldom in words."""
    return _Edges(wanted, ends=ends)


@lru_cache(maxsize=256)
def _words(wanted: tuple[tuple[frozenset[str], ...], ...]) -> _Words:
    """Made once as well."""
    return _Words(wanted)


@lru_cache(maxsize=8192)
def _rarest(clauses: tuple[frozenset[str], ...], signs: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The clauses that a text has least likely; found once for all homes of a process."""
    needed = [*map(_in_words, clauses), *map(_of_sign, signs)]
    words = sorted((each for each in needed if each[2]), key=lambda each: each[:2])[:_LOOKED_AT]
    return (*(each for _, _, each in words), *(_ANYTHING,) * (_LOOKED_AT - len(words)))


@lru_cache(maxsize=8192)
def _in_words(clause: frozenset[str]) -> tuple[int, int, frozenset[str]]:
    """How likely a text has one of these, roughly: single letters are everywhere; and their longest words."""
    return _rarity(frozenset(each if _ONE.fullmatch(each) else word_of(each) for each in clause))


@lru_cache(maxsize=1024)
def _of_sign(sign: str) -> tuple[int, int, frozenset[str]]:
    """The same for what a sign needs; it is looked for where one of the words is there."""
    return _rarity(fragments(sign))


def _rarity(words: frozenset[str]) -> tuple[int, int, frozenset[str]]:
    shortest = min((len(word) * (1 if word.isascii() else 3) for word in words), default=0)
    return -min(shortest, 4), len(words), words
