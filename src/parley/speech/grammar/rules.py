"""What may be said, as rules over words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words one after another; no words at all is a silence that is allowed."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several; of none, nothing can be said."""

    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A rule by its name."""

    name: str


Node = Words | Both | Either | Named
NOTHING = Either(())
"""No sentence at all."""
SILENCE = Words(())
"""The sentence without words."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be said, as rules over words. No rule refers to itself."""

    root: Node
    named: Mapping[str, Node]
    left_out: tuple[str, ...]
    """Alternatives that cannot be heard: a word is not in the dictionary, or a template does not parse."""


def both(parts: Iterable[Node]) -> Node:
    """Parts one after another, in their simplest form."""
    row: list[Node] = []
    for part in parts:
        if part == NOTHING:
            return NOTHING
        for each in part.parts if isinstance(part, Both) else (part,):
            if isinstance(each, Words) and row and isinstance(row[-1], Words):
                row[-1] = Words(row[-1].words + each.words)
            elif each != SILENCE:
                row.append(each)
    if not row:
        return SILENCE
    return row[0] if len(row) == 1 else Both(tuple(row))


def either(choices: Iterable[Node]) -> Node:
    """One of several, in their simplest form."""
    flat: dict[Node, None] = {}
    for choice in choices:
        for each in choice.choices if isinstance(choice, Either) else (choice,):
            flat[each] = None
    whole = tuple(flat)
    return whole[0] if len(whole) == 1 else Either(whole)
