"""Thousands of templates, of which only those are tried that may begin, end and be worded like a text."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from operator import itemgetter

from parley.language.understanding.edges import LONG, tight
from parley.language.understanding.fragments import fragments, weight, wholes, word_of
from parley.language.understanding.matcher import Match, Parsed, fit
from parley.language.understanding.parts import compiled
from parley.language.understanding.reach import Rank, Reach
from parley.language.understanding.templates import Template

_WORTH = 1500
"""Characters of a sign that are looked for in the time in which a template is tried."""
_NEVER = 1 << 30
_SHORT = 24
"""Letters of a word of which is kept what it shows: it is said again."""
_WORD = re.compile(r"[a-z0-9']+|[^\sa-z0-9']+")
_ONE = re.compile(r" [^ ]+ ")
_LETTERS = re.compile("[a-z]+")
_ODD_DIGIT = re.compile(r"[^\D0-9]")
_ANYTHING = frozenset([""])
_RANK = itemgetter(0)


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
        self._ends = ends
        places = {each[::-1]: found for each, found in strings.places.items()} if ends else strings.places
        # Where a text stands among them in order, the longest that it begins with stands just before, or
        # that one begins with it.
        self._strings = sorted(places)
        self._within = _within(self._strings)
        self._any, self._places = strings.any, [places[each] for each in self._strings]

    def having(self, short: str) -> int:
        """The templates that a text without open spaces may fit."""
        text = short[: -LONG - 1 : -1] if self._ends else short[:LONG]
        strings, within = self._strings, self._within
        place = bisect_right(strings, text) - 1
        while place >= 0 and not text.startswith(strings[place]):
            place = within[place]
        found, places = self._any, self._places
        while place >= 0:
            found |= places[place]
            place = within[place]
        return found


def _within(strings: Sequence[str]) -> Sequence[int]:
    """Of each string, in order, the place of the longest other that it begins with; -1 where none does."""
    found = array("i")
    for place, each in enumerate(strings):
        before = place - 1
        while before >= 0 and not each.startswith(strings[before]):
            before = found[before]
        found.append(before)
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
            if len(each) > 1:
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
        strings = self._parts(f" {word} ")
        # A letter that no letter stands beside is at a bound, as in 5pm.
        for each in _LETTERS.findall(word) if not word.isalpha() else ():
            strings |= self._parts(f" {each} ")
        first = second = 0
        for each in strings:
            first |= self._first.get(each, 0)
            second |= self._second.get(each, 0)
        return first, second, frozenset(strings)

    def _parts(self, word: str) -> set[str]:
        lengths, known = self._lengths, self._known
        found = {each for each in word if each in known}
        for start in range(len(word) - 1):
            for length in lengths.get(word[start : start + 2], ()):
                if (part := word[start : start + length]) in known:
                    found.add(part)
        return found


class Index:
    """Templates by what must occur in a text that fits them. It never changes."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self.templates = tuple(templates)
        self._begin = _edges(tuple(template.begins for template in self.templates), ends=False)
        self._end = _edges(tuple(template.ends for template in self.templates), ends=True)
        self._words = _words(tuple(_needed(each.clauses, each.signs) for each in self.templates))
        self._reach = Reach(self.templates)
        self._among = -1
        """The templates that count, as bits."""

    def only(self, wanted: Callable[[Template], bool]) -> Index:
        """Of its templates only some, found by what is known of all of them."""
        other = copy(self)
        other._among = self._among & sum(
            1 << place for place, each in enumerate(self.templates) if wanted(each)
        )
        return other

    def warm(self) -> None:
        """Be ready for ``best``."""
        self._reach.warm()

    def possible(self, text: str) -> list[Template]:
        """The templates that the text may fit, in their order."""
        places, _ = self._worded(text)
        signs = self._signs(places)
        found = (self.templates[place] for place in places)
        return [each for each in found if not _lacks(text, each, signs)]

    def _worded(self, text: str) -> tuple[list[int], int]:
        """The places of the templates whose words are there, and the same as bits."""
        short = tight(text)
        places = self._among & self._begin.having(short)
        places &= self._end.having(short)
        rarest, said = self._words.said(text if text.isascii() else _ODD_DIGIT.sub("0", text))
        places &= rarest
        found: list[int] = []
        left, others = places, self._words.others
        while left:
            place = left.bit_length() - 1  # the last: numbers so long are slow to look through from below
            bit = 1 << place
            left ^= bit
            for clause in others[place]:
                if clause.isdisjoint(said):
                    places ^= bit
                    break
            else:
                found.append(place)
        found.reverse()
        return found, places

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
        return next(iter(self._finest(forms, language, tied=False)), None)

    def finest(self, forms: Sequence[str], language: str) -> list[Match]:
        """Those of ``matches`` that guess as little as the first does; the others are not looked for."""
        return self._finest(forms, language, tied=True)

    def _finest(self, forms: Sequence[str], language: str, *, tied: bool) -> list[Match]:
        """What may fit best is tried first, until nothing is left that may be among those wanted."""
        parsed: Parsed = {}
        # Nothing fits a form better than a template that has all of its words.
        coming: list[Rank] = sorted((0, -len(text), form, -1) for form, text in enumerate(forms))
        waiting: list[Rank] = []
        signs: dict[int, dict[str, int]] = {}
        found: list[tuple[Rank, Match]] = []
        last: Rank = _NEVER, 0, 0, 0
        while coming or waiting:
            if is_form := not waiting or bool(coming and coming[0] < waiting[0]):
                best = coming.pop(0)
            else:
                best = waiting.pop(0)
            if best > last:
                break
            _, _, form, place = best
            text = forms[form]
            if is_form:
                places, bits = self._worded(text)
                if places:
                    signs[form] = self._signs(places)
                    waiting += self._reach.best(text, form, places, bits)
                    waiting.sort()
                continue
            template = self.templates[place]
            if template.signs and _lacks(text, template, signs[form]):
                continue
            if match := fit(text, template, language, parsed):
                order = match.order()
                found.append(((*order, form, place), match))
                last = min(last, (*order, _NEVER, 0) if tied else (*order, form, place))
        found.sort(key=_RANK)
        return [match for each, match in found if each <= last]

    def _signs(self, places: Iterable[int]) -> dict[str, int]:
        """What their slots cannot do without, and how many of the templates that is."""
        found: dict[str, int] = {}
        for place in places:
            for sign in self.templates[place].signs:
                found[sign] = found.get(sign, 0) + 1
        return found


def _lacks(text: str, template: Template, signs: Mapping[str, int]) -> bool:
    """Whether the text has no value for a slot; looked for where enough templates need it to be worth it."""
    return any(signs[sign] >= _worth(sign) and not _shows(text, sign) for sign in template.signs)


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
