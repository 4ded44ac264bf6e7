"""A query as the databases take it: over an account's hashes, for SQLite's FTS5 and for PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parley.search import matching as asking
from parley.search.matching import Matching
from parley.search.personal.blind import OWNER, UNKNOWN, Blind, in_language, on_site, single
from parley.search.types import Field, Query


@dataclass(frozen=True, slots=True)
class Run:
    """Hashes that stand one after the other."""

    hashes: tuple[str, ...]
    title: bool = False
    """In the title, rather than in title or text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A hash that stands among the marks."""

    hash: str


@dataclass(frozen=True, slots=True)
class Both:
    """All of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these; of none nothing fits."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What fits the one and not the other."""

    one: Node
    other: Node


Node = Run | Mark | Both | Either | Without


def node_of(matching: Matching, query: Query, spelled: Blind) -> Node:
    """What a document must have. Always the account's own mark, whatever else."""
    make = _Making(spelled)
    wanted: list[Node] = [Mark(spelled(OWNER))]
    if matching.wanted is not None:
        wanted.append(make.node(matching.wanted))
    if query.languages:
        names = [*query.languages, *([] if all(map(_unspaced, query.languages)) else [UNKNOWN])]
        wanted.append(Either(tuple(Mark(spelled(in_language(each))) for each in names)))
    if query.sites:
        sites = (each.removeprefix("www.") for each in query.sites)
        wanted.append(Either(tuple(Mark(spelled(on_site(each))) for each in sites)))
    found = Both(tuple(wanted))
    if not matching.unwanted:
        return found
    return Without(found, Either(tuple(make.node(each) for each in matching.unwanted)))


def runs_of(node: Node) -> Iterator[Run]:
    """What of a tree tells how well a document fits: its words, not its marks."""
    match node:
        case Run():
            yield node
        case Mark():
            return
        case Both(parts) | Either(parts):
            for each in parts:
                yield from runs_of(each)
        case Without(one, _):
            yield from runs_of(one)


def _unspaced(language: str) -> bool:
    """Whether a language shows in its characters: what is in it is always known to be."""
    return language.partition("-")[0] in ("zh", "ja", "ko", "th")


class _Making:
    def __init__(self, spelled: Blind) -> None:
        self._spelled = spelled

    def node(self, asked: asking.Node) -> Node:
        """A tree of words as one of hashes."""
        match asked:
            case asking.Phrase():
                return self._phrase(asked)
            case asking.AllOf(parts):
                return Both(tuple(self.node(each) for each in parts))
            case asking.AnyOf(parts):
                return Either(tuple(self.node(each) for each in parts))

    def _phrase(self, phrase: asking.Phrase) -> Node:
        title, tokens = phrase.field is Field.TITLE, phrase.tokens
        if not phrase.goes_on or len(tokens[-1]) > 1:
            # How a word may go on is not told by its hash: what it may become was put beside it before.
            return self._run(tokens, title)
        alone = Mark(self._spelled(single(tokens[-1], title)))
        return Both((self._run(tokens[:-1], title), alone)) if len(tokens) > 1 else alone

    def _run(self, tokens: Iterable[str], title: bool) -> Run:
        return Run(tuple(self._spelled(each) for each in tokens), title)


def as_fts5(node: Node) -> str:
    """For ``search_words MATCH``; hashes are letters and digits, and need no quoting rules."""
    match node:
        case Run(hashes, title):
            return f'{"title" if title else "{title body}"} : "{" ".join(hashes)}"'
        case Mark(hash):
            return f'marks : "{hash}"'
        case Both(parts):
            return "(" + " AND ".join(as_fts5(each) for each in parts) + ")"
        case Either(()):
            return 'marks : "none"'
        case Either(parts):
            return "(" + " OR ".join(as_fts5(each) for each in parts) + ")"
        case Without(one, other):
            return f"({as_fts5(one)} NOT {as_fts5(other)})"


def as_tsquery(node: Node) -> str:
    """For ``words @@``: titles have the weight A, texts B, marks none."""
    match node:
        case Run(hashes, title):
            weights = "A" if title else "AB"
            return "(" + " <-> ".join(f"'{each}':{weights}" for each in hashes) + ")"
        case Mark(hash):
            return f"'{hash}':D"
        case Both(parts):
            return "(" + " & ".join(as_tsquery(each) for each in parts) + ")"
        case Either(()):
            return "'none'"
        case Either(parts):
            return "(" + " | ".join(as_tsquery(each) for each in parts) + ")"
        case Without(one, other):
            return f"({as_tsquery(one)} & !{as_tsquery(other)})"
