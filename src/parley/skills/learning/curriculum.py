"""All that is learned from, as plain data: for another process, and to tell whether it was learned before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from parley.language.understanding import model
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import Template
from parley.skills.learning.values import values
from parley.skills.sentences import Sentences

Part = tuple[str, Sentences, Mapping[str, SlotType]]
"""A skill's name, its sentences and its own slot types."""

_HERE = Path(__file__).parent
_CODE = (_HERE, Path(model.__file__).parent)
#: ``[oat milk](item)``, and ``[all of them](all: true)`` for a slot whose value the words do not hold.
_MARK = re.compile(r"\[([^\]]+)\]\((\w+)(?::\s*([^)]+))?\)")


class Hole(msgspec.Struct, frozen=True, array_like=True):
    """A slot of a wording."""

    slot: str
    values: int
    """Where its words are in the curriculum's ``values``."""
    free: bool
    """It takes any words."""


class Wording(msgspec.Struct, frozen=True, array_like=True):
    """A template."""

    label: str
    skeleton: str
    holes: tuple[Hole, ...]


class Line(msgspec.Struct, frozen=True, array_like=True):
    """What somebody says, with its slots."""

    label: str
    text: str
    slots: tuple[tuple[str, int, int], ...] = ()


class Curriculum(msgspec.Struct, frozen=True):
    """What there is to learn."""

    wordings: tuple[Wording, ...]
    lines: tuple[Line, ...]
    values: tuple[dict[str, list[str]], ...]
    """Words by language."""

    def packed(self) -> bytes:
        """As bytes, for another process."""
        return msgspec.json.encode(self)

    @classmethod
    def unpacked(cls, packed: bytes) -> Curriculum:
        """Back from bytes."""
        return msgspec.json.decode(packed, type=cls)


@cache
def _code() -> bytes:
    """A digest of the code that learns, and of the data beside it."""
    found = hashlib.sha256()
    for folder in _CODE:
        for path in sorted(folder.iterdir()):
            if path.suffix in (".py", ".yaml", ".txt", ".npz"):
                found.update(path.read_bytes())
    return found.digest()


def label(intent: str, fixed: Mapping[str, object]) -> str:
    """What is told apart: an intent, and the slots that its sentences give by themselves."""
    return f"{intent} {msgspec.json.encode(fixed, order='sorted').decode()}" if fixed else intent


def intent_of(name: str) -> str:
    """The intent of a label."""
    return name.split(" ", 1)[0]


def curriculum(parts: Sequence[Part]) -> Curriculum:
    """What some skills have to teach."""
    shelf = _Shelf()
    wordings: list[Wording] = []
    lines: list[Line] = []
    for _, sentences, _ in parts:
        for template in sentences.templates:
            wordings.append(
                Wording(label(template.intent, template.fixed), template.skeleton, shelf.holes(template))
            )
        for intent, texts in utterances(sentences).items():
            lines += [line(intent, text) for text in texts]
    return Curriculum(tuple(wordings), tuple(lines), tuple(shelf.values))


def utterances(sentences: Sentences) -> dict[str, tuple[str, ...]]:
    """What people say, by intent: what comes with a skill's sentences, and what is told here."""
    intents = {template.intent for template in sentences.templates} | sentences.utterances.keys()
    found = {
        intent: (*sentences.utterances.get(intent, ()), *told().get(intent, ())) for intent in sorted(intents)
    }
    return {intent: texts for intent, texts in found.items() if texts}


@cache
def told() -> Mapping[str, Sequence[str]]:
    """What is told here of what people say, by intent."""
    stored = msgspec.yaml.decode((_HERE / "utterances.yaml").read_text("utf-8"))
    return msgspec.convert(stored, dict[str, list[str]])


def key(parts: Sequence[Part]) -> str:
    """The same for the same sentences and utterances, learned by the same code.

    What is in the house and has a name there is not in it: a new lamp is no reason to learn again.
    """
    found = hashlib.sha256(_code())
    for _, sentences, _ in parts:
        for template in sentences.templates:
            slots = [(name, kind.pattern) for name, kind in template.slots.values()]
            about = label(template.intent, template.fixed), template.skeleton, slots
            found.update(msgspec.json.encode(about))
        found.update(msgspec.json.encode(utterances(sentences)))
    return found.hexdigest()[:32]


class _Shelf:
    """Words for slots, each kind of slot once."""

    def __init__(self) -> None:
        self.values: list[dict[str, list[str]]] = []
        self._places: dict[tuple[str, str], int] = {}

    def holes(self, template: Template) -> tuple[Hole, ...]:
        return tuple(Hole(name, self._place(name, kind), kind.free) for name, kind in template.slots.values())

    def _place(self, name: str, kind: SlotType) -> int:
        key = name, kind.pattern
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(values(name, kind))
        return self._places[key]


def line(intent: str, text: str) -> Line:
    """An utterance without its marks: ``buy [oat milk](item)``."""
    plain, done = "", 0
    slots: list[tuple[str, int, int]] = []
    fixed: dict[str, Any] = {}
    for mark in _MARK.finditer(text):
        plain += text[done : mark.start()]
        if mark[3] is None:
            slots.append((mark[2], len(plain), len(plain) + len(mark[1])))
        else:
            fixed[mark[2]] = msgspec.yaml.decode(mark[3])
        plain += mark[1]
        done = mark.end()
    return Line(label(intent, fixed), plain + text[done:], tuple(slots))


def marks(text: str) -> Iterator[str]:
    """The slots that an utterance names."""
    return (mark[2] for mark in _MARK.finditer(text))
