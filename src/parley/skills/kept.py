"""What a skill's files say, kept while they are the same: reading and compiling all
sentences takes seconds.

A process may hold many houses, each with slot types of its own: the names of its things, its settings.
As long as these look the same among other words, only what they mean is changed in what was kept.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from parley.language.messages import Messages
from parley.language.understanding.parts import Slots
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import Template
from parley.skills import stored
from parley.skills.sentences import Sentences, read_sentences
from parley.skills.watching import Stamp, stamp
from parley.skills.wording import show

MOST = 64
"""Folders of which something is kept."""


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: Stamp
    types: Mapping[str, SlotType]
    sentences: Sentences


_sentences: dict[Path, _Kept] = {}
_replies: dict[Path, tuple[Stamp, dict[str, Messages]]] = {}
_lock = threading.Lock()


@contextmanager
def all_kept() -> Generator[None]:
    """Nothing of what is made inside is looked through for garbage: that took longer than making it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def read_replies(folder: Path, now: Stamp | None = None) -> dict[str, Messages]:
    """A skill's replies by language. Raises ``BadMessage``.

    ``now``: how the folder is, where somebody has just looked.
    """
    now = stamp(folder) if now is None else now
    before = _replies.get(folder)
    if before is not None and before[0] == now:
        return before[1]
    files = {each.name.split(".")[1]: each for each in sorted(folder.glob("replies.*.yaml"))}
    replies = {language: Messages.read(file, language, show) for language, file in files.items()}
    with _lock:
        _make_room(_replies)
        _replies[folder] = now, replies
    return replies


def sentences_of(
    folder: Path,
    types: Mapping[str, SlotType],
    now: Stamp | None = None,
    own: Path | None = None,
    ships: Callable[[], bool] = lambda: False,
) -> Sentences:
    """A skill's sentences with these slot types. ``now`` as in ``read_replies``. Raises ``BadSkill``.

    ``own``: where a house keeps what is its own; ``ships``: whether nothing of a house is in them.
    """
    now = stamp(folder) if now is None else now
    before = _sentences.get(folder)
    if before is not None and before.stamp == now and alike(before.types, types):
        return _with(before, types)
    places = _places(own)
    found = (stored.load(folder, types, each) for each in places)
    sentences = next((each for each in found if each is not None), None)
    if sentences is None:
        sentences = read_sentences(folder, types)
        for place in places[:1] if ships() else places[1:]:
            stored.save(folder, types, sentences, place)
    with _lock:
        _make_room(_sentences)
        _sentences[folder] = _Kept(now, types, sentences)
    return sentences


def _places(own: Path | None) -> list[Path]:
    """For what ships, and for what is a house's own."""
    try:
        return [stored.shared(), *([own] if own else [])]
    except RuntimeError:  # the user has no home
        return []


def _make_room(kept: dict[Path, Any]) -> None:
    if len(kept) >= MOST:
        kept.pop(next(iter(kept)))


def alike(some: Mapping[str, SlotType], others: Mapping[str, SlotType]) -> bool:
    """Whether the same texts may hold them."""
    return some.keys() == others.keys() and all(
        _look(kind) == _look(others[name]) for name, kind in some.items()
    )


def _look(kind: SlotType) -> tuple[object, ...]:
    return kind.pattern, kind.sign, kind.known, kind.free


def _with(kept: _Kept, types: Mapping[str, SlotType]) -> Sentences:
    """The same sentences, whose slots mean something else."""
    others = {id(kind): types[name] for name, kind in kept.types.items() if types[name] is not kind}
    if not others:
        return kept.sentences

    def slots(named: Slots) -> Slots:
        if all(id(kind) not in others for _, kind in named.values()):
            return named
        return {group: (name, others.get(id(kind), kind)) for group, (name, kind) in named.items()}

    again: dict[int, Slots] = {}  # by what they are for those kept: most share it with others

    def all_of(templates: tuple[Template, ...]) -> tuple[Template, ...]:
        found: list[Template] = []
        for each in templates:
            if named := each.slots:
                if (meant := again.get(id(named))) is None:
                    meant = again[id(named)] = slots(named)
                if meant is not named:
                    each = each.meaning(meant)
            found.append(each)
        return tuple(found)

    sentences = kept.sentences
    return replace(
        sentences,
        templates=all_of(sentences.templates),
        answers={key: all_of(each) for key, each in sentences.answers.items()},
        follow={key: all_of(each) for key, each in sentences.follow.items()},
    )
