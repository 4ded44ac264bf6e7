"""What is kept of a place between two keys: half-read words, sentences, and words for the first keys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parley.keyboard.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Halves:
    """Half-read words that end at a place, all of one lexicon."""

    begin: IntArray
    node: IntArray
    cost: FloatArray
    tones: IntArray
    """Tones that were typed, three bits a syllable; 0 for none."""

    def at_beginning(self) -> Halves:
        """Those that begin at the first place."""
        rows = np.flatnonzero(self.begin == 0)
        return Halves(self.begin[rows], self.node[rows], self.cost[rows], self.tones[rows])


@dataclass(frozen=True, slots=True)
class Sentences:
    """The best sentences that end at a place, likeliest first."""

    before: IntArray
    """(n, 2): the last two words of each; 0 for what the model does not know."""
    score: FloatArray
    word: IntArray
    """The last word; -1 - its number in ``texts`` where the model has none."""
    begin: IntArray
    """Where that begins, and which sentence there it follows."""
    follows: IntArray
    lexicon: IntArray
    node: IntArray
    texts: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]
    """Syllables of each of ``texts``; none where it is not read as pinyin."""


@dataclass(frozen=True, slots=True)
class First:
    """Words that begin with the first key and end at a place."""

    word: IntArray
    score: FloatArray
    """ln P after what stands before the first key, and of the keys."""
    node: IntArray
    lexicon: IntArray


@dataclass(slots=True)
class Step:
    """The last word of a sentence as it is listed: read when it is asked for, then kept with its place."""

    text: str
    begin: int
    end: int
    known: bool
    syllables: tuple[str, ...]
    follows: int
    """Which sentence at ``begin`` it follows."""
    ends: tuple[int, ...] | None = None
    """Where its syllables end, once somebody asked."""
