"""A line's words and where they are, from where the engine saw each of its characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from parley.vision.reading.quads import part
from parley.vision.types import Polygon, Word


@dataclass(frozen=True, slots=True)
class Seen:
    """One character of a line."""

    text: str
    at: float
    """Where along the line it was seen, as a fraction of its length."""
    confidence: float
    """0 to 1."""


def words(characters: Sequence[Seen], quad: Polygon) -> tuple[Word, ...]:
    """The words of a line: what stands between spaces; of scripts without spaces, each character."""
    found: list[Word] = []
    for first, last in _runs(characters):
        run = characters[first : last + 1]
        start, end = _edge(characters, first - 1, first), _edge(characters, last, last + 1)
        text = "".join(each.text for each in run)
        confidence = sum(each.confidence for each in run) / len(run)
        found.append(Word(text, part(quad, start, max(end, start)), round(min(confidence, 1.0), 3)))
    return tuple(found)


def _runs(characters: Sequence[Seen]) -> list[tuple[int, int]]:
    """First and last character of every word."""
    runs: list[tuple[int, int]] = []
    begun: int | None = None
    for place, each in enumerate(characters):
        alone = wide(each.text)
        if (each.text.isspace() or alone) and begun is not None:
            runs.append((begun, place - 1))
            begun = None
        if alone:
            runs.append((place, place))
        elif not each.text.isspace() and begun is None:
            begun = place
    if begun is not None:
        runs.append((begun, len(characters) - 1))
    return runs


def _edge(characters: Sequence[Seen], before: int, after: int) -> float:
    """Where one character ends and the next begins: half-way between them, and at the ends of the line."""
    if before < 0:
        return 0.0
    if after >= len(characters):
        return 1.0
    return (characters[before].at + characters[after].at) / 2


def wide(character: str) -> bool:
    """Whether it is of a script that is written without spaces, or that script's punctuation."""
    return unicodedata.east_asian_width(character[0]) in "WF" if character else False
