"""Thousands of templates, of which only those are tried that may begin, end and be worded like a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from parley.language.understanding.edges import LONG, tight
from parley.language.understanding.matcher import Match, Parsed, fit
from parley.language.understanding.parts import compiled
from parley.language.understanding.templates import Template

_LOOKED_AT = 3
"""Clauses of a template: the rarest."""
_WORTH = 3000
"""Characters of a sign that are looked for in the time in which a template is tried."""
_WORD = re.compile(r"[a-z0-9']+|[^\sa-z0-9']+")
_ANYTHING = frozenset([""])


class _Groups:
    """Templates by strings, one of which must be somewhere in a text that fits: sets of them are bits."""

    def __init__(self, wanted: Iterable[frozenset[str]]) -> None:
        members: dict[frozenset[str], int] = {}
        for place, strings in enumerate(wanted):
            members[strings] = members.get(strings, 0) | 1 << place
        self._any = sum(places for strings, places in members.items() if "" in strings)
        found: dict[str, int] = {}
        for strings, places in members.items():
            for each in strings if "" not in strings else ():
                found[each] = found.get(each, 0) | places
        # Most are the same for many strings, and half a thousand bytes long.
        once: dict[int, int] = {}
        self._places = {each: once.setdefault(places, places) for each, places in found.items()}
        lengths: dict[str, set[int]] = {}
        for each in found:
            lengths.setdefault(each[:2], set()).add(len(each))
        self._lengths = {start: sorted(each) for start, each in lengths.items()}
        self._in = lru_cache(maxsize=2048)(self._within)

    def having(self, strings: Iterable[str]) -> int:
        """The templates for which one of these is enough."""
        found = self._any
        for each in strings:
            if places := self._places.get(each):
                found |= places
        return found

    def said(self, text: str) -> int:
        """The templates for which one of the words, or a part of it, is enough."""
        found = self._any
        for word in _WORD.findall(text):
            found |= self._in(f" {word} ")
        return found

    def _within(self, word: str) -> int:
        starts = range(len(word))
        return self.having(
            word[start : start + length]
            for start in starts
            for length in {1, *self._lengths.get(word[start : start + 2], ())}
        )


class Index:
    """Templates by what must occur in a text that fits them. It never changes."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self.templates = tuple(templates)
        self._begin = _groups(tuple(template.begins for template in self.templates))
        self._end = _groups(tuple(template.ends for template in self.templates))
        rare = [_rarest(template.clauses) for template in self.templates]
        self._words = [_groups(tuple(each[rank] for each in rare)) for rank in range(_LOOKED_AT)]
        self._signs: dict[str, int] = {}
        for place, template in enumerate(self.templates):
            for sign in template.signs:
                self._signs[sign] = self._signs.get(sign, 0) | 1 << place

    def possible(self, text: str) -> list[Template]:
        """The templates that the text may fit, in their order."""
        short = tight(text)
        lengths = range(1, min(len(short), LONG) + 1)
        places = self._begin.having([short[:each] for each in lengths])
        places &= self._end.having([short[-each:] for each in lengths])
        for words in self._words:
            places &= words.said(text)
        for sign, needed in self._signs.items():
            if (places & needed).bit_count() * _WORTH > len(sign) and not _shows(text, sign):
                places &= ~needed
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
def _groups(wanted: tuple[frozenset[str], ...]) -> _Groups:
    """Made once for the same ones: homes of one process differ in what slots mean, seldom in words."""
    return _Groups(wanted)


@lru_cache(maxsize=8192)
def _rarest(clauses: tuple[frozenset[str], ...]) -> tuple[frozenset[str], ...]:
    """The clauses that a text has least likely; found once for all homes of a process."""
    words = sorted(map(_in_words, clauses), key=lambda each: each[:2])[:_LOOKED_AT]
    return (*(each for _, _, each in words), *(_ANYTHING,) * (_LOOKED_AT - len(words)))


@lru_cache(maxsize=8192)
def _in_words(clause: frozenset[str]) -> tuple[int, int, frozenset[str]]:
    """How likely a text has one of these, roughly: single letters are everywhere; and their longest words."""
    words = frozenset(
        fragment if fragment[0] == " " else max(_WORD.findall(fragment), key=len) for fragment in clause
    )
    shortest = min(len(word) * (1 if word.isascii() else 3) for word in words)
    return -min(shortest, 4), len(words), words
