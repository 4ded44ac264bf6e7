"""Words for SQLite's FTS5: what its columns hold, and how it is asked.

The index cuts at spaces only (``tokenize = 'ascii'``); everything else was done here before. A token may
stand there as a keyed hash (``spelled``): then nobody can read the index, and no query made with one key
finds what was written with another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import ordered_folded, singles
from parley.search.matching import AllOf, AnyOf, Matching, Node, Phrase
from parley.search.types import LONGEST_BODY, LONGEST_TITLE, Field, Spelled


def as_it_is(token: str, /) -> str:
    """A token that may be read."""
    return token


@dataclass(frozen=True, slots=True)
class Columns:
    """A document as FTS5 takes it: tokens with spaces between them."""

    title: str
    body: str
    singles: str
    """Single characters of runs, each once. Only a hashed index needs a column for them: elsewhere a
    character is found as the beginning of a pair."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a table of FTS5 is asked."""

    spelled: Spelled = as_it_is
    anywhere: str = ""
    """What stands before a phrase that may be in any field, such as ``{title body} : `` where the table has
    other columns, too."""
    singles: str = ""
    """Column of the single characters, in a hashed index; empty where they are found as prefixes."""


def columns(title: str, body: str, spelled: Spelled = as_it_is) -> Columns:
    """What is to be written for a document. What is beyond the bounds of ``search.types`` is left out."""
    heading, text = folded(title[:LONGEST_TITLE]), folded(body[:LONGEST_BODY])
    if spelled is as_it_is:
        return Columns(" ".join(ordered_folded(heading)), " ".join(ordered_folded(text)), "")
    alone = sorted(spelled(each) for each in singles(heading) | singles(text))
    return Columns(
        " ".join(spelled(each) for each in ordered_folded(heading)),
        " ".join(spelled(each) for each in ordered_folded(text)),
        " ".join(alone),
    )


def expression(matching: Matching, wording: Wording | None = None) -> str:
    """What to put after ``MATCH``; empty where the query has no wanted words."""
    wording = wording or Wording()
    if matching.wanted is None:
        return ""
    wanted = _node(matching.wanted, wording)
    return f"({wanted}) NOT ({unwanted(matching, wording)})" if matching.unwanted else wanted


def unwanted(matching: Matching, wording: Wording | None = None) -> str:
    """What matches the documents that the query does not want; empty where it wants all."""
    wording = wording or Wording()
    return " OR ".join(f"({_node(each, wording)})" for each in matching.unwanted)


def _node(node: Node, wording: Wording) -> str:
    match node:
        case Phrase():
            return _phrase(node, wording)
        case AllOf(parts):
            return _joined(" AND ", parts, wording)
        case AnyOf(parts):
            return _joined(" OR ", parts, wording)


def _joined(between: str, parts: Iterable[Node], wording: Wording) -> str:
    return between.join(f"({_node(each, wording)})" for each in parts)


def _phrase(phrase: Phrase, wording: Wording) -> str:
    field = f"{phrase.field.value} : " if phrase.field is Field.TITLE else wording.anywhere
    tokens, last = phrase.tokens, phrase.tokens[-1]
    if not phrase.goes_on:
        return field + _quoted(tokens, wording)
    if not wording.singles:
        return field + _quoted(tokens, wording) + " *"
    if len(last) > 1:  # the beginning of a word cannot be found among hashes
        return field + _quoted(tokens, wording)
    alone = f"{wording.singles} : {_quoted((last,), wording)}"
    return f"({field}{_quoted(tokens[:-1], wording)} AND {alone})" if len(tokens) > 1 else alone


def _quoted(tokens: Iterable[str], wording: Wording) -> str:
    return '"' + " ".join(wording.spelled(each).replace('"', '""') for each in tokens) + '"'
