"""Whether what was understood is what was meant, and how often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from parley.language.gazetteer.places import Place
from parley.language.written import to_written
from parley.skills.choosing import choices
from parley.skills.clock.places import find
from parley.skills.smarthome.rooms import room_id
from parley.skills.types import Understanding
from understanding.catalogue import SLOTS, USUAL
from understanding.plainly import intent, plainly
from understanding.sets import Meant, Utterance


class Verdict(StrEnum):
    """How it went with one utterance."""

    EXACT = "exact"
    """Intent and slots of every command."""
    INTENT = "intent only"
    """Every intent, and another slot."""
    WRONG = "wrong"
    """Something else would be done; of what is not for Parley: anything."""
    ASKED = "asked back"
    """What was meant is among what is offered, or something else."""
    MISSED = "missed"
    """Nothing was understood; of what is not for Parley that is right, and called ``EXACT``."""


_ARTICLES = re.compile(
    r"\b(?:the|an?|my|our|your|some)\b|^(?:我的|那个|这个|一个|一些|一点|的)|(?:的|了)$", re.IGNORECASE
)
_LIST = re.compile(r"(?:清单|列表|单子|\blists?)$", re.IGNORECASE)
_MODE = re.compile(r"(?:模式|场景|\b(?:mode|scene|routine))$|(?:流程|例程)$", re.IGNORECASE)
_OTHER_SIGNS = re.compile(r"[^\w]+")


def judge(utterance: Utterance, commands: Sequence[Understanding], now: datetime) -> Verdict:
    """How it went."""
    if any(each.skill == "unsure" for each in commands):
        return Verdict.ASKED
    if not commands:
        return Verdict.MISSED if utterance.commands else Verdict.EXACT
    if len(commands) != len(utterance.commands):
        return Verdict.WRONG
    pairs = list(zip(utterance.commands, commands, strict=True))
    if not all(_named(meant, each) for meant, each in pairs):
        return Verdict.WRONG
    return Verdict.EXACT if all(fits(meant, each, now) for meant, each in pairs) else Verdict.INTENT


def offered(commands: Sequence[Understanding]) -> Sequence[Understanding]:
    """What Parley asks about, or would do."""
    return [
        reading
        for each in commands
        for reading in ([choice.understanding for choice in choices(each.slots)] or [each])
    ]


def rightly_asked(utterance: Utterance, commands: Sequence[Understanding], now: datetime) -> bool:
    """Whether what was meant is among what is offered: "yes" is all that is missing."""
    first = next(iter(utterance.commands), None)
    return first is not None and any(fits(first, each, now) for each in offered(commands))


def fits(meant: Meant, understood: Understanding, now: datetime) -> bool:
    """Whether it is what was meant, with the slots of one of the fair readings."""
    name = intent(understood)
    if name != meant.intent:
        return any(fits(other, understood, now) for other in meant.others)
    got = plainly(understood, now)
    return not SLOTS[name] or any(_same_slots(name, dict(each), got) for each in meant.readings)


def _named(meant: Meant, understood: Understanding) -> bool:
    return intent(understood) in {meant.intent, *(each.intent for each in meant.others)}


def _same_slots(meant: str, expected: dict[str, Any], got: dict[str, Any]) -> bool:
    expected, got = (_without_usual(meant, each) for each in (expected, got))
    if meant.startswith("home."):
        expected, got = _home(meant, expected, got)
    return expected.keys() == got.keys() and all(
        _same(name, value, got[name]) for name, value in expected.items()
    )


def _without_usual(meant: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    usual = USUAL.get(meant, {})
    return {name: value for name, value in slots.items() if name not in usual or value != usual[name]}


def _home(meant: str, expected: dict[str, Any], got: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A thing with a name may also have kind and room; "all lights in the kitchen" are the kitchen's."""
    if "name" in expected and "name" in got:
        for extra in {"kind", "room"} - expected.keys():
            got = {name: value for name, value in got.items() if name != extra}
    if expected.get("room") or expected.get("kind") == "all":
        expected = {name: value for name, value in expected.items() if name != "everywhere"}
        got = {name: value for name, value in got.items() if name != "everywhere"}
    if meant == "home.list" and got.get("kind") == "all":
        got = {name: value for name, value in got.items() if name != "kind"}
    doors = {"lock", "door"}
    if meant in ("home.lock", "home.unlock") or expected.get("asked") == "locked":
        expected, got = (
            {name: "door" if name == "kind" and value in doors else value for name, value in each.items()}
            for each in (expected, got)
        )
    return expected, got


def _same(name: str, expected: Any, got: Any) -> bool:
    if isinstance(got, Place):
        there = find(str(expected))
        return there is not None and (there.latitude, there.longitude) == (got.latitude, got.longitude)
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, int | float):
        return _number(got) is not None and abs(float(expected) - float(_number(got) or 0)) < 1e-6
    if isinstance(expected, list):
        parts = got if isinstance(got, list) else [got]
        return len(expected) == len(parts) and all(
            _same(name, one, other) for one, other in zip(expected, parts, strict=True)
        )
    if name == "room":
        return room_id(str(expected)) == room_id(str(got))
    return words(str(expected), name) == words(str(got), name)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def words(text: str, name: str = "") -> str:
    """A text as far as two count as the same: no capitals, articles, signs; numbers in digits."""
    text = text.casefold().strip().replace("’", "'")
    for language in ("en", "zh") if re.search("[a-z]", text) else ("zh",):
        text = to_written(text, language)
    if name in ("list", "target"):
        text = _LIST.sub("", text)
    if name in ("scene", "name"):
        text = _MODE.sub("", text.strip())
    return _OTHER_SIGNS.sub("", _ARTICLES.sub("", text.strip()))


@dataclass
class Report:
    """The verdicts of many utterances."""

    verdicts: dict[str, dict[str, Counter[Verdict]]] = field(
        default_factory=dict[str, dict[str, Counter[Verdict]]]
    )
    """By language, then by the intent that was meant (``outside`` where none was)."""
    kept: dict[str, Counter[Verdict]] = field(default_factory=dict[str, Counter[Verdict]])
    """By language, those of the half that nobody looks at, as far as they are meant for Parley."""
    misses: list[tuple[Utterance, Verdict, Sequence[Understanding]]] = field(
        default_factory=list[tuple[Utterance, Verdict, Sequence[Understanding]]]
    )

    def note(self, utterance: Utterance, commands: Sequence[Understanding], now: datetime) -> Verdict:
        """Judge one more."""
        verdict = judge(utterance, commands, now)
        name = utterance.commands[0].intent if utterance.commands else "outside"
        by_intent = self.verdicts.setdefault(utterance.language, {})
        by_intent.setdefault(name, Counter())[verdict] += 1
        if utterance.kept and utterance.commands:
            self.kept.setdefault(utterance.language, Counter())[verdict] += 1
        if verdict is not Verdict.EXACT:
            self.misses.append((utterance, verdict, commands))
        return verdict

    def rightly_asked(self, now: datetime) -> tuple[int, int]:
        """How often what was meant was among what was asked about, of how many."""
        asked = [each for each in self.misses if each[1] is Verdict.ASKED and each[0].commands]
        return sum(rightly_asked(said, commands, now) for said, _, commands in asked), len(asked)

    def of(self, language: str | None = None, intents: Iterable[str] | None = None) -> Counter[Verdict]:
        """The counts of a language (or all), of some intents (or all that are meant for Parley)."""
        wanted = None if intents is None else frozenset(intents)
        found: Counter[Verdict] = Counter()
        for each, by_intent in self.verdicts.items():
            for name, counts in by_intent.items():
                if language in (None, each) and (name in wanted if wanted else name != "outside"):
                    found += counts
        return found


def share(counts: Counter[Verdict], *verdicts: Verdict) -> float:
    """Which part of them went so, from 0 to 1; 0 of none."""
    total = counts.total()
    return sum(counts[each] for each in verdicts) / total if total else 0.0
