"""A query as the databases take it: over an account's hashes, for SQLite's FTS5 and for PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from parley.language.analysis.tokens import ordered, unspaced
from parley.search.personal.blind import OWNER, UNKNOWN, Blind, in_language, on_site, single
from parley.search.types import Field, Query, Term

MOST_INSTEAD = 40
"""Words that one that goes on, or that is misspelt, may stand for."""

Instead = Callable[[str, int, bool], Sequence[str]]
"""Words of the person that a word may stand for: with so many wrong letters, or as a beginning."""


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


def node_of(query: Query, spelled: Blind, instead: Instead, *, loose: bool = False) -> Node:
    """What a document must have. Always the account's own mark, whatever else.

    ``loose``: one of the wanted words is enough, the more the better.
    """
    make = _Making(spelled, instead)
    owner = Mark(spelled(OWNER))
    clauses = [Either(tuple(make.term(term) for term in clause)) for clause in query.wanted]
    wanted: list[Node] = [Either(tuple(clauses))] if loose and clauses else [*clauses]
    if query.languages:
        names = [*query.languages, *([] if all(map(_unspaced, query.languages)) else [UNKNOWN])]
        wanted.append(Either(tuple(Mark(spelled(in_language(each))) for each in names)))
    if query.sites:
        sites = (each.removeprefix("www.") for each in query.sites)
        wanted.append(Either(tuple(Mark(spelled(on_site(each))) for each in sites)))
    found: Node = Both((owner, *wanted))
    if query.unwanted:
        found = Without(found, Either(tuple(make.term(term) for term in query.unwanted)))
    return found


def _unspaced(language: str) -> bool:
    """Whether a language shows in its characters: what is in it is always known to be."""
    return language.partition("-")[0] in ("zh", "ja", "ko", "th")


class _Making:
    def __init__(self, spelled: Blind, instead: Instead) -> None:
        self._spelled, self._instead = spelled, instead

    def term(self, term: Term) -> Node:
        title = term.field is Field.TITLE
        tokens = ordered(term.text)
        if not tokens:
            return Either(())
        if len(tokens) == 1 and len(tokens[0]) == 1 and unspaced(tokens[0]):
            return Mark(self._spelled(single(tokens[0], title)))
        plain = self._run(tokens, title)
        if not (term.prefix or term.fuzzy):
            return plain
        # What stands on the disk are hashes: the words it may be are looked up among the person's own.
        others = [
            self._run([*tokens[:-1], *ordered(word)], title)
            for word in self._instead(_last_word(term.text), term.fuzzy, term.prefix)
        ]
        return Either((plain, *dict.fromkeys(others)))

    def _run(self, tokens: Iterable[str], title: bool) -> Run:
        return Run(tuple(self._spelled(each) for each in tokens), title)


def _last_word(text: str) -> str:
    return text.split()[-1] if text.split() else ""


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
