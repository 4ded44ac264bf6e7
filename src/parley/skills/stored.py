"""Compiled sentences on disk, so that not every start compiles them: plain data, and never code.

A file's name is a digest of all that its content follows from, and the file begins with a digest of the rest.
What another user may have written, is broken or cannot be read counts as not there.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from parley.language import understanding
from parley.language.understanding.parts import group
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import Template, sign_of
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


def load(folder: Path, types: Mapping[str, SlotType]) -> Sentences | None:
    """A skill's sentences as they were compiled before; None when they were not."""
    try:
        path = _path(folder, types)
        content = _own(path)
        stored = msgspec.msgpack.decode(content[_DIGEST:], type=_Stored)
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        sentences = _Reading(folder, types, stored.sets).sentences(stored)
        os.utime(path)
    except (OSError, RuntimeError, msgspec.MsgspecError, LookupError):
        return None
    return sentences


def save(folder: Path, types: Mapping[str, SlotType], sentences: Sentences) -> None:
    """Keep a skill's sentences for the next time, where there is a place for them."""
    with suppress(OSError, RuntimeError, TypeError, LookupError):
        path = _path(folder, types)
        packed = msgspec.msgpack.encode(_Writing(types).stored(sentences))
        # What YAML knows and this format does not, such as a date, would come back as something else.
        again = msgspec.msgpack.decode(packed, type=_Stored)
        if _Reading(folder, types, again.sets).sentences(again) != sentences:
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(packed).digest() + packed)
            Path(fresh).replace(path)
        finally:
            Path(fresh).unlink(missing_ok=True)
        _make_room(path.parent)


def _path(folder: Path, types: Mapping[str, SlotType]) -> Path:
    """Raises ``RuntimeError`` where the user has no home, ``OSError`` where a file cannot be read."""
    found = hashlib.sha256(_code())
    for path in sorted([*folder.glob("sentences.*.yaml"), *folder.glob("vocabulary.yaml")]):
        found.update(msgspec.msgpack.encode((path.name, path.read_bytes())))
    first: dict[int, str] = {}
    for name, kind in types.items():
        # Types that are one may become two, of which the templates do not know which is meant.
        same = first.setdefault(id(kind), name)
        look = name, same, kind.pattern, kind.sign, sorted(kind.known), kind.free, kind.values is None
        found.update(msgspec.msgpack.encode(look))
    return _cache() / "sentences" / f"{folder.name}-{found.hexdigest()[:32]}"


def _cache() -> Path:
    """Where what can be made again may lie. Raises ``RuntimeError`` where the user has no home."""
    if named := os.environ.get("PARLEY_CACHE"):
        return Path(named)
    usual = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (usual if usual.is_absolute() else Path.home() / ".cache") / "parley"


@cache
def _code() -> bytes:
    """A digest of the code that compiles."""
    found = hashlib.sha256(f"{sys.version_info} {importlib.metadata.version('hassil')}".encode())
    for place, pattern in _CODE:
        for path in sorted(place.glob(pattern)):
            found.update(path.read_bytes())
    return found.digest()


def _own(path: Path) -> bytes:
    """What is in a file that nobody else can have written. Raises ``OSError``."""
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
        for about in (path.parent.lstat(), os.fstat(file.fileno())):
            if hasattr(os, "getuid") and (about.st_uid != os.getuid() or stat.S_IMODE(about.st_mode) & 0o022):
                raise PermissionError("Others may have written it.")
        return file.read(_MOST_BYTES)


def _make_room(folder: Path) -> None:
    files = [(each.stat().st_mtime, each.path) for each in os.scandir(folder)]
    for _, old in sorted(files)[: max(len(files) - MOST_FILES, 0)]:
        Path(old).unlink(missing_ok=True)


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
            {group(number): (name, self._types[kind]) for number, (name, kind) in enumerate(row.slots)},
            row.fixed,
            row.late,
            str(self._folder / row.file),
        )
