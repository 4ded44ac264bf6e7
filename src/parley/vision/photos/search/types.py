"""What the search of photos takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing on a photo."""

    name: str
    """English name of its class, as detectors tell it (``cup``)."""
    colour: str = ""
    """The colour that covers most of it, one of twelve names such as ``Red``; empty where nobody looked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one photo, as far as it can be found by it."""

    id: str
    taken: float
    """The local time on the wall where it was taken, as if that were UTC: POSIX seconds."""
    text: str = ""
    """What is written on it."""
    caption: str = ""
    """What its person says of it."""
    name: str = ""
    """Of its file."""
    things: tuple[Thing, ...] = ()
    people: int = 0
    """How many people are on it."""
    persons: tuple[str, ...] = ()
    """Names of those among them who are known, by their consent."""
    colours: tuple[str, ...] = ()
    """Those that cover the most of it."""
    places: tuple[str, ...] = ()
    """Names of where it was taken, in every language and from the town to the country."""
    albums: tuple[str, ...] = ()
    """Names of its person's own albums that it is in."""
    favourite: bool = False
    order: float = 0.0
    """Of two photos that fit alike, the one with more comes first; that is the moment it was taken."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, the first and the last of them included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class When:
    """Days, weekdays or hours of which a photo must be."""

    spans: tuple[Span, ...]
    """One of these; of what comes every year, one a year."""
    hours: tuple[int, int] | None = None
    """From the beginning of the one to before the other (over midnight where the first is later)."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a photo must have, in whichever of these ways."""

    text: str
    """In the words of who asked."""
    words: tuple[str, ...] = ()
    """Tokens that must stand together in its text, caption, name or albums."""
    things: tuple[str, ...] = ()
    """Classes of which one is on it."""
    colour: str = ""
    """Of that thing, or of the photo where no thing is named."""
    places: tuple[str, ...] = ()
    """Folded names of places, of which one fits."""
    people: int = 0
    """At least so many people."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: every term, at a time."""

    terms: tuple[Term, ...]
    when: tuple[When, ...] = ()
    """All of these."""
    favourite: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Photos that fit, the best first."""

    ids: tuple[str, ...]
    query: Query
    """How the words were understood."""
    partly: bool = False
    """No photo has all of it: these have the most."""
