"""How people depart from the book when they type pinyin, as costs; and which rows of keys that makes.

No openly licensed record of mistyped Chinese is known, so the model is an assumption: slips are the four
kinds below, one to a syllable; who abbreviates one syllable abbreviates the next; one word in a hundred is of
another alphabet. How much each costs beside the others was chosen on sentences of Tatoeba and of CrossWOZ's
validation part with slips made in one key of twelve, so that text without slips loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from parley.keyboard.layouts.layout import Layout


def _ln(probability: float) -> float:
    return -math.log(probability)


@dataclass(frozen=True, slots=True)
class Noise:
    """Costs: -ln P(typed | meant), beside 0 for a syllable as it is in books."""

    abbreviated: float = _ln(0.06)
    """The initial instead of the syllable."""
    again: float = _ln(8.0)
    """The same right after another: who abbreviates goes on."""
    unfinished: float = _ln(0.01)
    """More than the initial, but not all: ``zho``."""
    beside: float = _ln(0.025)
    """One certain key beside the one meant; a key has five."""
    swapped: float = _ln(0.025)
    dropped: float = _ln(0.025)
    doubled: float = _ln(0.025)
    """A key twice."""
    unseen: float = _ln(0.06)
    """A slip that makes other pinyin, or initials: most are seen and mended while they are typed."""
    fuzzy: float = _ln(0.3)
    """The other sound of a pair that this person does not tell apart."""
    unsure: float = _ln(0.006)
    """The same for anybody else: many are unsure about a few words."""
    informal: float = _ln(0.5)
    """``jv`` for ``ju``, ``r`` for 儿."""
    crossing: float = _ln(0.004)
    """A separator within a syllable."""
    capital: float = _ln(0.2)
    """Capitals in pinyin."""
    toned: float = _ln(0.5)
    """A digit is a tone, not a number."""
    word: float = _ln(0.01)
    """A word of an alphabet among Chinese."""
    next_word: float = _ln(0.4)
    """Another after it."""
    alone: float = _ln(2.0)
    """Separators on both sides, which words of an alphabet have more often."""
    capitals: float = _ln(20.0)
    """It is written with capitals."""
    both: float = _ln(0.05)
    """It is pinyin, too, as it is written in books: ``can``, ``women``."""
    raw: float = 9.0
    """Letters that are no known word, a last resort; then for each letter:"""
    raw_letter: float = 7.0
    number: float = _ln(0.05)
    digit: float = _ln(0.1)


NOISE = Noise()


def mistyped(keys: str, layout: Layout, noise: Noise = NOISE) -> Iterator[tuple[str, float]]:
    """Rows that a single slip makes of ``keys`` (at least two), with their costs."""
    for place, key in enumerate(keys):
        before, after = keys[:place], keys[place + 1 :]
        for other in layout.neighbours.get(key, ""):
            yield before + other + after, noise.beside
        if len(keys) > 2:
            yield before + after, noise.dropped
        yield before + key + key + after, noise.doubled
        if after and after[0] != key:
            yield before + after[0] + key + after[1:], noise.swapped
