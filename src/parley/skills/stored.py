"""Compiled sentences on disk, so that not every start compiles them: plain data, and never code.

A file's name is a digest of all that its content follows from, and the file begins with a digest of the rest.
What another user may have written, is broken or cannot be read counts as not there. Sentences that ship lie
in the cache, for all houses of a user; those of a house's own, and those in which its names may be, in its
folder.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache as once
from pathlib import Path
from typing import Any

import msgspec

from parley import cache
from parley.language import understanding
from parley.language.understanding.needs import sign_of
from parley.language.understanding.parts import Slots, group
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import Template
from parley.skills.sentences import Sentences, Written

MOST_FILES = 200
"""One for each skill of each version of it; those that were not read for the longest time go."""
_MOST_BYTES = 20_000_000
_DIGEST = hashlib.sha256().digest_size
_CODE = (Path(understanding.__file__).parent, "*.py"), (Path(__file__).parent, "s*.py")


class _Row(msgspec.Struct, array_like=True):
    """A template; what many have alike stands in a table, by its place there."""

    intent: str
    text: str
    skeleton: str
    cut: tuple[int, int] | None
    clauses: list[int]
    signs: list[str]
    """Names of slot types that have them."""
    begins: int
    ends: int
    slots: list[tuple[str, str]]
    """Name and name of the type."""
    fixed: dict[str, Any]
    late: bool
    file: str


class _Stored(msgspec.Struct, array_like=True):
    sets: list[frozenset[str]]
    templates: list[_Row]
    answers: list[tuple[str, str, list[_Row]]]
    follow: list[tuple[str, list[_Row]]]
    examples: dict[str, tuple[str, ...]]
    written: dict[str, Written]
    utterances: dict[str, tuple[str, ...]]
    named: frozenset[str]


def shared() -> Path:
    """Where the sentences that ship lie. Raises ``RuntimeError`` where the user has no home."""
    return cache.place("sentences")


def load(folder: Path, types: Mapping[str, SlotType], place: Path) -> Sentences | None:
    """A skill's sentences as they were compiled before; None when they were not."""
    try:
        path = place / _name(folder, types)
        content = _own(path)
        stored = msgspec.msgpack.decode(content[_DIGEST:], type=_Stored)
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        sentences = _Reading(folder, types, stored.sets).sentences(stored)
        cache.used(path)
    except (OSError, msgspec.MsgspecError, LookupError):
        return None
    return sentences


def save(folder: Path, types: Mapping[str, SlotType], sentences: Sentences, place: Path) -> None:
    """Keep a skill's sentences for the next time, where there is a place for them."""
    with suppress(OSError, TypeError, LookupError):
        packed = msgspec.msgpack.encode(_Writing(types).stored(sentences))
        # What YAML knows and this format does not, such as a date, would come back as something else.
        again = msgspec.msgpack.decode(packed, type=_Stored)
        if _Reading(folder, types, again.sets).sentences(again) != sentences:
            return
        with cache.fresh(place / _name(folder, types)) as fresh:
            fresh.touch(0o600)
            fresh.write_bytes(hashlib.sha256(packed).digest() + packed)
        cache.make_room(place, MOST_FILES)


def _name(folder: Path, types: Mapping[str, SlotType]) -> str:
    """Raises ``OSError`` where a file cannot be read."""
    found = hashlib.sha256(_code())
    for path in sorted([*folder.glob("sentences.*.yaml"), *folder.glob("vocabulary.yaml")]):
        found.update(msgspec.msgpack.encode((path.name, path.read_bytes())))
    first: dict[int, str] = {}
    for name, kind in types.items():
        # Types that are one may become two, of which the templates do not know which is meant.
        same = first.setdefault(id(kind), name)
        look = name, same, kind.pattern, kind.sign, sorted(kind.known), kind.free, kind.values is None
        found.update(msgspec.msgpack.encode(look))
    return f"{folder.name}-{found.hexdigest()[:32]}"


@once
def _code() -> bytes:
    """A digest of the code that compiles."""
    found = hashlib.sha256(f"{sys.version_info} {importlib.metadata.version('hassil')}".encode())
    for place, pattern in _CODE:
        for path in sorted(place.glob(pattern)):
            found.update(path.read_bytes())
    return found.digest()


def _own(path: Path) -> bytes:
    """What is in a file that nobody else can have written. Raises ``OSError``."""
    cache.own(path)
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


class _Writing:
    """Makes rows of templates."""

    def __init__(self, types: Mapping[str, SlotType]) -> None:
        self._names = {id(kind): name for name, kind in types.items()}
        self._signs = {sign_of(kind): name for name, kind in types.items()}
        self._places: dict[frozenset[str], int] = {}

    def stored(self, sentences: Sentences) -> _Stored:
        templates = self._rows(sentences.templates)
        answers = [(*key, self._rows(each)) for key, each in sentences.answers.items()]
        follow = [(intent, self._rows(each)) for intent, each in sentences.follow.items()]
        return _Stored(
            list(self._places),
            templates,
            answers,
            follow,
            dict(sentences.examples),
            dict(sentences.written),
            dict(sentences.utterances),
            sentences.named,
        )

    def _rows(self, templates: Iterable[Template]) -> list[_Row]:
        return [self._row(each) for each in templates]

    def _row(self, each: Template) -> _Row:
        return _Row(
            each.intent,
            each.text,
            each.skeleton,
            each.cut,
            [self._place(clause) for clause in each.clauses],
            [self._signs[sign] for sign in each.signs],
            self._place(each.begins),
            self._place(each.ends),
            [(name, self._names[id(kind)]) for name, kind in each.slots.values()],
            dict(each.fixed),
            each.late,
            Path(each.file).name,
        )

    def _place(self, strings: frozenset[str]) -> int:
        return self._places.setdefault(strings, len(self._places))


class _Reading:
    """Makes templates of rows."""

    def __init__(self, folder: Path, types: Mapping[str, SlotType], sets: Sequence[frozenset[str]]) -> None:
        self._folder = folder
        self._types = types
        self._sets = sets
        self._slots: dict[tuple[tuple[str, str], ...], Slots] = {}
        """Once for all templates that have them alike."""

    def sentences(self, stored: _Stored) -> Sentences:
        return Sentences(
            self._templates(stored.templates),
            {(intent, slot): self._templates(rows) for intent, slot, rows in stored.answers},
            {intent: self._templates(rows) for intent, rows in stored.follow},
            stored.examples,
            stored.written,
            stored.utterances,
            stored.named,
        )

    def _templates(self, rows: Iterable[_Row]) -> tuple[Template, ...]:
        return tuple(self._template(row) for row in rows)

    def _template(self, row: _Row) -> Template:
        return Template(
            row.intent,
            row.text,
            row.skeleton,
            row.cut,
            tuple(self._sets[place] for place in row.clauses),
            tuple(sign_of(self._types[name]) for name in row.signs),
            self._sets[row.begins],
            self._sets[row.ends],
            self._named(tuple(row.slots)),
            row.fixed,
            row.late,
            str(self._folder / row.file),
        )

    def _named(self, slots: tuple[tuple[str, str], ...]) -> Slots:
        if slots not in self._slots:
            self._slots[slots] = {
                group(number): (name, self._types[kind]) for number, (name, kind) in enumerate(slots)
            }
        return self._slots[slots]
