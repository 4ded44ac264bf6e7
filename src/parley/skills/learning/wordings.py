"""The wordings of a template: every way through its skeleton, of which a few are drawn by lot."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.language.understanding.parts import GAP, MOST_SLOTS, SLOT

_PART = re.compile(r"\(\?:|\||\)\??|\\.|.", re.DOTALL)
_BRANCH = re.compile(r"\(\?:|\||\)\??|\\.|[\ue000-\ue0ff]", re.DOTALL)
_BETWEEN = re.compile(r"\(\?:|(?<!\\)\||(?<!\\)\)\??|\x01|[\ue000-\ue0ff]")


@dataclass(frozen=True, slots=True)
class Literal:
    """Words as they stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Hole:
    """The place of a slot, by its number in the template."""

    number: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways on."""

    ways: tuple[Row, ...]


Row = tuple["Literal | Hole | Choice", ...]


def tree(text: str) -> Row:
    """A skeleton's structure."""
    parts = [found[0] for found in _PART.finditer(text)]
    row, _ = _choice(parts, 0)
    return row


def _choice(parts: list[str], at: int) -> tuple[Row, int]:
    ways: list[Row] = []
    row: list[Literal | Hole | Choice] = []
    while at < len(parts):
        part = parts[at]
        at += 1
        if part == "(?:":
            inner, at = _choice(parts, at)
            row.append(Choice((inner, ())) if parts[at - 1] == ")?" else Choice((inner,)))
        elif part == "|":
            ways.append(tuple(row))
            row = []
        elif part in (")", ")?"):
            break
        elif len(part) == 1 and SLOT <= ord(part) < SLOT + MOST_SLOTS:
            row.append(Hole(ord(part) - SLOT))
        else:
            row.append(Literal(" " if part == GAP else part[-1]))
    ways.append(tuple(row))
    return (ways[0] if len(ways) == 1 else (Choice(tuple(ways)),)), at


def without(row: Row, letters: re.Pattern[str]) -> Row | None:
    """The same without the ways that have such letters; None where every way has."""
    kept: list[Literal | Hole | Choice] = []
    for part in row:
        if isinstance(part, Literal) and letters.search(part.text):
            return None
        if isinstance(part, Choice):
            ways = tuple(way for each in part.ways if (way := without(each, letters)) is not None)
            if not ways:
                return None
            part = Choice(ways)
        kept.append(part)
    return tuple(kept)


def needed(text: str, names: Sequence[str]) -> frozenset[str]:
    """The slots, of these names, that every way through a skeleton has."""
    # Of each bracket that is open: what all its finished ways have, and what this one has so far.
    finished: list[set[str] | None] = [None]
    here: list[set[str]] = [set()]
    for found in _BRANCH.finditer(text):
        part = found[0]
        if part == "(?:":
            finished.append(None)
            here.append(set())
        elif part in ("|", ")", ")?"):
            before, way = finished[-1], here[-1]
            every = way if before is None else before & way
            if part == "|":
                finished[-1], here[-1] = every, set()
                continue
            finished.pop()
            here.pop()
            here[-1] |= every if part == ")" else set()
        elif len(part) == 1:
            here[-1].add(names[ord(part) - SLOT])
    before, way = finished[0], here[0]
    return frozenset(way if before is None else before & way)


def literals(text: str) -> frozenset[str]:
    """The words that stand in a skeleton, as far as they are in one piece."""
    return frozenset(
        word for piece in _BETWEEN.split(text) for word in piece.replace("\\", "").split() if word
    )


def drawn(row: Row, lot: random.Random) -> list[str | int]:
    """One way through: words, and numbers of slots."""
    found: list[str | int] = []
    for part in row:
        if isinstance(part, Literal):
            found.append(part.text)
        elif isinstance(part, Hole):
            found.append(part.number)
        else:
            found += drawn(lot.choice(part.ways), lot)
    return found


def joined(way: list[str | int], words: Mapping[int, str]) -> tuple[str, list[tuple[int, int, int]]]:
    """The text with each slot's words in it, spaced as normal text is, and where each slot is."""
    text = ""
    places: list[tuple[int, int, int]] = []
    for part in way:
        piece = words[part] if isinstance(part, int) else part
        if piece == " " and (not text or text[-1] == " "):
            continue
        if text[-1:] == " " and _touches(text[-2:-1], piece):
            text = text[:-1]
        start = len(text)
        text += piece
        if isinstance(part, int):
            places.append((part, start, len(text)))
    return text.rstrip(), places


def _touches(before: str, after: str) -> bool:
    """Whether no space is between: beside a Chinese character."""
    return bool(before) and bool(after) and (_cjk(before) or _cjk(after[0]))


def _cjk(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"
