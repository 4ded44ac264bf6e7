"""What goes in and out of the keyboard: keys and paths in, candidates out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float32]

LONGEST_TYPED = 256
"""Characters of what is being composed; what is typed beyond them is refused with ``too_long``."""
LONGEST_BEFORE = 200
"""Characters before the composition that are looked at."""
MOST_POINTS = 2_000
"""Points of a swipe."""
MOST_CANDIDATES = 100
"""Candidates of one answer."""


class Kind(StrEnum):
    """Where a candidate comes from."""

    TYPED = "typed"
    """The keys as they are."""
    SENTENCE = "sentence"
    """All keys, converted."""
    WORD = "word"
    """The first keys, converted; the others go on being composed."""
    COMPLETION = "completion"
    CORRECTION = "correction"
    NEXT = "next"
    EMOJI = "emoji"
    SWIPE = "swipe"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that the keys may mean."""

    text: str
    keys: int
    """Characters of what was typed that it stands for, from the first on."""
    kind: Kind
    score: float = 0.0
    """Natural logarithm of its likelihood; comparable within one answer only."""
    words: tuple[str, ...] = ()
    """The words it is made of, as the models know them; what is learned when it is chosen."""
    reading: str = ""
    """Of Chinese: syllables without tones, separated by spaces, one a character (``wo yao qu``)."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The answer to a keystroke."""

    candidates: tuple[Candidate, ...]
    """The likeliest first."""
    shown: str = ""
    """What is typed as it is shown while it is composed (``wo yao qu``)."""
    auto: int | None = None
    """The candidate that a space bar, or a punctuation mark, puts in place of what was typed; None: nothing
    is changed by itself."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a finger was. Unit: the width of a key; ``(0, 0)`` is the centre of the first row's first key."""

    x: float
    y: float
    t: float = 0.0
    """Seconds since the path began; 0 for all where nobody knows."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A part of the composition, from its beginning, that its person has chosen already."""

    keys: int
    text: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person types: what a client asks for when it starts."""

    language: str = "zh"
    """``zh`` reads keys as pinyin, with English among it; any other tag reads them as that language."""
    scheme: str = "full"
    """How pinyin is typed: ``full``, or a scheme of double pinyin (``flypy``, ``microsoft``, ``natural``)."""
    script: str = "hans"
    """``hans`` or ``hant``: the characters that come out."""
    fuzzy: frozenset[str] = frozenset()
    """Sounds that this person does not tell apart: ``z-zh``, ``c-ch``, ``s-sh``, ``n-l``, ``f-h``, ``r-l``,
    ``an-ang``, ``en-eng``, ``in-ing``."""
    mixed: bool = True
    """English words inside pinyin."""
    layout: str = "qwerty"
    emoji: bool = True
    correct: bool = True
    """A space bar may put in another word than was typed."""
    private: bool = False
    """Nothing is learned, such as from a password field."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Something was written: what learning learns from."""

    words: tuple[str, ...]
    """As the model of ``language`` knows them, without spaces."""
    language: str
    before: tuple[str, ...] = ()
    """At most the two words before, the nearest last."""
    reading: str = ""
    """Of Chinese: the syllables meant, separated by spaces."""
    replaced: str = ""
    """The keys, where a correction was taken instead of them."""
    insisted: bool = False
    """Its person undid a correction, or chose the keys as they are: that word is never corrected again."""


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word of a person's own that a pack lacks. In models its id is ``len(pack.words)`` + its place."""

    text: str
    reading: tuple[str, ...] = ()
    """Syllables without tones, one a character; empty where it is not read as pinyin."""


class PersonalModel(Protocol):
    """What one person types, over the ids of one pack; ``learning.view`` makes it.

    Ids from ``len(pack.words)`` on are those of ``own``. It does not change: who has learned something makes
    another one.
    """

    own: Sequence[OwnWord]

    def mixed(self, before: IntArray, words: IntArray, base: FloatArray) -> FloatArray:
        """Natural logarithms of P(word | before), the pack's mixed with the person's.

        ``before`` (n, 2): the two words before each, the nearest last, or (2,) for all alike, which is
        quicker; ``words`` (n,); ``base`` (n,): the pack's own ln P, which for ids of ``own`` is that of an
        unknown word.
        """
        ...

    def followers(self, before: tuple[int, int], most: int) -> list[tuple[int, float]]:
        """Words that this person wrote after two others, with the person's own ln P, the likeliest first."""
        ...

    def starting(self, prefix: str, most: int) -> list[tuple[int, float]]:
        """Words of the person's that begin so (folded), with their own ln P, the likeliest first."""
        ...

    def keeps(self, typed: str) -> bool:
        """Whether a word was insisted on, so that it is never corrected."""
        ...

    def corrected(self, typed: str) -> list[tuple[int, float]]:
        """Words that were taken in place of these keys, with how often, the most often first."""
        ...


@dataclass(frozen=True, slots=True)
class Edge:
    """A piece of what was typed that may be a syllable, or the first letters of one."""

    start: int
    end: int
    """Characters of what was typed: ``typed[start:end]``, separators with the piece before them."""
    first: int
    last: int
    """Syllables that it may be: ids ``first`` to ``last`` - 1. One where it is written out; a whole range for
    an abbreviation, since ids are ordered by initial and then final."""
    cost: float = 0.0
    """-ln P(typed | meant); 0 for a syllable as it is written in books."""
    tone: int = 0
    """1 to 5 where a tone was typed, else 0."""


@dataclass(frozen=True, slots=True)
class LatinEdge:
    """A piece of what was typed that may be a word of a language with an alphabet (or a number)."""

    start: int
    end: int
    text: str
    """As it is written (``Apple``)."""
    cost: float
    """-ln P of its standing here, that a Chinese sentence has a Latin word at all included."""


@dataclass(frozen=True, slots=True)
class NameEdge:
    """A piece of what was typed that may be somebody's name, which no lexicon has."""

    start: int
    text: str
    reading: tuple[str, ...]
    """Syllables, one a character."""
    word: int
    """The pack's word that stands for it: its surname."""
    cost: float
    """-ln P(the keys and the rest of the name | that word)."""


@dataclass(frozen=True, slots=True)
class PackSource:
    """A text or list that a pack was built from."""

    name: str
    licence: str
    """SPDX where there is an id."""
    url: str = ""
    sha256: str = ""
    counted: int = 0
    """Words of running text, or entries of a list."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is on a pack's label."""

    language: str
    name: str
    licence: str
    sources: tuple[PackSource, ...] = field(default_factory=tuple)
