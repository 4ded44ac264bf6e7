"""What goes into and comes out of searching: documents, queries, hits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

LONGEST_QUERY = 1_000
"""Characters of a query."""
LONGEST_TITLE = 1_000
"""Characters of a title that are indexed."""
LONGEST_BODY = 200_000
"""Characters of a body that are indexed; what comes after is not found."""
MOST_HITS = 100
"""Of one page of results."""
DEEPEST = 1_000
"""How far down a list of results anybody may turn its pages."""
MOST_TERMS = 32
"""Of one query."""


class Field(StrEnum):
    """Where in a document a term must stand."""

    ANYWHERE = ""
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Document:
    """Something that can be found: a note, a page, a file."""

    id: str
    """Of its source's own making, unique in its index: ``notes/ID`` for a record, the address of a page."""
    kind: str
    """One word: ``note``, ``page``, ``file``, ``photo``, ``event``, …"""
    title: str = ""
    body: str = ""
    """Plain text."""
    owner: str = ""
    """Account whose it is; empty for what the house indexed for everybody."""
    url: str = ""
    """Address where it is opened, if it has one of its own."""
    site: str = ""
    """Host of a page without ``www.``; name of a folder for a file; small letters."""
    language: str = ""
    """BCP 47, such as ``zh`` or ``en``; empty where nobody knows."""
    at: float = 0.0
    """The moment it is about or was written, POSIX seconds; 0 where nobody knows."""
    changed: float = 0.0
    """When it last changed, POSIX seconds: the newer of two that fit alike comes first."""


@dataclass(frozen=True, slots=True)
class Term:
    """Something that stands in a document."""

    text: str
    """As it was typed: words of any language. Several words or characters stand one after the other."""
    field: Field = Field.ANYWHERE
    exact: bool = False
    """Was in quotation marks: nothing may stand between its words."""
    fuzzy: int = 0
    """So many letters may be wrong: 0, 1 or 2."""
    prefix: bool = False
    """The last word may go on: what somebody is still typing, or ``renov*``."""


Clause = tuple[Term, ...]
"""Terms of which one must be there."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. Made by ``search.query.understood``."""

    text: str
    """As it was typed."""
    wanted: tuple[Clause, ...] = ()
    """All of these must be there."""
    unwanted: tuple[Term, ...] = ()
    """None of these may be there."""
    kinds: tuple[str, ...] = ()
    """One of these kinds; empty for any."""
    sites: tuple[str, ...] = ()
    """On one of these sites or below: ``example.com`` also means ``www.example.com``."""
    languages: tuple[str, ...] = ()
    """In one of these languages; ``zh`` also means ``zh-Hant``."""
    after: float | None = None
    """``at`` is not before this moment, POSIX seconds."""
    before: float | None = None
    """``at`` is before this moment."""
    newest: bool = False
    """Whoever asked wants the newest first, rather than the best: "my last note", 最近的笔记."""
    literal: Query | None = None
    """The same words without what was read out of them ("from last week"), for when nothing is found."""

    @property
    def plain(self) -> str:
        """The wanted words with spaces between them, for spelling and vectors."""
        return " ".join(" ".join(term.text for term in clause) for clause in self.wanted)

    @property
    def filtered(self) -> bool:
        """Whether kind, site, language or time are limited."""
        return bool(
            self.kinds or self.sites or self.languages or self.after is not None or self.before is not None
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """A document that fits, and how well."""

    id: str
    score: float
    """More is better; comparable within one answer only."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Documents that fit, the best first."""

    hits: tuple[Scored, ...] = ()
    total: int = 0
    """How many fit in all; at least so many where ``more_than`` is set."""
    more_than: bool = False
    """Counting was stopped at ``total``."""
    partly: bool = False
    """None has everything that was asked for: these have the most of it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a snippet."""

    text: str
    hit: bool = False
    """It is what was looked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document as it is shown."""

    id: str
    kind: str
    title: str
    snippet: tuple[Piece, ...] = ()
    url: str = ""
    site: str = ""
    language: str = ""
    at: float = 0.0
    """POSIX seconds; 0 where nobody knows."""
    score: float = 0.0
    owner: str = ""
    """Account whose it is; empty for the house's."""
    open: str = ""
    """The web app's page that shows it, such as ``notes/ID``; empty for an address."""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    more: bool = False
    """There are others after these."""
    spelling: str = ""
    """What was probably meant; empty where the words are known."""
    related: tuple[str, ...] = ()
    """Other queries that lead on."""
    seconds: float = 0.0


class Spelled(Protocol):
    """How a token stands in an index: as it is, or as a keyed hash that nobody can read."""

    def __call__(self, token: str, /) -> str: ...


class Engine(Protocol):
    """An index of documents. Every method may be slow (disk, network): none is for the event loop.

    All raise ``SearchFailed`` when the index cannot be read or written.
    """

    def write(self, documents: Sequence[Document]) -> None:
        """Take documents in, in place of those of the same owner and id. On disk when it returns."""
        ...

    def delete(self, ids: Iterable[str], owner: str = "") -> int:
        """Forget documents; how many of them were there."""
        ...

    def search(self, query: Query, owner: str = "", most: int = 10, offset: int = 0) -> Ranked:
        """The owner's documents that fit; nobody else's.

        At most ``MOST_HITS``, and no deeper than ``DEEPEST``.
        """
        ...

    def documents(self, ids: Iterable[str], owner: str = "") -> Mapping[str, Document]:
        """Documents of an owner as they were written; those that are not there are left out."""
        ...

    def close(self) -> None:
        """Let go of files and connections. Safe to call twice."""
        ...
