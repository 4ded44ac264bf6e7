"""Finding the template that a person's words fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parley.language.understanding.slots import Parse, put
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
    spans: Mapping[str, tuple[int, int]]
    """Where the words of each slot are in ``text``."""
    text: str
    """The form of the utterance that fits."""

    def free_slots(self) -> frozenset[str]:
        """Names of the slots with words that might be any."""
        kinds = self.template.slots.values()
        return frozenset(name for name, kind in kinds if kind.free and name in self.spans)

    def order(self) -> tuple[int, int]:
        """What guesses less comes first: fewest free words, then most words of the template's own."""
        return self.free, -self.literal


Parsed = dict[tuple[Parse, str], object]
"""What words were as values of a type: many templates find the same words for the same slot."""


def fit(text: str, template: Template, language: str, parsed: Parsed | None = None) -> Match | None:
    """The template's slots in the whole text, or None when it does not fit.

    ``parsed`` is what was read before, in the same language and at the same moment; more is put into it.
    """
    found = template.fit(text)
    if found is None:
        return None
    parsed = {} if parsed is None else parsed
    values: dict[int, object] = {}
    # The fewest words first: where these are none of their type, the others need not be read.
    order = [(end - start, place) for place, (_, _, start, end) in enumerate(found)]
    for _, place in sorted(order) if len(order) > 1 else order:
        _, kind, start, end = found[place]
        words = text[start:end].strip()
        known = kind.parse, words
        if known not in parsed:
            parsed[known] = kind.parse(words, language)
        value = values[place] = parsed[known]
        if value is None:
            return None
    slots = dict(template.fixed)
    spans: dict[str, tuple[int, int]] = {}
    free = 0
    literal = len(text)
    for place, (name, kind, start, end) in enumerate(found):
        put(slots, name, values[place])
        spans[name] = start, end
        literal -= end - start
        free += end - start if kind.free else 0
    return Match(template, slots, free, literal, spans, text)
