"""What goes into and comes out of the graph's services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a value is."""

    THING = "thing"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts are from: one import, one named graph."""

    name: str
    """Short, such as ``wikidata``."""
    title: str = ""
    licence: str = ""
    """As SPDX calls it, such as ``CC-BY-4.0``, or the address of its text."""
    url: str = ""
    modified: str = ""
    """When it was taken in: an ISO date."""
    triples: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a fact."""

    kind: Kind
    text: str
    """A text; of a thing its label; numbers and days as the graph has them: ``8848``, ``1879-03-14``."""
    id: str = ""
    """Of a thing: its name, short where it is Wikidata's (``Q513``)."""
    number: Decimal | None = None
    unit: str = ""
    """CLDR's name of the number's unit, such as ``meter``; empty for a plain number."""
    language: str = ""
    """Of a text, where the graph tells."""
    sources: tuple[str, ...] = ()
    """Names of the sources that say so."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that words may mean."""

    id: str
    label: str
    """In the language that was asked in, where there is one."""
    description: str = ""
    confidence: float = 0.0
    """From 0 to 1: of 100 with this number so many are meant, where it was measured."""
    popularity: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]``, in characters, and which things that may be, the likeliest first."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """What a conversation was last about, so that "and its capital?" can be understood. JSON-able."""

    subject: str = ""
    """Id of the thing that was asked about."""
    relation: str = ""
    """Short name of the relation that was asked for."""
    answers: tuple[str, ...] = ()
    """Ids of the things that were the answer, at most 20."""
    shape: str = ""
    """What kind of question it was, such as ``fact`` or ``count``."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks."""

    text: str
    language: str = ""
    """``en`` or ``zh``: what it is answered in; empty for that of the text."""
    today: date | None = None
    region: str = ""
    """ISO country of the person, for units and dates: ``US`` hears feet."""
    thread: Thread = field(default_factory=Thread)


class Found(StrEnum):
    """How a question went."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    """A question about the world that the graph has no sure answer to."""
    NO_QUESTION = "not_a_question"
    """Nothing for the graph: a wish, small talk, something for another skill."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the graph says."""

    found: Found
    text: str = ""
    """A sentence in the language asked for; empty unless there is an answer or the thing is known."""
    language: str = ""
    values: tuple[Value, ...] = ()
    sources: tuple[Source, ...] = ()
    confidence: float = 0.0
    """From 0 to 1; calibrated on questions that nothing was learned from."""
    subject: Candidate | None = None
    relation: str = ""
    """Its name in the answer's language."""
    thread: Thread = field(default_factory=Thread)
    query: str = ""
    """The SPARQL that finds it, for those who want to see."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One relation of a thing, with its values."""

    relation: str
    """Short name."""
    name: str
    """In the language asked for."""
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing beside another in the graph."""

    id: str
    label: str
    relation: str
    name: str
    """The relation's name in the language asked for."""
    out: bool
    """Whether the fact is about the thing in the middle, and not about the neighbour."""


@dataclass(frozen=True, slots=True)
class Card:
    """A thing as its page shows it."""

    id: str
    label: str
    description: str = ""
    names: tuple[str, ...] = ()
    """What else it is called, in both languages."""
    kind: str = ""
    """Label of what it is an instance of."""
    image: str = ""
    """A flag as an emoji, or an address; empty for none."""
    facts: tuple[Fact, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    sources: tuple[Source, ...] = ()
