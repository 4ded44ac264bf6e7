"""The utterances of the bilingual test set, as they lie in the files beside this one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

LANGUAGES = ("en", "zh", "mixed")
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Meant:
    """A command: its intent, and the readings of its slots that are all fair."""

    intent: str
    readings: Sequence[Mapping[str, object]]
    others: Sequence[Meant] = ()
    """Other intents that do the same for the person, such as a timer for "wake me in half an hour"."""


@dataclass(frozen=True)
class Utterance:
    """What is said, and what is meant by it."""

    language: str
    """``en``, ``zh`` or ``mixed``."""
    say: str
    commands: Sequence[Meant]
    """In their order; empty when it is not for Parley."""
    typed: bool = False
    """Typed with slips of the fingers, so never spoken."""
    heard: str | None = None
    """What a recogniser made of it, where it was spoken."""

    @property
    def kept(self) -> bool:
        """Whether it is of the half that nobody looks at who makes Parley understand more: what is reached
        there is what is reached on what people will say. It is chosen by chance, for ever."""
        return hashlib.sha256(self.say.encode()).digest()[0] % 2 == 1


@cache
def inside(language: str) -> Sequence[Utterance]:
    """What Parley should do."""
    return tuple(_utterance(language, each) for each in _read(language))


@cache
def homely() -> Sequence[Utterance]:
    """A further set, in all languages: how people talk at home."""
    return tuple(_utterance(language, each) for language, said in _read("homely").items() for each in said)


@cache
def outside() -> Sequence[Utterance]:
    """What is not for it, in all languages."""
    return tuple(Utterance(language, say, ()) for language, said in _read("outside").items() for say in said)


def everything() -> Iterator[Utterance]:
    """All that Parley should do."""
    for language in LANGUAGES:
        yield from inside(language)


def _read(name: str) -> Any:
    return msgspec.yaml.decode((_HERE / f"{name}.yaml").read_text("utf-8"))


def _utterance(language: str, entry: dict[str, Any]) -> Utterance:
    unknown = entry.keys() - {"say", "intent", "slots", "slots_or", "or", "also", "typed"}
    assert not unknown, f"{entry['say']}: {unknown}"
    others = [Meant(each["intent"], [each["slots"]]) for each in entry.get("or", ())]
    commands = [Meant(entry["intent"], entry.get("slots_or") or [entry.get("slots", {})], others)]
    commands += [Meant(each["intent"], [each["slots"]]) for each in entry.get("also", ())]
    return Utterance(language, entry["say"], tuple(commands), entry.get("typed", False))
