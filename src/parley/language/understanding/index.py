"""Thousands of templates, of which only those are tried that may begin, end and be worded like a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from parley.language.understanding.edges import tight
from parley.language.understanding.fragments import fragments, weight, wholes, word_of
from parley.language.understanding.matcher import Match, Parsed, fit
from parley.language.understanding.parts import compiled
from parley.language.understanding.templates import Template

_WORTH = 1500
"""Characters of a sign that are looked for in the time in which a template is tried."""
_NEVER = 1 << 30
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


_Clauses = tuple[frozenset[str], ...]


class _Words:
    """Templates by words, or parts of them, of which they need one of each clause: the rarest comes first."""

    def __init__(self, wanted: Sequence[_Clauses]) -> None:
        first, second = (
            _Strings(each[rank] if len(each) > rank else _ANYTHING for each in wanted) for rank in (0, 1)
        )
        self._any, self._first, self._second = (first.any, second.any), first.places, second.places
        self.others = tuple(each[2:] for each in wanted)
        """What is needed beside the two that are rarest, by place."""
        self._known = {string for each in wanted for clause in each for string in clause}
        lengths: dict[str, set[int]] = {}
        for each in self._known:
            lengths.setdefault(each[:2], set()).add(len(each))
        self._lengths = {start: tuple(each) for start, each in lengths.items()}
        self._in = lru_cache(maxsize=8192)(self._within)

    def said(self, text: str) -> tuple[int, set[str]]:
        """The templates whose two rarest clauses are there, and all words there that any template needs."""
        first, second = self._any
        found = set[str]()
        for word in _WORD.findall(text):
            one, other, strings = self._in(word) if len(word) < _SHORT else self._within(word)
            first |= one
            second |= other
            found |= strings
        return first & second, found

    def _within(self, word: str) -> tuple[int, int, frozenset[str]]:
        strings = set[str]()
        # A letter that no letter stands beside is at a bound, as in 5pm.
        for each in {word, *_LETTERS.findall(word)}:
            strings.update(self._parts(f" {each} "))
        first = second = 0
        for each in strings:
            first |= self._first.get(each, 0)
            second |= self._second.get(each, 0)
        return first, second, frozenset(strings)

    def _parts(self, word: str) -> Iterator[str]:
        for start in range(len(word)):
            for two in (word[start], word[start : start + 2]):
                for length in self._lengths.get(two, ()):
                    if (part := word[start : start + length]) in self._known:
                        yield part


class Index:
    """Templates by what must occur in a text that fits them. It never changes."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self.templates = tuple(templates)
        self._begin = _edges(tuple(template.begins for template in self.templates), ends=False)
        self._end = _edges(tuple(template.ends for template in self.templates), ends=True)
        self._words = _words(tuple(_needed(each.clauses, each.signs) for each in self.templates))

    def possible(self, text: str) -> list[Template]:
        """The templates that the text may fit, in their order."""
        short = tight(text)
        places = self._begin.having(short)
        places &= self._end.having(short)
        rarest, said = self._words.said(text if text.isascii() else _ODD_DIGIT.sub("0", text))
        places &= rarest
        found: list[Template] = []
        signs: dict[str, int] = {}
        while places:
            lowest = places & -places
            places ^= lowest
            place = lowest.bit_length() - 1
            for clause in self._words.others[place]:
                if clause.isdisjoint(said):
                    break
            else:
                template = self.templates[place]
                found.append(template)
                for sign in template.signs:
                    signs[sign] = signs.get(sign, 0) + 1
        gone = {sign for sign, count in signs.items() if count >= _worth(sign) and not _shows(text, sign)}
        return [each for each in found if gone.isdisjoint(each.signs)] if gone else found

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
def _words(wanted: tuple[_Clauses, ...]) -> _Words:
    """Made once as well."""
    return _Words(wanted)


@lru_cache(maxsize=8192)
def _needed(clauses: _Clauses, signs: tuple[str, ...]) -> _Clauses:
    """What a text must have, the least likely first; found once for all homes of a process."""
    needed = {*map(_in_words, clauses), *map(fragments, signs)} - {frozenset[str]()}
    return tuple(sorted(needed, key=_likely))


@lru_cache(maxsize=8192)
def _in_words(clause: frozenset[str]) -> frozenset[str]:
    """Of each fragment the word that says most."""
    return frozenset(each if _ONE.fullmatch(each) else word_of(each) for each in clause)


def _likely(words: frozenset[str]) -> tuple[int, int, list[str]]:
    """How likely a text has one of these, roughly: small words and single letters are everywhere."""
    return -min(*map(weight, words), 4), len(words), sorted(words)


@lru_cache(maxsize=1024)
def _worth(sign: str) -> int:
    """The fewest templates that are to be tried for the sign to be looked for first.

    Where it is no more than some words, one of them is there already.
    """
    return len(sign) // _WORTH + 1 if wholes(sign) is None else _NEVER
