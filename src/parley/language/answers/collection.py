"""Questions that somebody has answered: a file a project, and the answer to a question like one of them.

``NAME.yaml`` has ``answers``, each with ``questions``, ``answer`` and, if there are any, ``id``, ``source``,
``metadata`` and ``prompts`` (``text`` and the ``id`` of another answer). ``NAME.tsv`` has a question and its
answer a line, then a source and metadata (``key:value|key:value``), as Azure exports them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta, Struct

from parley.errors import ParleyError
from parley.language.answers.terms import alike, length, rarity, terms

MOST_BYTES = 4 * 1024 * 1024
"""Of a file."""
MOST_ANSWERS = 10_000
_SAID = 0.5
"""What the words of an answer count, beside 1 for a question."""
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
class _Text:
    """A question, or an answer's own words."""

    answer: int
    """Place of the answer."""
    terms: Mapping[str, float]
    length: float
    share: float
    """What it counts: a question 1, what the answer says half."""


class Collection:
    """The answers of one project, ready to be searched."""

    def __init__(self, answers: Sequence[Answer], default: str = "") -> None:
        """Answers without an id get their place as one."""
        self.answers = [
            one if one.id else msgspec.structs.replace(one, id=number)
            for number, one in enumerate(answers, 1)
        ]
        self.default = default
        asked = [(at, terms(question)) for at, one in enumerate(self.answers) for question in one.questions]
        self._rare = rarity(found for _, found in asked)
        self._most = max(self._rare.values(), default=1.0)
        said = [(at, terms(one.answer)) for at, one in enumerate(self.answers)]
        self._texts = [self._text(*one, 1.0) for one in asked] + [self._text(*one, _SAID) for one in said]
        self._with: dict[str, list[int]] = {}
        """Term → places of the texts that have it."""
        for place, text in enumerate(self._texts):
            for term in text.terms:
                self._with.setdefault(term, []).append(place)

    def _text(self, answer: int, found: Mapping[str, float], share: float) -> _Text:
        return _Text(answer, found, length(found, self._rare, self._most), share)

    def find(self, question: str, *, only_questions: bool = False) -> list[Found]:
        """Every answer that has anything to do with the question, best first."""
        wanted = terms(question)
        size = length(wanted, self._rare, self._most)
        best: dict[int, float] = {}
        for place in {place for term in wanted for place in self._with.get(term, ())}:
            text = self._texts[place]
            if only_questions and text.share < 1:
                continue
            score = alike(wanted, text.terms, self._rare, self._most, size * text.length) * text.share
            best[text.answer] = max(best.get(text.answer, 0.0), round(score, 4))
        found = [Found(self.answers[at], score) for at, score in sorted(best.items()) if score > 0]
        return sorted(found, key=lambda each: -each.confidence)


def read(path: Path) -> Collection:
    """The answers of a file. Raises ``BadCollection``."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadCollection(f"{path.name} has more than {MOST_BYTES:,} bytes.")
        text = path.read_text("utf-8-sig")
        if path.suffix == ".tsv":
            return Collection(_rows(text))
        file = msgspec.yaml.decode(text, type=_File)
    except (OSError, UnicodeError, msgspec.MsgspecError, csv.Error, ValueError) as error:
        raise BadCollection(f"{path.name} cannot be read: {error}") from error
    return Collection(file.answers, file.default)


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
