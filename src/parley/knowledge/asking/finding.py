"""What is asked of the graph for one reading of a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from parley.knowledge.asking.ages import age, moment
from parley.knowledge.asking.kinds import Kinds
from parley.knowledge.asking.relations import relations
from parley.knowledge.asking.types import Outcome, Reading, Shape, Thing
from parley.knowledge.graph import Graph
from parley.knowledge.terms import entity, relation
from parley.knowledge.types import Kind, Value

MOST = 300
"""Values of an answer."""
_OPEN = frozenset({"P106", "P166", "P26", "P40", "P69", "P27", "P1412", "P140", "P3373", "P136"})
"""Relations of which the graph seldom has all values: that one is missing does not mean that it is not so."""
_INSIDE = ("P131", "P17", "P30", "P361", "P706", "P276", "P206")
"""Relations that lead from a place to what it lies in."""
_OTHER_WAY = {"P36": "P1376", "P47": "P47", "P26": "P26", "P40": "P22"}
"""Relations that are also written down from the value to the thing."""


class Finder:
    """Looks up what readings ask for."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._kinds = Kinds(graph)

    def find(self, reading: Reading, language: str, today: date) -> Outcome | None:
        """What the graph has; None where that is nothing."""
        match reading.meaning.shape:
            case Shape.FACT:
                return self._fact(reading, language)
            case Shape.INVERSE:
                return self._inverse(reading, language)
            case Shape.COUNT:
                return self._count(reading, language)
            case Shape.MANY | Shape.LIST:
                return self._of_kind(reading, language)
            case Shape.CHECK:
                return self._check(reading, language)
            case Shape.COMPARE | Shape.BIGGER | Shape.DIFFERENCE:
                return self._compare(reading, language)
            case Shape.MOST:
                return self._most(reading, language)
            case Shape.AGE:
                return self._age(reading, language, today)
            case Shape.ABOUT:
                return self._about(reading, language)
            case _:
                return None

    def _about(self, reading: Reading, language: str) -> Outcome | None:
        thing = reading.things[0]
        text = self._graph.description(thing.candidate.id, language) if thing.candidate.id else ""
        if not text:
            return None
        value = Value(Kind.TEXT, text, language=language)
        said = self._graph.values(thing.candidate.id, "P31", language)
        query = f"SELECT ?it {{ {_term(thing)} <http://schema.org/description> ?it }}"
        return Outcome(reading, (value,), sources=_sources(said), query=query)

    def _fact(self, reading: Reading, language: str) -> Outcome | None:
        meaning, thing = reading.meaning, reading.things[0]
        values = self.values(thing, meaning.relation, language)
        values = self._narrowed(values, meaning.kinds)
        if not values:
            return None
        return Outcome(reading, values, sources=_sources(values), query=_select(thing, meaning.relation))

    def values(self, thing: Thing, name: str, language: str) -> tuple[Value, ...]:
        """The values of a relation, without those of older days where the newest number is told apart."""
        id = thing.candidate.id
        if thing.literal is not None or not id:
            return ()
        values = self._graph.values(id, name, language, MOST)
        if not values and name in ("P36",):
            ids = self._graph.subjects(_OTHER_WAY[name], id, MOST)
            values = [self._thing(each, language) for each in ids]
        facts = relations().get(name)
        if facts and facts.kind == "number":
            values = [each for each in values if each.kind is Kind.NUMBER][:1]
        elif facts and facts.kind == "day":
            values = sorted(
                (each for each in values if each.kind is Kind.DAY), key=lambda one: -len(one.text)
            )[:1]
        own = [each for each in values if each.language in ("", language)] or values
        if len(own) > 1 and all(each.id for each in own):
            return self._by_fame(tuple(own))
        return tuple(own)

    def _inverse(self, reading: Reading, language: str) -> Outcome | None:
        meaning, thing = reading.meaning, reading.things[0]
        found: dict[str, None] = {}
        for term in _terms(thing):
            for id in self._graph.subjects(meaning.relation, term, MOST):
                found.setdefault(id)
        if not found and meaning.relation in _OTHER_WAY and thing.literal is None:
            values = self._graph.values(thing.candidate.id, _OTHER_WAY[meaning.relation], language)
            found = dict.fromkeys(each.id for each in values if each.id)
        values = self._narrowed(tuple(self._thing(id, language) for id in found), meaning.kinds)
        if not values:
            return None
        said = self._graph.values(values[0].id, meaning.relation, language)
        name = "?it" if thing.literal is None else ""
        query = f"SELECT ?it {{ ?it <{relation(meaning.relation)}> {_term(thing) or name} }}"
        return Outcome(reading, self._by_fame(values), sources=_sources(said), query=query)

    def _count(self, reading: Reading, language: str) -> Outcome | None:
        values = self.values(reading.things[0], reading.meaning.relation, language)
        values = self._narrowed(values, reading.meaning.kinds)
        if not values or values[0].kind is not Kind.THING:
            return None
        query = _select(reading.things[0], reading.meaning.relation, "(COUNT(DISTINCT ?it) AS ?number)")
        return Outcome(reading, values, number=Decimal(len(values)), sources=_sources(values), query=query)

    def _of_kind(self, reading: Reading, language: str) -> Outcome | None:
        place = reading.things[0].candidate.id if reading.things else ""
        ids, query = self._kinds.members(reading.meaning.kinds, reading.meaning.kind, place)
        if not ids:
            return None
        values = self._by_fame(tuple(self._thing(id, language) for id in ids[:MOST]))
        said = self._graph.values(values[0].id, "P31", language)
        return Outcome(reading, values, number=Decimal(len(ids)), sources=_sources(said), query=query)

    def _check(self, reading: Reading, language: str) -> Outcome | None:
        subject, value = reading.things
        name = reading.meaning.relation
        query = f"ASK {{ {_term(subject)} <{relation(name)}> {_term(value)} }}"
        if name in _INSIDE:
            return self._inside(reading, language, query)
        values = self.values(subject, name, language)
        if any(_same(each, value) for each in values):
            same = tuple(each for each in values if _same(each, value))
            return Outcome(reading, values, True, sources=_sources(same), query=query)
        other = (
            self._graph.values(value.candidate.id, _OTHER_WAY.get(name, name), language)
            if not value.literal
            else []
        )
        if name in _OTHER_WAY and any(_same(each, subject) for each in other):
            return Outcome(reading, values, True, sources=_sources(other), query=query)
        if not values or name in _OPEN:
            return None
        return Outcome(reading, values, False, sources=_sources(values), query=query)

    def _inside(self, reading: Reading, language: str, query: str) -> Outcome | None:
        """Whether a place lies in another, by any number of steps."""
        subject, value = reading.things
        if value.literal is not None or subject.literal is not None:
            return None
        reached: dict[str, Value] = {}
        edge = [subject.candidate.id]
        for _ in range(4):
            steps = [
                each
                for id in edge
                for name in _INSIDE
                for each in self._graph.values(id, name, language, 20)
                if each.id and each.id not in reached
            ]
            reached |= {each.id: each for each in steps}
            edge = [each.id for each in steps][:40]
        if found := reached.get(value.candidate.id):
            return Outcome(reading, (found,), True, sources=found.sources, query=query)
        # It lies in another thing of that kind: another country, another continent.
        kinds = self._kinds.of(value.candidate.id)
        alike = tuple(each for each in reached.values() if kinds & self._kinds.of(each.id))
        if not alike or value.candidate.id == subject.candidate.id:
            return None
        return Outcome(reading, alike, False, sources=_sources(alike), query=query)

    def _compare(self, reading: Reading, language: str) -> Outcome | None:
        meaning = reading.meaning
        numbers = [self.values(each, meaning.relation, language)[:1] for each in reading.things]
        if not all(numbers):
            return None
        both = tuple(each[0] for each in numbers)
        one, other = (_order(each) for each in both)
        if one is None or other is None:
            return None
        query = _select_two(reading.things, meaning.relation)
        if meaning.shape is Shape.DIFFERENCE and both[0].number is not None and both[1].number is not None:
            difference = both[0].number - both[1].number
            return Outcome(reading, (), number=difference, compared=both, sources=_sources(both), query=query)
        first = one < other if meaning.least else one > other
        if meaning.shape is Shape.BIGGER:
            return Outcome(reading, (), first, compared=both, sources=_sources(both), query=query)
        if one == other or meaning.shape is Shape.DIFFERENCE:
            return None
        winner = reading.things[0 if first else 1].candidate
        values = (Value(Kind.THING, winner.label, id=winner.id),)
        return Outcome(reading, values, compared=both, sources=_sources(both), query=query)

    def _most(self, reading: Reading, language: str) -> Outcome | None:
        meaning = reading.meaning
        place = reading.things[0].candidate.id if reading.things else ""
        order, query = self._kinds.ordered(meaning, place)
        if len(order) < max(2, meaning.rank):
            return None
        id, number = order[meaning.rank - 1]
        said = [each for each in self._graph.values(id, meaning.relation, language) if each.text == number]
        if not said:
            return None
        return Outcome(
            reading, (self._thing(id, language),), compared=(said[0],), sources=_sources(said), query=query
        )

    def _age(self, reading: Reading, language: str, today: date) -> Outcome | None:
        thing = reading.things[0]
        born, died = (self.values(thing, name, language)[:1] for name in ("P569", "P570"))
        if not born or (reading.meaning.detail == "end" and not died):
            return None
        end = died[0].text if died else today.isoformat()
        years = age(born[0].text, end)
        if years is None or (not died and years > 120):
            return None
        query = _select(thing, "P569")
        return Outcome(
            reading, (), number=Decimal(years), compared=(*born, *died), sources=_sources(born), query=query
        )

    def _narrowed(self, values: tuple[Value, ...], kinds: Sequence[str]) -> tuple[Value, ...]:
        """Those of a kind; all, where none is."""
        if not kinds or len(values) < 2:
            return values
        wanted = self._kinds.below(kinds)
        return tuple(each for each in values if each.id and self._kinds.of(each.id) & wanted) or values

    def _thing(self, id: str, language: str) -> Value:
        return Value(Kind.THING, self._graph.label(id, language) or id, id=id)

    def _by_fame(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(sorted(values, key=lambda each: (-self._graph.popularity(each.id), each.text)))


def _order(value: Value) -> Decimal | None:
    if value.kind is Kind.NUMBER:
        return value.number
    return moment(value.text) if value.kind is Kind.DAY else None


def _same(value: Value, thing: Thing) -> bool:
    if thing.literal is None:
        return bool(value.id) and value.id == thing.candidate.id
    if value.number is not None and thing.literal.number is not None:
        return value.number == thing.literal.number
    return value.text.casefold() == thing.literal.text.casefold()


def _terms(thing: Thing) -> Iterator[Value | str]:
    """As which terms a value may stand in the graph."""
    literal = thing.literal
    if literal is None:
        yield thing.candidate.id
        return
    if literal.kind is Kind.NUMBER:
        yield literal
    text = literal.text
    bare = text.lstrip("+.")
    for each in dict.fromkeys(
        (text, text.capitalize(), text.lower(), text.upper(), bare, f"+{bare}", f".{bare}")
    ):
        yield Value(Kind.TEXT, each)


def _sources(values: Iterable[Value]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in values for name in each.sources))


def _term(thing: Thing) -> str:
    if thing.literal is not None:
        return '"' + thing.literal.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"<{entity(thing.candidate.id)}>"


def _select(thing: Thing, name: str, what: str = "?it") -> str:
    return f"SELECT {what} {{ {_term(thing)} <{relation(name)}> ?it }}"


def _select_two(things: Sequence[Thing], name: str) -> str:
    both = " ".join(_term(each) for each in things)
    return f"SELECT ?it ?value {{ VALUES ?it {{ {both} }} ?it <{relation(name)}> ?value }}"
