"""What asking needs of the linker, and what a question is read into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from parley.knowledge.types import Candidate, Mention, Value


class Linking(Protocol):
    """Which things a text names."""

    def spans(self, text: str, language: str = "", most: int = 8) -> tuple[Mention, ...]:
        """Parts of the text that may name something, also over each other, the likeliest first."""
        ...

    def find(self, words: str, most: int = 10, language: str = "") -> tuple[Candidate, ...]:
        """Things of this name, the likeliest first."""
        ...


class Shape(StrEnum):
    """What kind of question it is."""

    FACT = "fact"
    INVERSE = "inverse"
    COUNT = "count"
    """How many values a relation has."""
    MANY = "many"
    """How many things of a class there are."""
    LIST = "list"
    """The things of a class somewhere."""
    CHECK = "check"
    """Yes or no: is this the value?"""
    COMPARE = "compare"
    """Which of two has more?"""
    BIGGER = "bigger"
    """Has this one more than that one?"""
    DIFFERENCE = "difference"
    """How much more has this one than that one?"""
    MOST = "most"
    AGE = "age"
    ABOUT = "about"
    """Who or what something is."""
    SOURCE = "source"
    """Where the last answer is from."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a question with its names taken out may ask."""

    shape: Shape
    relation: str = ""
    """Short name of a relation."""
    least: bool = False
    """The smallest, lowest, youngest and not the largest."""
    rank: int = 1
    """Of ``MOST``: 2 is the second largest."""
    kinds: tuple[str, ...] = ()
    """Ids of a class: of all that "country" may be."""
    kind: str = ""
    """The word for the class."""
    whole: bool = False
    """A graph that has any of the class has all of it."""
    sure: float = 1.0
    """How surely these words mean this, from 0 to 1."""
    detail: str = ""
    """``year`` where only the year of a day is asked for; ``end`` where it is the age at death."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing in a question, which its words name or a question inside it found."""

    candidate: Candidate
    sure: float
    """How surely it is meant, from 0 to 1."""
    literal: Value | None = None
    """Of a number, a sign or a code, which is no thing of the graph."""
    steps: tuple[str, ...] = ()
    """The relations that led to it: of "the capital of France" ``P36``."""
    share: int = 0
    """Characters of the question that name it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it may be meant."""

    meaning: Meaning
    things: Sequence[Thing]
    """In the order that the meaning has them: of a fact the subject, of an inverse one the value, of a check
    the subject and the value, of a comparison both, of a class the place, where one is named."""
    sure: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the graph has for a reading."""

    reading: Reading
    values: tuple[Value, ...] = ()
    """The answer; of a comparison the thing that has more, of yes or no what is so."""
    truth: bool | None = None
    """Of yes or no."""
    number: Decimal | None = None
    """Of a count, an age or a difference."""
    compared: tuple[Value, ...] = ()
    """The numbers or days that were compared, in the order of the things; of ``MOST`` that of the answer."""
    sources: tuple[str, ...] = ()
    query: str = ""
