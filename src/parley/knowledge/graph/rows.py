"""SPARQL within bounds: read-only, nobody else's endpoint, and no more rows than asked for."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from parley.errors import EngineTimeout, ParleyError, TooLong
from parley.knowledge.graph.values import Term

LONGEST = 12_000
"""Characters of a query. The engine's parser is recursive: a chain of 16,000 ``!`` ends its process."""
DEEPEST = 64
"""Brackets within brackets; a few thousand end the process."""
Results = QuerySolutions | QueryBoolean | QueryTriples


class BadQuery(ParleyError):
    """A query is not SPARQL, or asks for what is not done here."""

    code: ClassVar[str] = "bad_query"


PREFIXES = {
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "http://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "p": "urn:parley:",
}
"""Names that a query need not declare; one that it declares itself is as it says."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a SELECT finds."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    """A term for every variable; None where it is not bound."""
    more: bool = False
    """There are more than were asked for."""


def results(store: Store, query: str) -> Results:
    """Run a query over all sources at once. Raises ``BadQuery``, ``TooLong``."""
    refuse(query)
    try:
        return store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise BadQuery(f"This is no query in SPARQL 1.1: {error.msg}"[:500]) from error
    except (ValueError, OSError) as error:
        raise BadQuery(f"This query cannot be answered: {error}"[:500]) from error


def select(store: Store, query: str, most: int, seconds: float) -> Rows:
    """The first rows of a SELECT. The time is looked at between rows.

    Raises ``BadQuery``, ``TooLong``, ``EngineTimeout``.
    """
    found = results(store, query)
    if not isinstance(found, QuerySolutions):
        raise BadQuery("This must be a SELECT.")
    names = tuple(each.value for each in found.variables)
    rows: list[tuple[Term | None, ...]] = []
    for row in until(found, seconds):
        if len(rows) == most:
            return Rows(names, tuple(rows), more=True)
        rows.append(tuple(row))
    return Rows(names, tuple(rows))


def until(found: QuerySolutions | QueryTriples, seconds: float) -> Iterator[Any]:
    """The results that come in time. Raises ``EngineTimeout``, ``BadQuery``."""
    end = time.monotonic() + seconds
    try:
        for each in found:
            yield each
            if time.monotonic() > end:
                raise EngineTimeout(f"The query took longer than {seconds:g} seconds.")
    except (ValueError, OSError) as error:
        raise BadQuery(f"This query cannot be answered: {error}"[:500]) from error


_SERVICE = re.compile(r"(?<![\w?$:/#@%&=-])service(?![\w-])", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SKIPPED = re.compile(
    r"(?P<iri><[^\x00-\x20<>\"{}|^`\\]*>)"
    r"|'''(?:[^'\\]|'{1,2}(?!')|\\.)*'''|\"\"\"(?:[^\"\\]|\"{1,2}(?!\")|\\.)*\"\"\""
    r"|'(?:[^'\\\n\r]|\\.)*'|\"(?:[^\"\\\n\r]|\\.)*\"|\#[^\n\r]*",
    re.DOTALL,
)
_SURE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


def refuse(query: str) -> None:
    r"""Refuse what would ask other servers, which the engine would do: ``SERVICE``.

    Texts and comments may have the word, if the query has no ``\u0020`` anywhere. Where it is not certain
    what is text, it is refused: a ``<`` may begin a name or be a comparison, and only what begins like
    ``<http://`` cannot be the latter.

    Raises ``BadQuery``, ``TooLong``.
    """
    if len(query) > LONGEST:
        raise TooLong(f"A query may have {LONGEST} characters.")
    if _depth(query) > DEEPEST:
        raise BadQuery(f"A query may have brackets within brackets {DEEPEST} deep.")
    plain = _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), query)
    if not _SERVICE.search(plain):
        return
    doubtful = plain != query

    def kept(found: re.Match[str]) -> str:
        nonlocal doubtful
        iri = found["iri"]
        if iri and ("#" in iri or "'" in iri) and not _SURE.match(iri):
            doubtful = True
        return iri or " "

    if _SERVICE.search(_SKIPPED.sub(kept, plain)) or doubtful:
        raise BadQuery("SERVICE is not done here: no other endpoint is asked.")


def _depth(query: str) -> int:
    """How deep brackets go, those in texts counted too."""
    deepest = depth = 0
    for found in re.finditer(r"[({\[]|<<|[)}\]]|>>", query):
        depth = depth + 1 if found[0] in ("(", "{", "[", "<<") else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest
