"""Questions that somebody has answered: a file a project, and the answer to a question like one of them.

``NAME.yaml`` has ``answers``, each with ``questions``, ``answer`` and, if there are any, ``id``, ``source``,
``metadata`` and ``prompts`` (``text`` and the ``id`` of another answer). ``NAME.tsv`` has a question and its
answer a line, then a source and metadata (``key:value|key:value``), as Azure exports them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta, Struct

from parley.errors import ParleyError
from parley.language.answers.terms import Weights, alike, rarity, terms

MOST_BYTES = 4 * 1024 * 1024
"""Of a file."""
MOST_ANSWERS = 10_000
_Words = Annotated[str, Meta(max_length=25_000)]


class BadCollection(ParleyError):
    """A file of questions and answers cannot be read."""

    code: ClassVar[str] = "bad_settings"


class Prompt(Struct, frozen=True, forbid_unknown_fields=True):
    """A question that may be asked next."""

    text: _Words
    id: int


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer and the questions that it answers."""

    questions: Annotated[list[_Words], Meta(min_length=1, max_length=500)]
    answer: _Words
    id: int = 0
    source: _Words = ""
    metadata: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    prompts: Annotated[list[Prompt], Meta(max_length=100)] = []
    only_after: bool = msgspec.field(default=False, name="context_only")
    """It is only given after another one."""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    answers: Annotated[list[Answer], Meta(max_length=MOST_ANSWERS)]
    default: _Words = ""
    """What is said where there is no answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer and how sure it is."""

    answer: Answer
    confidence: float
    """In [0, 1]: how alike the question is to the likest one of the answer's, by its rare words."""


@dataclass(frozen=True, slots=True)
class Collection:
    """The answers of one project."""

    answers: Sequence[Answer]
    default: str = ""
    _asked: Sequence[Sequence[Mapping[str, float]]] = field(default=(), repr=False)
    _told: Sequence[Mapping[str, float]] = field(default=(), repr=False)
    _rare: Weights = field(default_factory=dict[str, float], repr=False)

    @classmethod
    def of(cls, answers: Sequence[Answer], default: str = "") -> Collection:
        """Answers, ready to be searched; those without an id get their place as one."""
        numbered = [
            one if one.id else msgspec.structs.replace(one, id=number)
            for number, one in enumerate(answers, 1)
        ]
        asked = [[terms(question) for question in one.questions] for one in numbered]
        told = [terms(one.answer) for one in numbered]
        return cls(numbered, default, asked, told, rarity(one for several in asked for one in several))

    def find(self, question: str, *, only_questions: bool = False) -> list[Found]:
        """Every answer that has anything to do with the question, best first."""
        wanted = terms(question)
        found: list[Found] = []
        for one, asked, told in zip(self.answers, self._asked, self._told, strict=True):
            score = max(alike(wanted, each, self._rare) for each in asked)
            if not only_questions:
                # What the answer says counts half.
                score = max(score, alike(wanted, told, self._rare) / 2)
            if score > 0:
                found.append(Found(one, round(score, 4)))
        return sorted(found, key=lambda each: -each.confidence)


def read(path: Path) -> Collection:
    """The answers of a file. Raises ``BadCollection``."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadCollection(f"{path.name} has more than {MOST_BYTES:,} bytes.")
        text = path.read_text("utf-8-sig")
        if path.suffix == ".tsv":
            return Collection.of(_rows(text))
        file = msgspec.yaml.decode(text, type=_File)
    except (OSError, UnicodeError, msgspec.MsgspecError, csv.Error, ValueError) as error:
        raise BadCollection(f"{path.name} cannot be read: {error}") from error
    return Collection.of(file.answers, file.default)


def _rows(text: str) -> list[Answer]:
    answers: dict[str, Answer] = {}
    for row in csv.reader(text.splitlines(), delimiter="\t"):
        if len(row) < 2 or not row[0].strip() or (row[0], row[1]) == ("Question", "Answer"):
            continue
        question, answer, source, metadata = [*row, "", ""][:4]
        pairs = dict(each.split(":", 1) for each in metadata.split("|") if ":" in each)
        known = answers.get(answer)
        if known:
            known.questions.append(question)
        elif len(answers) < MOST_ANSWERS:
            answers[answer] = Answer([question], answer, source=source, metadata=pairs)
    return list(answers.values())
