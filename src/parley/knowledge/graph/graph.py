"""What is said of things: lookups by pattern over all sources at once, each value with who says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store

from parley.knowledge.graph import generations
from parley.knowledge.graph.rows import Rows, select
from parley.knowledge.graph.sources import sources_of
from parley.knowledge.graph.values import Term, named, own_name, terms_of, thing, value_of
from parley.knowledge.terms import (
    ALIAS,
    DESCRIPTION,
    LABEL,
    POPULARITY,
    SOURCE,
    SOURCES,
    UNIT,
    short,
)
from parley.knowledge.types import Source, Value

MOST = 1_000
"""Values, things and rows that a lookup gives unless told otherwise."""
SECONDS = 5.0
"""A SELECT may take, unless told otherwise; looked at between its rows."""
_LABEL, _ALIAS, _DESCRIPTION = NamedNode(LABEL), NamedNode(ALIAS), NamedNode(DESCRIPTION)
_POPULARITY = NamedNode(POPULARITY)
_NAMES = frozenset({LABEL, ALIAS, DESCRIPTION, POPULARITY})
"""Relations that are no facts."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is called."""

    id: str
    """Of the thing: short where it is Wikidata's."""
    text: str
    language: str
    """``en``, ``zh``, …; empty where the source does not tell."""
    label: bool
    """Its main name in that language, and not one of the others."""


class Graph:
    """The current state of the graph, for one process. Nothing here changes it, ``load`` excepted.

    Lookups take tens of microseconds and may run on an event loop's thread; ``select`` may take long and
    may not.
    """

    def __init__(self, store: Store, state: Path | None = None, folder: Path | None = None) -> None:
        self.store = store
        self.state = state
        """The folder of this state, where what is made of it may lie; None in memory."""
        self._folder = folder
        self._units: dict[str, str] | None = None

    @classmethod
    def open(cls, folder: Path, read_only: bool = True) -> Graph:
        """The current state in ``<data>/knowledge/graph``; an empty graph where nothing was imported yet.

        ``read_only`` False is for tests and for whoever has the folder to themselves. Raises ``OSError``
        when its files are damaged.
        """
        state = generations.current(folder)
        if read_only:
            return cls(Store.read_only(str(state / generations.STORE)) if state else Store(), state, folder)
        if state is None:
            state = generations.following(folder)
            graph = cls.at(state)
            generations.switch(folder, state)
            return graph
        return cls.at(state)

    @classmethod
    def at(cls, state: Path) -> Graph:
        """A state that nobody else has open, to be written; made if it is not there."""
        state.mkdir(parents=True, exist_ok=True)
        return cls(Store(str(state / generations.STORE)), state)

    @classmethod
    def in_memory(cls, turtle: str = "", source: str = "test") -> Graph:
        """A small graph that is gone with the process."""
        graph = cls(Store())
        graph.load(turtle, source)
        return graph

    def load(self, turtle: str, source: str = "test") -> None:
        """Add a few facts, written in Turtle. The prefixes ``wd:``, ``wdt:``, ``rdfs:``, ``skos:``,
        ``schema:``, ``xsd:`` and ``p:`` (Parley's own) are known. Raises ``SyntaxError``.
        """
        self.store.load(
            (PREFIXES + turtle).encode(), RdfFormat.TURTLE, to_graph=NamedNode(SOURCE + source), base_iri=None
        )
        self._units = None

    @property
    def stamp(self) -> str:
        """Names this state: another after every import."""
        return self.state.name if self.state else "memory"

    def fresh(self) -> Graph:
        """This graph, or the newer state if an import has made one since. Costs one small read."""
        if self._folder is None or generations.current(self._folder) == self.state:
            return self
        return Graph.open(self._folder)

    def __len__(self) -> int:
        """Triples of all sources; counts them."""
        return len(self.store)

    # What is said of a thing.

    def values(self, entity: str, relation: str, language: str = "en", most: int = MOST) -> list[Value]:
        """The values of one relation, each once, with all sources that say it.

        Things have their labels in ``language``, or else in another.
        """
        if not (pattern := _pattern(entity, relation)):
            return []
        found: dict[Term, list[str]] = {}
        for quad in self.store.quads_for_pattern(*pattern, None, None):
            if quad.object in found or len(found) < most:
                found.setdefault(quad.object, []).append(_source(quad))
        return [self._value(term, tuple(by), relation, language) for term, by in found.items()]

    def facts(self, entity: str, language: str = "en", most: int = MOST) -> dict[str, list[Value]]:
        """Short names of relations and their values: all that is said of a thing, but for its names."""
        if not (pattern := _pattern(entity)):
            return {}
        found: dict[tuple[str, Term], list[str]] = {}
        for quad in self.store.quads_for_pattern(*pattern, None, None):
            key = quad.predicate.value, quad.object
            if key[0] not in _NAMES and (key in found or len(found) < most):
                found.setdefault(key, []).append(_source(quad))
        facts: dict[str, list[Value]] = {}
        for (relation, term), by in found.items():
            facts.setdefault(short(relation), []).append(self._value(term, tuple(by), relation, language))
        return facts

    def subjects(self, relation: str, term: Value | str, most: int = MOST) -> list[str]:
        """Ids of the things of which it is said: who has this mother, what has this number.

        ``term``: a value, or the id of a thing.
        """
        found: dict[str, None] = {}
        for quad in self._about(relation, term):
            if isinstance(quad.subject, NamedNode):
                found.setdefault(short(quad.subject.value))
            if len(found) >= most:
                break
        return list(found)

    def count(self, relation: str, term: Value | str, most: int = 1_000_000) -> int:
        """Of how many things it is said; counted up to ``most``."""
        return len(self.subjects(relation, term, most))

    def has(self, entity: str, relation: str, term: Value | str) -> bool:
        """Whether it is said of a thing."""
        if not (pattern := _pattern(entity, relation)):
            return False
        return any(
            next(iter(self.store.quads_for_pattern(*pattern, each, None)), None) is not None
            for each in _terms(term)
        )

    def around(self, entity: str, most: int = MOST) -> Iterator[tuple[str, str]]:
        """Things of which something is said with this one as the value: (their id, short relation)."""
        if not (pattern := _pattern(entity)):
            return
        for number, quad in enumerate(self.store.quads_for_pattern(None, None, pattern[0], None)):
            if number == most:
                return
            if isinstance(quad.subject, NamedNode):
                yield short(quad.subject.value), short(quad.predicate.value)

    # What it is called.

    def names(self, entity: str, language: str = "") -> list[Name]:
        """What a thing or relation is called: labels first. ``language`` empty for all of them."""
        found: dict[Name, None] = {}
        for relation in (_LABEL, _ALIAS):
            for text, tag in self._texts(entity, relation):
                if not language or tag in ("", language):
                    found.setdefault(Name(short(entity), text, tag, relation is _LABEL))
        return list(found)

    def label(self, entity: str, language: str = "en") -> str:
        """Its main name in that language, or else in English, Chinese or any; empty where it has none."""
        return _chosen(self._texts(entity, _LABEL), language)

    def description(self, entity: str, language: str = "en") -> str:
        """A few words on what it is, in that language; empty where there are none."""
        texts = self._texts(entity, _DESCRIPTION)
        return next((text for text, tag in texts if tag in (language, "")), "")

    def relation_name(self, relation: str, language: str = "en") -> str:
        """What a relation is called: its label, or else the last part of its name."""
        iri = named(relation).value
        return self.label(iri, language) or own_name(iri)

    def popularity(self, entity: str) -> int:
        """How well known it is, from 0 to 1,000,000; of several sources the most."""
        if not (pattern := _pattern(entity)):
            return 0
        found = self.store.quads_for_pattern(pattern[0], _POPULARITY, None, None)
        numbers = [value_of(quad.object).number for quad in found]
        return max((min(1_000_000, max(0, int(each))) for each in numbers if each is not None), default=0)

    def all_names(self) -> Iterator[Name]:
        """Every name of every thing and relation, in no order: what an index of names is made of."""
        for relation in (_LABEL, _ALIAS):
            for quad in self.store.quads_for_pattern(None, relation, None, None):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                    text, tag = quad.object.value, quad.object.language or ""
                    yield Name(short(quad.subject.value), text, tag, relation is _LABEL)

    def all_popularity(self) -> Iterator[tuple[str, int]]:
        """Every thing whose popularity is told: (id, 0 to 1,000,000)."""
        for quad in self.store.quads_for_pattern(None, _POPULARITY, None, None):
            if isinstance(quad.subject, NamedNode) and (number := value_of(quad.object).number) is not None:
                yield short(quad.subject.value), min(1_000_000, max(0, int(number)))

    # All of it.

    def unit(self, relation: str) -> str:
        """The unit of a relation's numbers; empty for plain numbers."""
        if self._units is None:
            told = self.store.quads_for_pattern(None, NamedNode(UNIT), None, None)
            self._units = {
                short(quad.subject.value): quad.object.value
                for quad in told
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
            }
        return self._units.get(short(relation), "")

    def sources(self) -> tuple[Source, ...]:
        """What was imported, by name."""
        return sources_of(self.store)

    def select(self, query: str, most: int = MOST, seconds: float = SECONDS) -> Rows:
        """The first rows of a SELECT. Raises ``BadQuery``, ``TooLong``, ``EngineTimeout``."""
        return select(self.store, query, most, seconds)

    def value(self, term: Term, relation: str = "", language: str = "en") -> Value:
        """A term of ``select``'s rows as a value; ``relation`` tells a number's unit."""
        return self._value(term, (), relation, language)

    def _value(self, term: Term, by: tuple[str, ...], relation: str, language: str) -> Value:
        unit = self.unit(relation) if relation else ""
        label = self.label(term.value, language) if isinstance(term, NamedNode) else ""
        return value_of(term, tuple(dict.fromkeys(by)), unit, label)

    def _texts(self, entity: str, relation: NamedNode) -> list[tuple[str, str]]:
        if not (pattern := _pattern(entity)):
            return []
        return [
            (quad.object.value, quad.object.language or "")
            for quad in self.store.quads_for_pattern(pattern[0], relation, None, None)
            if isinstance(quad.object, Literal)
        ]

    def _about(self, relation: str, term: Value | str) -> Iterator[Quad]:
        try:
            predicate = named(relation)
        except ValueError:
            return
        for each in _terms(term):
            yield from self.store.quads_for_pattern(None, predicate, each, None)


PREFIXES = """
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <http://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix p: <urn:parley:> .
"""


def _pattern(
    entity: str, relation: str | None = None
) -> tuple[NamedNode | BlankNode, NamedNode | None] | None:
    """A pattern; None for what cannot be a name, of which nothing is said."""
    try:
        return thing(entity), named(relation) if relation is not None else None
    except ValueError:
        return None


def _terms(term: Value | str) -> Iterator[Term]:
    try:
        yield from terms_of(term)
    except ValueError:
        return


def _source(quad: Quad) -> str:
    graph = quad.graph_name
    name = graph.value if isinstance(graph, NamedNode) else ""
    return name[len(SOURCE) :] if name.startswith(SOURCE) else name if name != SOURCES else ""


def _chosen(texts: list[tuple[str, str]], language: str) -> str:
    for wanted in (language, "en", "zh", ""):
        for text, tag in texts:
            if tag == wanted:
                return text
    return texts[0][0] if texts else ""
