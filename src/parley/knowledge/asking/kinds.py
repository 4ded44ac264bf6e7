"""Things of a kind: which there are, where, and in what order of some number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nlargest, nsmallest
from itertools import islice

from pyoxigraph import Literal, NamedNode

from parley.knowledge.asking.ages import moment
from parley.knowledge.asking.types import Meaning
from parley.knowledge.graph import Graph
from parley.knowledge.terms import DIRECT, entity, relation, short

MOST = 200_000
"""Things of a kind that are looked through; of larger kinds no order is told."""
_DEEPEST, _WIDEST = 6, 400
_FEW = 2_000
"""Of so many things numbers are looked up one by one."""
_AT = ("P17", "P30", "P131", "P361", "P706", "P276", "P206", "P397")
"""Relations by which a thing is somewhere."""


class Kinds:
    """The kinds of one state of a graph. What was found out stays known."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.below = lru_cache(256)(self._below)
        self.of = lru_cache(4096)(self._of)
        self._ordered = lru_cache(512)(self._in_order)
        self._members = lru_cache(512)(self._all)
        self._in = lru_cache(64)(self._near)

    def _below(self, kinds: tuple[str, ...]) -> frozenset[str]:
        """The kinds and all that are kinds of them."""
        found = dict.fromkeys(kinds)
        edge = list(kinds)
        for _ in range(_DEEPEST):
            edge = [
                each
                for kind in edge
                for each in self._graph.subjects("P279", kind, _WIDEST)
                if each not in found and len(found) < _WIDEST
            ]
            if not edge:
                break
            found |= dict.fromkeys(edge)
        return frozenset(found)

    def _of(self, id: str) -> frozenset[str]:
        """The kinds that a thing is said to be of."""
        return frozenset(each.id for each in self._graph.values(id, "P31", "en", 50) if each.id)

    def members(self, kinds: Sequence[str], word: str, place: str) -> tuple[Sequence[str], str]:
        """Ids of the things of a kind, in a place if one is given, and the query that finds them."""
        return self._members(self._present(kinds, word), place)

    def ordered(self, meaning: Meaning, place: str) -> tuple[Sequence[tuple[str, str]], str]:
        """The first of a kind by a relation, each with the text of its number, and the query."""
        kinds = self._present(meaning.kinds, meaning.kind)
        return self._ordered(kinds, meaning.relation, meaning.least, place)

    def _present(self, kinds: Sequence[str], word: str) -> frozenset[str]:
        """The kinds that the graph has things of; where it has none, those of that name."""
        wanted = self.below(tuple(kinds))
        if any(self._graph.subjects("P31", each, 1) for each in wanted):
            return wanted
        named: list[str] = []
        for language in ("en", "zh"):
            text = Literal(word, language=language)
            label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
            for quad in self._graph.store.quads_for_pattern(None, label, text, None):
                if isinstance(quad.subject, NamedNode):
                    named.append(short(quad.subject.value))
        return self.below(tuple(sorted(set(named))))

    def _all(self, kinds: frozenset[str], place: str) -> tuple[Sequence[str], str]:
        query = f"SELECT DISTINCT ?it {{ {_where(kinds, place)} }}"
        found = self._there(kinds, place)
        return tuple(sorted(short(each) for each in found)), query

    def _there(self, kinds: frozenset[str], place: str) -> frozenset[str]:
        """Whole names of all things of these kinds, in a place if one is given; none if they are too many."""
        found: set[str] = set()
        for kind in kinds:
            found |= self._said("P31", kind)
        return frozenset() if len(found) > MOST else frozenset(found & self._in(place) if place else found)

    def _near(self, place: str) -> frozenset[str]:
        """Whole names of what is in a place, or in something that is."""
        direct: set[str] = set()
        for name in _AT:
            direct |= self._said(name, place)
        found = set(direct)
        for each in list(direct)[:_WIDEST]:
            for name in ("P17", "P131"):
                found |= self._said(name, each)
                if len(found) > MOST:
                    return frozenset(found)
        return frozenset(found)

    def _said(self, name: str, id: str) -> set[str]:
        """Whole names of the things of which this is said."""
        term = NamedNode(entity(id))
        found = self._graph.store.quads_for_pattern(None, NamedNode(relation(name)), term, None)
        return {quad.subject.value for quad in islice(found, MOST + 1) if isinstance(quad.subject, NamedNode)}

    def _in_order(
        self, kinds: frozenset[str], name: str, least: bool, place: str
    ) -> tuple[Sequence[tuple[str, str]], str]:
        query = f"SELECT ?it ?value {{ {_where(kinds, place)} ?it <{relation(name)}> ?value }}"
        turned = f"{query} ORDER BY {'ASC' if least else 'DESC'}(?value)"
        best: dict[str, tuple[float, str]] = {}
        for iri, value in self._numbers(name, self._there(kinds, place)):
            if (number := _number(value)) is not None:
                best.setdefault(iri, (number, value.value if isinstance(value, Literal) else ""))
        first = nsmallest if least else nlargest
        order = first(50, best.items(), key=lambda each: (each[1][0], each[0]))
        return tuple((short(iri), text) for iri, (_, text) in order), turned

    def _numbers(self, name: str, things: frozenset[str]) -> Iterator[tuple[str, object]]:
        """What a relation says of some things."""
        predicate, store = NamedNode(relation(name)), self._graph.store
        if len(things) < _FEW:
            for iri in sorted(things):
                for quad in store.quads_for_pattern(NamedNode(iri), predicate, None, None):
                    yield iri, quad.object
            return
        for quad in store.quads_for_pattern(None, predicate, None, None):
            if isinstance(quad.subject, NamedNode) and quad.subject.value in things:
                yield quad.subject.value, quad.object


def _where(kinds: Iterable[str], place: str) -> str:
    listed = " ".join(f"<{entity(each)}>" for each in sorted(kinds))
    where = f"VALUES ?kind {{ {listed} }} ?it <{DIRECT}P31> ?kind ."
    if place:
        at = "|".join(f"<{relation(each)}>" for each in _AT)
        there = f"<{entity(place)}>"
        near = f"<{relation('P17')}>|<{relation('P131')}>"
        where += f" {{ ?it {at} {there} }} UNION {{ ?it {near} ?near . ?near {at} {there} }}"
    return where


def _number(term: object) -> float | None:
    if not isinstance(term, Literal):
        return None
    try:
        return float(term.value)
    except ValueError:
        found = moment(term.value)
        return float(found) if found is not None else None
