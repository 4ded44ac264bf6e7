"""What is learned of a person, as it is shown, imported and exported."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_WORD = 64
"""Characters of a word that is learned; longer ones, such as keys and addresses, are not."""
MOST_WORDS = 60_000
"""Different words of a person's, over all languages."""
MOST_PAIRS = 250_000
"""Pairs of words that followed each other; as many triples besides."""
MOST_CORRECTIONS = 10_000
HALF_LIFE = 120 * 86_400.0
"""Seconds after which what was written counts half."""


@dataclass(frozen=True, slots=True)
class LearnedWord:
    """A word of a person's own: one that packs may lack, or that is never to be corrected."""

    text: str
    language: str
    reading: str = ""
    """Of Chinese: syllables without tones, separated by spaces, one a character."""
    weight: float = 1.0
    """How often it was written, what is old counting less."""
    used: float = 0.0
    """When it was last written; POSIX seconds."""
    kept: bool = False
    """Its person insisted on it: it is never corrected."""


@dataclass(frozen=True, slots=True)
class LearnedPair:
    """A word that was written after another."""

    first: str
    """Empty where the second began a text."""
    second: str
    language: str
    weight: float


@dataclass(frozen=True, slots=True)
class LearnedCorrection:
    """Keys, and the word that was taken instead of them."""

    typed: str
    text: str
    language: str
    weight: float


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was learned of a person, for them to look at."""

    words: tuple[LearnedWord, ...] = ()
    """Heaviest first, as pairs and corrections are."""
    pairs: tuple[LearnedPair, ...] = ()
    corrections: tuple[LearnedCorrection, ...] = ()
