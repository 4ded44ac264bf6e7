"""Thousands of templates, of which only those are tried whose words an utterance has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parley.language.understanding.matcher import Match, fit
from parley.language.understanding.templates import Template


@dataclass(frozen=True, slots=True)
class _Plan:
    clauses_of: Mapping[str, Sequence[int]]
    """The clauses that each fragment is in."""
    lengths: Mapping[str, Sequence[int]]
    """How long the fragments are, by their first two characters."""
    waiting: Mapping[int, Sequence[tuple[int, frozenset[int]]]]
    """Places of templates with all their clauses, under the one clause that is seldom there."""
    always: Sequence[int]
    """Places of templates without a clause."""


class Index:
    """Templates by what must occur in a text that fits them. It never changes."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self.templates = tuple(templates)
        self._plan = _plan(tuple(template.clauses for template in self.templates))

    def possible(self, text: str) -> list[Template]:
        """The templates that the text may fit, in their order."""
        there = self._there(text)
        places = list(self._plan.always)
        for clause in there & self._plan.waiting.keys():
            places += [place for place, needs in self._plan.waiting[clause] if needs <= there]
        places.sort()
        templates = (self.templates[place] for place in places)
        return [each for each in templates if all(_signs_of(text, sign) for sign in each.signs)]

    def matches(self, forms: Sequence[str], language: str) -> list[Match]:
        """All that fit, the one that guesses least first: fewest free words, then most words of its own.

        ``forms`` are the same utterance with more and less courtesy: at least one, the longest first.
        ``language`` is the one in which slots are read first.
        """
        # The longest form holds every word of the others.
        possible = self.possible(forms[0])
        found = [match for text in forms for each in possible if (match := fit(text, each, language))]
        # Of equal ones the earlier template comes first, so that the order of files and lines decides.
        return sorted(found, key=Match.order)

    def best(self, forms: Sequence[str], language: str) -> Match | None:
        """The first of ``matches``."""
        return next(iter(self.matches(forms, language)), None)

    def _there(self, text: str) -> set[int]:
        """The clauses of which a fragment is in the text."""
        there: set[int] = set()
        known, lengths = self._plan.clauses_of, self._plan.lengths
        for start, single in enumerate(text):
            there.update(known.get(single, ()))
            for length in lengths.get(text[start : start + 2], ()):
                there.update(known.get(text[start : start + length], ()))
        return there


@lru_cache(maxsize=256)
def _plan(every: tuple[tuple[frozenset[str], ...], ...]) -> _Plan:
    """Made once for the same clauses: homes of one process differ in what slots mean, seldom in words."""
    clauses: dict[frozenset[str], int] = {}
    for each in every:
        for clause in each:
            clauses.setdefault(clause, len(clauses))
    clauses_of: dict[str, list[int]] = {}
    for clause, number in clauses.items():
        for fragment in clause:
            clauses_of.setdefault(fragment, []).append(number)
    lengths: dict[str, set[int]] = {}
    for fragment in clauses_of:
        lengths.setdefault(fragment[:2], set()).add(len(fragment))
    waiting: dict[int, list[tuple[int, frozenset[int]]]] = {}
    always: list[int] = []
    common = {clause: _commonness(clause) for clause in clauses}
    for place, each in enumerate(every):
        if not each:
            always.append(place)
            continue
        rarest = clauses[min(each, key=common.__getitem__)]
        needs = frozenset(clauses[clause] for clause in each)
        waiting.setdefault(rarest, []).append((place, needs))
    shown = {beginning: sorted(each) for beginning, each in lengths.items()}
    return _Plan(clauses_of, shown, waiting, always)


def _commonness(clause: frozenset[str]) -> tuple[int, int]:
    """How likely a text has one of these, roughly: single letters are everywhere."""
    shortest = min(len(fragment) * (1 if fragment.isascii() else 3) for fragment in clause)
    return -min(shortest, 4), len(clause)


@lru_cache(maxsize=1024)
def _signs_of(text: str, expression: str) -> bool:
    """Whether the text shows what the expression finds; asked again for every template and every index."""
    return _sign(expression).search(text) is not None


@lru_cache(maxsize=256)
def _sign(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
