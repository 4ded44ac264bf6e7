"""What correction says of a whole text: which words are doubtful, and what was probably meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a doubtful word was probably meant to be."""

    text: str
    score: float
    """0 to 1: how sure; the suggestions of one flag and the text as it stands add up to 1 at most."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A part of a text that is probably misspelt."""

    start: int
    """Characters before it."""
    length: int
    """Characters; never 0."""
    suggestions: tuple[Suggestion, ...]
    """The likeliest first; empty where the word is unknown and nothing is like it."""
    known: bool = False
    """The word exists, but hardly here (``there`` for ``their``)."""


class Speller(Protocol):
    """Reads whole texts of one language."""

    def spelt(self, text: str, most: int = 5) -> list[Flag]:
        """The doubtful parts of a text in their order, each with at most so many suggestions."""
        ...
