"""What is known of the sources: title, licence, address, when they were taken in, and how much they say."""

from __future__ import annotations

from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, Store

from parley.knowledge.graph.values import XSD
from parley.knowledge.terms import FROM, LICENCE, MODIFIED, SOURCE, SOURCES, TITLE, TRIPLES
from parley.knowledge.types import Source

_GRAPH = NamedNode(SOURCES)
_FIELDS = {"title": TITLE, "licence": LICENCE, "url": FROM, "modified": MODIFIED}


def graph_of(name: str) -> NamedNode:
    """The named graph of a source."""
    return NamedNode(SOURCE + name)


def sources_of(store: Store) -> tuple[Source, ...]:
    """All sources, by name."""
    told: dict[str, dict[str, str]] = {}
    for quad in store.quads_for_pattern(None, None, None, _GRAPH):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(SOURCE):
            about = told.setdefault(quad.subject.value[len(SOURCE) :], {})
            if isinstance(quad.object, Literal | NamedNode):
                about[quad.predicate.value] = quad.object.value
    return tuple(
        Source(
            name,
            **{field: about.get(iri, "") for field, iri in _FIELDS.items()},
            triples=int(about.get(TRIPLES, "0")),
        )
        for name, about in sorted(told.items())
    )


def tell(store: Store, source: Source) -> None:
    """Write down what is known of a source, instead of what was known before."""
    forget(store, source.name)
    subject = graph_of(source.name)
    quads = [
        Quad(subject, NamedNode(iri), Literal(getattr(source, field)), _GRAPH)
        for field, iri in _FIELDS.items()
        if field != "modified" and getattr(source, field)
    ]
    day = source.modified or date.today().isoformat()
    quads.append(Quad(subject, NamedNode(MODIFIED), Literal(day, datatype=NamedNode(XSD + "date")), _GRAPH))
    quads.append(Quad(subject, NamedNode(TRIPLES), Literal(source.triples), _GRAPH))
    store.extend(quads)


def forget(store: Store, name: str) -> None:
    """Take back what is known of a source."""
    for quad in list(store.quads_for_pattern(graph_of(name), None, None, _GRAPH)):
        store.remove(quad)
