"""Everything that is understood at one moment, ready to be looked up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from operator import attrgetter

from parley.language.understanding.index import Index
from parley.language.understanding.matcher import Match
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import Template
from parley.skills.installed import Installed
from parley.skills.types import Understanding


@dataclass(frozen=True, slots=True)
class Added:
    """Sentences that people added to the skills' own."""

    templates: tuple[Template, ...] = ()
    answers: Mapping[tuple[str, str], tuple[Template, ...]] = field(
        default_factory=dict[tuple[str, str], tuple[Template, ...]]
    )
    follow: Mapping[str, tuple[Template, ...]] = field(default_factory=dict[str, tuple[Template, ...]])


_MOST = 8
"""Indexes of all sentences that are kept for other houses of the process."""
_WORDING = attrgetter("wording")
_LATE: Callable[[Template], bool] = attrgetter("late")
_Indexes = tuple[Index, Index, Index]
"""Of all templates, of those that are not late, and of those that are."""
_indexes: dict[tuple[object, ...], _Indexes] = {}
_lock = threading.Lock()


def index_of(templates: Sequence[Template]) -> Index:
    """How templates are found follows from their words, which all houses of a process have alike."""
    every, _, _ = _indexes_of(templates)
    return every


def _indexes_of(templates: Sequence[Template]) -> _Indexes:
    wordings = tuple(map(_WORDING, templates))
    with _lock:
        made = _indexes.get(wordings)
    if made is None:
        every = Index(templates)
        made = every, every.only(lambda each: not each.late), every.only(_LATE)
        with _lock:
            if len(_indexes) >= _MOST:
                _indexes.pop(next(iter(_indexes)))
            _indexes[wordings] = _over(made, ())  # kept without what the slots of this house mean
    return _over(made, tuple(templates))


def _over(indexes: _Indexes, templates: tuple[Template, ...]) -> _Indexes:
    every, whole, late = (copy(each) for each in indexes)
    for each in (every, whole, late):
        each.templates = templates
    return every, whole, late


class Known:
    """The sentences of all skills. It never changes: what is added or taken away makes another."""

    def __init__(self, installed: Sequence[Installed], added: Added | None = None) -> None:
        self.installed = tuple(installed)
        self.by_intent = {intent: each for each in installed for intent in each.handlers}
        self.added = added or Added()
        # Of equal ones the earlier wins: what a person wrote themselves.
        self.templates = (
            *self.added.templates,
            *chain.from_iterable(each.sentences.templates for each in installed),
        )
        _, self.whole, self.late = _indexes_of(self.templates)
        self.putting_off = frozenset(intent for each in installed for intent in each.skill.puts_off)
        """Intents that are done later without sentences for it."""
        self._indexes: dict[object, Index] = {}

    def answers(self, intent: str, slot: str) -> Index:
        """What answers the question for a slot."""
        added = self.added.answers.get((intent, slot), ())
        own = self.by_intent[intent].sentences.answers.get((intent, slot), ()) if self.knows(intent) else ()
        return self._index((intent, slot), [*added, *own])

    def follow(self, intent: str) -> Index:
        """What goes on from an intent."""
        added = self.added.follow.get(intent, ())
        own = self.by_intent[intent].sentences.follow.get(intent, ()) if self.knows(intent) else ()
        return self._index(("follow", intent), [*added, *own])

    def of(self, intent: str) -> Index:
        """The whole sentences of one intent."""
        return self._index(intent, self._by_intent.get(intent, []))

    def knows(self, intent: str) -> bool:
        """Whether a skill handles it."""
        return intent in self.by_intent

    def all_templates(self) -> Iterator[Template]:
        """Every sentence, also those that answer or follow."""
        yield from self.templates
        for sentences in (self.added, *(each.sentences for each in self.installed)):
            for templates in (*sentences.answers.values(), *sentences.follow.values()):
                yield from templates

    def types(self, intent: str) -> Mapping[str, Sequence[SlotType]]:
        """What the slots of an intent take, by name."""
        found: dict[str, list[SlotType]] = {}
        for template in self._by_intent.get(intent, []):
            for name, kind in template.slots.values():
                if kind not in found.setdefault(name, []):
                    found[name].append(kind)
        return found

    def understanding(
        self, match: Match, said: str, language: str, known: Mapping[str, object]
    ) -> Understanding:
        """A match as what was understood, over slots that were known before."""
        intent = match.template.intent
        slots = {**known, **match.slots}
        return Understanding(self.by_intent[intent].name, intent, language, slots, said=said, free=match.free)

    @cached_property
    def _by_intent(self) -> Mapping[str, list[Template]]:
        found: dict[str, list[Template]] = {}
        for template in self.templates:
            found.setdefault(template.intent, []).append(template)
        return found

    def _index(self, key: object, templates: Sequence[Template]) -> Index:
        if key not in self._indexes:
            self._indexes[key] = Index(templates)
        return self._indexes[key]
