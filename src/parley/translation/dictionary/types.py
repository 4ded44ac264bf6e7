"""What looking words up takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_WORDS = 10
"""Words, or pairs of words, of one request: what Azure's Translator allows."""
MAX_CHARACTERS = 100
"""Of one word, as Azure has it."""
MOST_TRANSLATIONS = 30
"""Of one word."""
MOST_BACK = 10
"""Of one translation."""
MOST_EXAMPLES = 15
"""Of one pair of words."""


class Part(StrEnum):
    """A part of speech, as Azure's Translator names them."""

    ADJECTIVE = "ADJ"
    ADVERB = "ADV"
    CONJUNCTION = "CONJ"
    DETERMINER = "DET"
    MODAL = "MODAL"
    NOUN = "NOUN"
    PREPOSITION = "PREP"
    PRONOUN = "PRON"
    VERB = "VERB"
    OTHER = "OTHER"
    """What the dictionary does not tell."""


@dataclass(frozen=True, slots=True)
class Back:
    """A word of the language asked from that a translation stands for too."""

    text: str
    """As the dictionary writes it."""

    key: str
    """As it is looked up: small letters, no ``to`` or article."""

    frequency: int
    """Senses of the dictionary that give the pair, and sentence pairs that hold both words."""

    examples: int
    """How many ``examples`` there are of the pair, at most ``MOST_EXAMPLES``."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One translation of a word."""

    text: str
    """As the dictionary writes it."""

    key: str
    """As it is looked up."""

    part: Part

    confidence: float
    """Its share of the word's senses, 0 to 1; all translations of a word together give 1."""

    back: tuple[Back, ...]
    """Most frequent first; at most ``MOST_BACK``."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A word as it was found."""

    text: str
    """As the dictionary writes it, or as it was asked where the dictionary has it not."""

    key: str
    meanings: tuple[Meaning, ...]
    """Surest first, at most ``MOST_TRANSLATIONS``; none where the dictionary has not got the word."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence with a word in it: the three together are the sentence."""

    before: str
    word: str
    after: str


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and its translation, each holding its word of the pair."""

    source: Placed
    target: Placed


@dataclass(frozen=True, slots=True)
class Exemplified:
    """A pair of words with sentences that hold both."""

    source: str
    """Key of the word."""
    target: str
    """Key of its translation."""
    examples: tuple[Example, ...]
    """Shortest first; none where no pair of sentences holds both words."""
