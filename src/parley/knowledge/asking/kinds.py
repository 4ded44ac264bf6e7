"""Things of a kind: which there are, where, and in what order of some number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from parley.knowledge.asking.ages import moment
from parley.knowledge.asking.types import Meaning
from parley.knowledge.graph import Graph
from parley.knowledge.terms import DIRECT, entity, relation, short

MOST = 200_000
"""Things of a kind that are looked through; of larger kinds no order is told."""
_DEEPEST, _WIDEST = 6, 400
_SECONDS = 10.0
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
        if not kinds:
            return (), query
        rows = self._graph.select(query, MOST, _SECONDS)
        return () if rows.more else tuple(short(str(_name(row[0]))) for row in rows.rows), query

    def _in_order(
        self, kinds: frozenset[str], name: str, least: bool, place: str
    ) -> tuple[Sequence[tuple[str, str]], str]:
        where = f"{_where(kinds, place)} ?it <{relation(name)}> ?value ."
        query = f"SELECT ?it ?value {{ {where} }}"
        if not kinds:
            return (), query
        rows = self._graph.select(query, MOST, _SECONDS)
        if rows.more:
            return (), query
        best: dict[str, tuple[float, str]] = {}
        for thing, value in rows.rows:
            number = _number(value)
            if number is not None:
                id = short(str(_name(thing)))
                best.setdefault(id, (number, value.value if isinstance(value, Literal) else ""))
        order = sorted(best.items(), key=lambda each: (each[1][0] if least else -each[1][0], each[0]))
        turned = f"{query} ORDER BY {'ASC' if least else 'DESC'}(?value)"
        return tuple((id, text) for id, (_, text) in order[:50]), turned


def _where(kinds: Iterable[str], place: str) -> str:
    listed = " ".join(f"<{entity(each)}>" for each in sorted(kinds))
    where = f"VALUES ?kind {{ {listed} }} ?it <{DIRECT}P31> ?kind ."
    if place:
        at = "|".join(f"<{relation(each)}>" for each in _AT)
        there = f"<{entity(place)}>"
        near = f"<{relation('P17')}>|<{relation('P131')}>"
        where += f" {{ ?it {at} {there} }} UNION {{ ?it {near} ?near . ?near {at} {there} }}"
    return where


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _number(term: object) -> float | None:
    if not isinstance(term, Literal):
        return None
    try:
        return float(term.value)
    except ValueError:
        found = moment(term.value)
        return float(found) if found is not None else None
