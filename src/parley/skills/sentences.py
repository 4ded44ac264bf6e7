"""A skill's sentence files, read and compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
import yaml

from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import (
    BadTemplate,
    Rules,
    Template,
    compile_template,
    parse,
)
from parley.skills.frame import BadSkill


class Group(msgspec.Struct, forbid_unknown_fields=True):
    """Sentences that give some slots by themselves."""

    sentences: list[str]
    slots: dict[str, Any] = {}
    intent: str = ""
    """The intent that they are, where it is another than the one they follow."""
    late: bool = False
    """They give way to answers and to what follows from another intent: "cancel that", "undo"."""


_F = TypeVar("_F", bound=msgspec.Struct)
GroupedSentences = list[str | Group]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """``sentences.<language>.yaml`` and, with rules alone, ``vocabulary.yaml``."""

    intents: dict[str, GroupedSentences] = {}
    """Sentences by intent."""
    answers: dict[str, dict[str, GroupedSentences]] = {}
    """What answers the assistant's own question, by intent and the slot that was asked for."""
    follow: dict[str, GroupedSentences] = {}
    """What goes on from this intent when it was understood just before."""
    rules: dict[str, str] = {}
    """Pieces of sentences, used as ``<name>``."""
    spoken: dict[str, list[str]] = {}
    """The few wordings, by intent, that a recogniser of closed grammars listens for, instead of all of them.
    Each must be understood as its intent by the sentences above."""
    examples: list[str] = []
    """What a person might say, offered when they ask what can be done."""
    utterances: dict[str, list[str]] = {}
    """What people really say, by intent, to learn from; with the slots marked: ``buy [oat milk](item)``."""


@dataclass(frozen=True, slots=True)
class Written:
    """The sentences of one language as they stand in the file."""

    sentences: tuple[str, ...]
    rules: Mapping[str, str]
    spoken: Mapping[str, tuple[str, ...]]
    """By intent; empty when the skill does not say what to listen for."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """What one skill understands."""

    templates: tuple[Template, ...]
    answers: Mapping[tuple[str, str], tuple[Template, ...]]
    """By intent and slot."""
    follow: Mapping[str, tuple[Template, ...]]
    """By intent."""
    examples: Mapping[str, tuple[str, ...]]
    """By language."""
    written: Mapping[str, Written]
    """By language; mixed speech is not among them."""
    utterances: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """What people say, by intent, in whatever language, with ``[words](slot)`` where a slot is."""
    named: frozenset[str] = frozenset()
    """Intents that the files name without a sentence; such sentences come from elsewhere."""

    def intents(self) -> frozenset[str]:
        """Every intent the files name."""
        return frozenset(
            {each.intent for each in self.templates}
            | {intent for intent, _ in self.answers}
            | set(self.follow)
            | {each.intent for following in self.follow.values() for each in following}
            | {intent for written in self.written.values() for intent in written.spoken}
            | set(self.utterances)
            | self.named
        )


def read_sentences(folder: Path, types: Mapping[str, SlotType]) -> Sentences:
    """Read ``vocabulary.yaml`` and all ``sentences.*.yaml`` of a skill. Raises ``BadSkill``."""
    vocabulary = folder / "vocabulary.yaml"
    shared = read_yaml(vocabulary, _File).rules if vocabulary.exists() else {}
    files = {
        path.name.split(".")[1]: read_yaml(path, _File) for path in sorted(folder.glob("sentences.*.yaml"))
    }
    templates: list[Template] = []
    answers: dict[tuple[str, str], tuple[Template, ...]] = {}
    follow: dict[str, tuple[Template, ...]] = {}
    written: dict[str, Written] = {}
    try:
        for language, file in files.items():
            rules = shared | file.rules
            parsed = Rules({name: parse(text) for name, text in rules.items()})
            reader = Compiler(parsed, types, str(folder / f"sentences.{language}.yaml"))
            for intent, sentences in file.intents.items():
                templates += reader.compile(intent, sentences)
            for intent, slots in file.answers.items():
                for slot, sentences in slots.items():
                    answers[intent, slot] = (
                        *answers.get((intent, slot), ()),
                        *reader.compile(intent, sentences),
                    )
            for intent, sentences in file.follow.items():
                follow[intent] = (*follow.get(intent, ()), *reader.compile(intent, sentences))
            for intent, texts in file.spoken.items():
                list(reader.compile(intent, list(texts)))
            spoken = {intent: tuple(texts) for intent, texts in file.spoken.items()}
            written[language] = Written(tuple(_texts(file)), rules, spoken)
    except BadTemplate as error:
        raise BadSkill(f"The skill in {folder}: {error}") from error
    written.pop("mixed", None)
    examples = {language: tuple(file.examples) for language, file in files.items() if file.examples}
    utterances: dict[str, tuple[str, ...]] = {}
    for file in files.values():
        for intent, texts in file.utterances.items():
            utterances[intent] = (*utterances.get(intent, ()), *texts)
    named = frozenset(intent for file in files.values() for intent in file.intents)
    return Sentences(tuple(templates), answers, follow, examples, written, utterances, named)


@dataclass(frozen=True, slots=True)
class Compiler:
    """Makes templates of the sentences of one file."""

    rules: Rules
    types: Mapping[str, SlotType]
    file: str

    def compile(self, intent: str, sentences: Sequence[str | Group]) -> Iterator[Template]:
        """The templates, in the order of the sentences. Raises ``BadTemplate``."""
        for each in sentences:
            group = Group([each]) if isinstance(each, str) else each
            for text in group.sentences:
                yield compile_template(
                    group.intent or intent,
                    text,
                    self.rules,
                    self.types,
                    group.slots,
                    late=group.late,
                    file=self.file,
                )


def _texts(file: _File) -> Iterator[str]:
    answers = [sentences for slots in file.answers.values() for sentences in slots.values()]
    for sentences in (*file.intents.values(), *answers, *file.follow.values()):
        for each in sentences:
            yield from [each] if isinstance(each, str) else each.sentences


def read_yaml(path: Path, kind: type[_F]) -> _F:
    """A file of sentences. Raises ``BadSkill``."""
    # libyaml reads ten times faster; wheels have it, some source builds do not.
    loader = cast("Any", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=loader)
        return msgspec.convert(data or {}, kind)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadSkill(f"{path} cannot be read: {error}") from error
