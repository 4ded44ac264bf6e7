"""Finding the template that a person's words fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.language.understanding.templates import Template


@dataclass(frozen=True, slots=True)
class Match:
    """A template and the typed values of its slots."""

    template: Template
    slots: Mapping[str, object]
    free: int
    """Characters taken by slots that take any words."""
    literal: int
    """Characters that the template itself has."""


def best(forms: Sequence[str], templates: Sequence[Template], language: str) -> Match | None:
    """The match that guesses least: fewest free words, then most words of the template's own.

    ``forms`` are the same utterance with more and less courtesy: at least one, the longest first.
    ``language`` is the one in which slots are read first.
    """
    # The longest form holds every word of the others.
    possible = [each for each in templates if each.may_fit(forms[0])]
    matches = (fit(text, each, language) for text in forms for each in possible)
    found = [match for match in matches if match]
    # Of equal ones the earlier template wins, so that the order of files and lines decides.
    return min(found, key=lambda match: (match.free, -match.literal), default=None)


def fit(text: str, template: Template, language: str) -> Match | None:
    """The template's slots in the whole text, or None when it does not fit."""
    found = template.pattern.fullmatch(text)
    if found is None:
        return None
    slots = dict(template.fixed)
    free = 0
    literal = len(text)
    for group, (name, kind) in template.slots.items():
        words = found.group(group)
        if words is None:
            continue
        value = kind.parse(words.strip(), language)
        if value is None:
            return None
        slots[name] = value
        literal -= len(words)
        free += len(words) if kind.free else 0
    return Match(template, slots, free, literal)
