"""Sentences that people add: files of their own, for the skills there are and for answers of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from parley.errors import ParleyError
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType, words
from parley.language.understanding.templates import Rules, Template, parse
from parley.skills.frame import BadSkill
from parley.skills.installed import Installed
from parley.skills.known import Added
from parley.skills.loading import Problem
from parley.skills.sentences import Compiler, Group, GroupedSentences, read_yaml
from parley.telemetry import log

ANSWER = "own.answer"
"""The intent of sentences that have an answer of their own."""
MOST_FILES = 200
MOST_BYTES = 1_000_000
"""Of one file."""


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What Parley says, or does, or both."""

    say: str | list[str] = ""
    """What it says; of several, one by turns."""
    steps: list[str] = []
    """Sentences that it does, as if the person had said them."""


class _Data(msgspec.Struct):
    """An intent's sentences as Home Assistant's files have them."""

    data: list[Group]


class _Entry(msgspec.Struct):
    """One word of a list, as Home Assistant's files have them."""

    in_: str = msgspec.field(name="in")
    out: Any = None


class _List(msgspec.Struct):
    values: list[str | _Entry] = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """``<data>/sentences/<name>.<language>.yaml``."""

    own: dict[str, str | list[str] | _Answer] = {}
    """Sentence → answer."""
    intents: dict[str, GroupedSentences | _Data] = {}
    answers: dict[str, dict[str, GroupedSentences]] = {}
    follow: dict[str, GroupedSentences] = {}
    rules: dict[str, str] = {}
    expansion_rules: dict[str, str] = {}
    """The same, by the name that hassil has for it."""
    lists: dict[str, _List] = {}
    """Slot types of the file's own: the words that a slot takes."""
    language: str = ""


def read_added(folder: Path, by_intent: Mapping[str, Installed]) -> tuple[Added, list[Problem]]:
    """All files of a folder, in the order of their names; those with a mistake are left out."""
    found = Added()
    problems: list[Problem] = []
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    for path in paths[:MOST_FILES]:
        try:
            found = _joined(found, _read(path, by_intent))
        except ParleyError as error:
            problems.append(Problem(path.name, str(error)))
            log.warning("sentences.left_out", code=error.code)
    return found, problems


def _read(path: Path, by_intent: Mapping[str, Installed]) -> Added:
    parts = path.name.split(".")
    if len(parts) < 3 or parts[-2] not in ("en", "zh", "mixed"):
        raise BadSkill(f"{path.name} must be called <name>.en.yaml, <name>.zh.yaml or <name>.mixed.yaml.")
    if path.stat().st_size > MOST_BYTES:
        raise BadSkill(f"{path.name} is larger than {MOST_BYTES} bytes.")
    file = read_yaml(path, _File)
    reader = _Reader(path, parts[-2], file, by_intent)
    templates = [*reader.own()]
    for intent, given in file.intents.items():
        templates += reader.compile(intent, given.data if isinstance(given, _Data) else given)
    answers = {
        (intent, slot): tuple(reader.compile(intent, sentences))
        for intent, slots in file.answers.items()
        for slot, sentences in slots.items()
    }
    follow = {intent: tuple(reader.compile(intent, given)) for intent, given in file.follow.items()}
    return Added(tuple(templates), answers, follow)


class _Reader:
    """Compiles the sentences of one file, each with the rules and slot types of the skill whose it is."""

    def __init__(self, path: Path, language: str, file: _File, by_intent: Mapping[str, Installed]) -> None:
        self._path = path
        self._language = language
        self._file = file
        self._by_intent = by_intent
        self._lists: dict[str, SlotType] = {
            name: words({_in(each): _out(each) for each in given.values})
            for name, given in file.lists.items()
        }
        self._rules = {**file.expansion_rules, **file.rules}

    def own(self) -> Sequence[Template]:
        """The sentences that have an answer."""
        templates: list[Template] = []
        for text, given in self._file.own.items():
            answer = given if isinstance(given, _Answer) else _Answer(given)
            say = [answer.say] if isinstance(answer.say, str) else answer.say
            say = [each for each in say if each.strip()]
            if not say and not answer.steps:
                raise BadSkill(f"{self._path.name}: {text!r} has neither an answer nor steps.")
            slots: dict[str, Any] = {"say": tuple(say), "steps": tuple(answer.steps)}
            templates += self.compile(ANSWER, [Group([text], slots)])
        return templates

    def compile(self, intent: str, sentences: Sequence[str | Group]) -> Sequence[Template]:
        installed = self._by_intent.get(intent)
        if installed is None:
            raise BadSkill(f"{self._path.name}: no skill has the intent {intent!r}.")
        written = installed.sentences.written
        theirs = written.get(self._language) or (next(iter(written.values())) if written else None)
        texts = {**(theirs.rules if theirs else {}), **self._rules}
        rules = Rules({name: parse(text) for name, text in texts.items()})
        types = {**COMMON, **installed.skill.slot_types(), **self._lists}
        templates = list(Compiler(rules, types, str(self._path)).compile(intent, sentences))
        taken = installed.handlers[intent].slots
        for each in templates:
            names = {name for name, _ in each.slots.values()} | each.fixed.keys()
            if intent != ANSWER and (odd := names - taken):
                raise BadSkill(f"{self._path.name}: {intent} takes no slot {sorted(odd)[0]!r}.")
        return templates


def _in(entry: str | _Entry) -> str:
    return (entry if isinstance(entry, str) else entry.in_).lower()


def _out(entry: str | _Entry) -> object:
    return entry if isinstance(entry, str) else entry.in_ if entry.out is None else entry.out


def _joined(one: Added, other: Added) -> Added:
    answers = {
        key: (*one.answers.get(key, ()), *other.answers.get(key, ()))
        for key in {*one.answers, *other.answers}
    }
    follow = {
        key: (*one.follow.get(key, ()), *other.follow.get(key, ())) for key in {*one.follow, *other.follow}
    }
    return Added((*one.templates, *other.templates), answers, follow)
