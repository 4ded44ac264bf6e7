"""What was understood, said back in a sentence: “set a timer for 5 minutes”."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import PurePath

from parley.language.messages import BadMessage
from parley.language.understanding.normal import forms
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import Template, parse
from parley.language.understanding.wording import plainest
from parley.skills.known import Known
from parley.skills.types import Understanding
from parley.skills.wording import show

_ENOUGH = 40
"""Sentences of an intent that are tried; the plain ones come first."""


def meaning(known: Known, understood: Understanding, words: Mapping[str, str] | None = None) -> str | None:
    """The sentence that a person might have said for it; None when there is none.

    ``words`` are those that the slots were heard in. The sentence is one that means the same when it is said;
    a skill that says it better has a reply called ``meant_<intent>``.
    """
    installed = known.by_intent.get(understood.intent)
    if installed is None:
        return None
    slots = _said(understood.slots)
    own = f"meant_{understood.intent.replace('.', '_')}"
    messages = installed.skill.house.messages.get(understood.language)
    if messages is not None and own in messages.names():
        try:
            return messages.say(own, **slots)
        except BadMessage:
            return None  # it says more than is known
    written = installed.sentences.written.get(understood.language)
    rules = {name: parse(text) for name, text in written.rules.items()} if written else {}
    types = {**COMMON, **installed.skill.slot_types()}
    heard = words or {}

    def word(name: str, kind: str) -> str | None:
        return heard.get(name) or _word(types[kind], slots.get(name), understood.language)

    # One slot of a sentence may give several values; then the words that were heard tell which it is.
    names = heard.keys() if heard else slots.keys()
    for template in _templates(known, understood):
        if any(
            slots.get(name) != value for name, value in template.fixed.items() if value not in ("", False)
        ):
            continue
        text = plainest(template.text, rules, names - template.fixed.keys(), word, understood.language)
        if text and _means(known, text, understood, slots):
            return text
    return None


def _templates(known: Known, understood: Understanding) -> Iterator[Template]:
    """Those in the language of the answer, in their order."""
    ending = f".{understood.language}.yaml"
    found = [
        each for each in known.of(understood.intent).templates if PurePath(each.file).name.endswith(ending)
    ]
    yield from found[:_ENOUGH]


def _word(kind: SlotType, value: object, language: str) -> str | None:
    """How a slot is said."""
    if kind.values is not None:
        said = [word for word, each in kind.values.items() if each == value]
        own = [word for word in said if word.isascii() == (language != "zh")]
        return next(iter([*own, *said]), None)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float | Fraction | timedelta | datetime | date | time):
        return show(value, language)
    return None


def _means(known: Known, text: str, understood: Understanding, slots: Mapping[str, object]) -> bool:
    """Whether the sentence is understood as just that."""
    said = forms(text)
    match = known.whole.best(said, understood.language) if said else None
    return match is not None and match.template.intent == understood.intent and _said(match.slots) == slots


def _said(slots: Mapping[str, object]) -> Mapping[str, object]:
    """Without those that say nothing."""
    return {
        name: value
        for name, value in slots.items()
        if value is not None and value != "" and value is not False
    }
