"""What asking needs of the graph and of the linker, and what a question is read into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from parley.knowledge.types import Candidate, Mention, Value


class Facts(Protocol):
    """The graph, as far as questions need it. Names of things and relations may be short or whole."""

    def values(self, entity: str, relation: str) -> Sequence[Value]:
        """What a thing's relation is."""
        ...

    def subjects(self, relation: str, term: str, most: int = 100) -> Sequence[str]:
        """Ids of the things whose relation is this thing."""
        ...

    def relations(self, entity: str) -> Sequence[str]:
        """Short names of the relations that a thing has values for."""
        ...

    def label(self, entity: str, language: str) -> str:
        """What a thing or relation is called; its short name where the graph does not say."""
        ...

    def rows(self, sparql: str) -> Sequence[Sequence[str]]:
        """Rows of a SELECT: ids short, numbers and texts plain, "" where nothing is bound."""
        ...


class Linking(Protocol):
    """Which things a text names."""

    def mentions(self, text: str, language: str) -> Sequence[Mention]:
        """Stretches of the text with what they may mean; they may overlap."""
        ...

    def find(self, words: str, most: int) -> Sequence[Candidate]:
        """Things of this name, the likeliest first."""
        ...


class Shape(StrEnum):
    """What kind of question it is."""

    FACT = "fact"
    INVERSE = "inverse"
    COUNT = "count"
    MANY = "many"
    """How many things of a class there are."""
    LIST = "list"
    """The things of a class, or of a class somewhere."""
    CHECK = "check"
    """Yes or no."""
    COMPARE = "compare"
    BIGGER = "bigger"
    """Is this one taller than that one?"""
    DIFFERENCE = "difference"
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
    """Short name of a relation, or that of a relation in the graph that no file names."""
    least: bool = False
    """The smallest, lowest, youngest and not the largest."""
    rank: int = 1
    """Of ``MOST``: 2 is the second largest."""
    kind: str = ""
    """Id of a class: a country, a river."""
    sure: float = 1.0
    """How surely these words mean this, from 0 to 1."""
    detail: str = ""
    """Of a day: ``year`` where only the year is asked for; of ``AGE``: ``end`` where it is the age at death."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing in a question, which the words named or another question inside found."""

    candidate: Candidate
    said: str
    """The words for it."""
    sure: float
    """How surely it is meant, from 0 to 1."""
    steps: tuple[str, ...] = ()
    """The relations that led to it: of "the capital of France" ``P36``."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it may be meant: a meaning, and the things in it."""

    meaning: Meaning
    things: tuple[Thing, ...]
    sure: float


Things = Mapping[str, Thing]
"""By the character that stands for them in the question."""
