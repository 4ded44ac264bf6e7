"""What a command may look like: its slots with their types, and which of them it cannot do without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import msgspec

from parley.language.understanding.slots import SlotType
from parley.skills.learning.curriculum import Part, intent_of, label, line, utterances
from parley.skills.learning.lessons import plain
from parley.skills.learning.wordings import literals, needed
from parley.skills.learning.words import words_of


@dataclass(slots=True)
class Form:
    """All that is known of one label: an intent and what its sentences give by themselves."""

    intent: str
    fixed: Mapping[str, object]
    slots: dict[str, tuple[SlotType, ...]] = field(default_factory=dict[str, tuple[SlotType, ...]])
    """Types by slot; those that take any words come last."""
    ways: set[frozenset[str]] = field(default_factory=set[frozenset[str]])
    """The slots that a wording needs, for each kind of wording."""
    words: set[str] = field(default_factory=set[str])
    """The words it is said with, but for those in slots."""
    runs: set[str] = field(default_factory=set[str])
    """The same with characters together that stand together."""
    pieces: set[str] = field(default_factory=set[str])
    """Of what people say: words, and whole runs of characters."""

    def add(self, name: str, kind: SlotType) -> None:
        """It may have this slot."""
        kinds = self.slots.get(name, ())
        if all(kind.pattern != each.pattern for each in kinds):
            self.slots[name] = tuple(sorted((*kinds, kind), key=lambda each: each.free))


def forms_of(parts: Sequence[Part]) -> dict[str, Form]:
    """The forms of some skills' sentences and utterances, by label."""
    found: dict[str, Form] = {}
    for _, sentences, _ in parts:
        for template in sentences.templates:
            name = label(template.intent, template.fixed)
            form = found.setdefault(name, Form(template.intent, template.fixed))
            text = template.skeleton
            for slot, kind in template.slots.values():
                form.add(slot, kind)
            form.ways.add(needed(text, [slot for slot, _ in template.slots.values()]))
            runs = literals(text)
            form.words.update(each for run in runs for each in words_of(run))
            form.runs.update(runs)
    for _, sentences, types in parts:
        for intent, texts in utterances(sentences).items():
            for text in texts:
                _say(found, intent, text, types)
    return found


def _say(found: dict[str, Form], intent: str, text: str, types: Mapping[str, SlotType]) -> None:
    said = line(intent, text)
    form = found.setdefault(said.label, Form(intent, _fixed(said.label)))
    rest, done = "", 0
    for name, start, end in said.slots:
        rest += said.text[done:start] + " "
        done = end
        for kind in _types(found, intent, name, types):
            form.add(name, kind)
    form.ways.add(frozenset(name for name, _, _ in said.slots if name in form.slots))
    text = plain(rest + said.text[done:])
    words = words_of(text)
    form.words.update(words)
    form.runs.update(words)
    form.pieces.update(text.split())


def _fixed(name: str) -> Mapping[str, object]:
    _, _, stored = name.partition(" ")
    return cast("dict[str, object]", msgspec.json.decode(stored)) if stored else {}


def _types(
    found: Mapping[str, Form], intent: str, slot: str, types: Mapping[str, SlotType]
) -> tuple[SlotType, ...]:
    """The types that a slot has in sentences of its intent, else the skill's type of this name."""
    for name, form in found.items():
        if intent_of(name) == intent and slot in form.slots:
            return form.slots[slot]
    return (types[slot],) if slot in types else ()
