"""Finding the template that a person's words fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parley.language.understanding.slots import put
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


def fit(text: str, template: Template, language: str) -> Match | None:
    """The template's slots in the whole text, or None when it does not fit."""
    found = template.fit(text)
    if found is None:
        return None
    slots = dict(template.fixed)
    spans: dict[str, tuple[int, int]] = {}
    free = 0
    literal = len(text)
    for name, kind, start, end in found:
        words = text[start:end]
        value = kind.parse(words.strip(), language)
        if value is None:
            return None
        put(slots, name, value)
        spans[name] = start, end
        literal -= len(words)
        free += len(words) if kind.free else 0
    return Match(template, slots, free, literal, spans, text)
