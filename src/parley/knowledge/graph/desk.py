"""In a process of its own: answers one SPARQL query at a time, in the format that its asker understands."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

from parley.errors import TooLong
from parley.knowledge.graph.graph import Graph
from parley.knowledge.graph.rows import BadQuery, results, until
from parley.knowledge.graph.values import Term

TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""Media types of SELECT and ASK; the first unless another is asked for."""
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
"""The same of CONSTRUCT and DESCRIBE."""
_OTHERS = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "text/plain": "application/n-triples",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an answer may come to."""

    seconds: float = 10.0
    rows: int = 10_000
    bytes: int = 16 << 20


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it goes over the wire."""

    body: bytes
    media: str
    more: bool = False
    """There were more rows than may be given."""


class Desk:
    """The graph, for queries. What takes too long between two rows is ended from outside."""

    name = "sparql"

    def __init__(self, folder: str) -> None:
        self._graph = Graph.open(Path(folder))

    def ask(self, query: str, accept: str = "", bounds: Bounds = Bounds()) -> Answered:
        """Answer a query. ``accept``: media types, the first known one is taken.

        Raises ``BadQuery``, ``TooLong``, ``EngineTimeout``.
        """
        self._graph = self._graph.fresh()
        found = results(self._graph.store, query)
        if isinstance(found, QueryTriples):
            return _triples(found, chosen(accept, list(GRAPHS)), bounds)
        media = chosen(accept, list(TABLES))
        if isinstance(found, QueryBoolean):
            if TABLES[media] is QueryResultsFormat.CSV or TABLES[media] is QueryResultsFormat.TSV:
                return Answered(b"true\n" if found else b"false\n", media)
            body: Any = {"head": {}, "boolean": bool(found)}
            return Answered(_table(msgspec.json.encode(body), media), media)
        return _solutions(found, media, bounds)


def chosen(accept: str, known: list[str]) -> str:
    """The media type to answer in; the first of ``known`` when none of those asked for is one."""
    for each in accept.lower().split(","):
        media = each.split(";")[0].strip()
        media = _OTHERS.get(media, media)
        if media in known:
            return media
    return known[0]


def _solutions(found: QuerySolutions, media: str, bounds: Bounds) -> Answered:
    names = [each.value for each in found.variables]
    rows: list[bytes] = []
    length, more = 0, False
    for row in until(found, bounds.seconds):
        if len(rows) == bounds.rows:
            more = True
            break
        terms = cast("tuple[Term | None, ...]", tuple(row))
        bound = zip(names, terms, strict=True)
        line = msgspec.json.encode({name: _json(term) for name, term in bound if term is not None})
        length += len(line)
        _short(length, bounds)
        rows.append(line)
    head = msgspec.json.encode({"vars": names})
    body = b'{"head":' + head + b',"results":{"bindings":[' + b",".join(rows) + b"]}}"
    body = _table(body, media)
    _short(len(body), bounds)
    return Answered(body, media, more)


def _table(body: bytes, media: str) -> bytes:
    """SPARQL's JSON in another of its formats."""
    if TABLES[media] is QueryResultsFormat.JSON:
        return body
    again = parse_query_results(body, QueryResultsFormat.JSON)
    return cast(bytes, again.serialize(format=TABLES[media]))


def _triples(found: QueryTriples, media: str, bounds: Bounds) -> Answered:
    kept: list[Triple] = []
    length, more = 0, False
    for triple in until(found, bounds.seconds):
        if len(kept) == bounds.rows:
            more = True
            break
        length += len(str(triple))
        _short(length, bounds)
        kept.append(triple)
    out = io.BytesIO()
    serialize(kept, out, GRAPHS[media])
    _short(out.tell(), bounds)
    return Answered(out.getvalue(), media, more)


def _short(length: int, bounds: Bounds) -> None:
    if length > bounds.bytes:
        raise TooLong(f"The answer would have more than {bounds.bytes:,} bytes; ask for less, with LIMIT.")


def _json(term: Term) -> dict[str, Any]:
    """A term as SPARQL 1.1 Query Results JSON has it."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        kind = {} if plain else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **kind}
    raise BadQuery("Statements about statements cannot be given as rows.")
