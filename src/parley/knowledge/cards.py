"""A thing as its page shows it: what it is called, what is said of it and by whom, and what is around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from parley.knowledge.terms import short
from parley.knowledge.types import Card, Fact, Kind, Neighbour, Source, Value

MOST_FACTS = 80
"""Relations of a card."""
MOST_VALUES = 24
"""Values of one relation; a country has more cities than anybody reads."""
MOST_NEIGHBOURS = 60
_LOOKED_AT = 400
"""Things that refer to this one that are looked at; of those known well, all may be meant by millions."""
_READ = 5_000
"""Values that are read, whatever relation they are of."""
_PER_RELATION = 12
_IMAGES = ("urn:parley:relation:flag", "P487", "P18", "P41")
"""Relations that give a picture: an emoji, or a file's address."""
_FIRST = ("P31", "P279")


class Named(Protocol):
    """A name of a thing, as ``graph.Name``."""

    @property
    def text(self) -> str: ...


class Facts(Protocol):
    """What a card needs of ``graph.Graph``."""

    def facts(self, entity: str, language: str = "en", most: int = 1000) -> Mapping[str, Sequence[Value]]: ...
    def names(self, entity: str, language: str = "") -> Sequence[Named]: ...
    def label(self, entity: str, language: str = "en") -> str: ...
    def description(self, entity: str, language: str = "en") -> str: ...
    def relation_name(self, relation: str, language: str = "en") -> str: ...
    def around(self, entity: str, most: int = 1000) -> Iterator[tuple[str, str]]: ...
    def popularity(self, entity: str) -> int: ...
    def sources(self) -> Sequence[Source]: ...


def card(graph: Facts, id: str, language: str = "en") -> Card | None:
    """The card of a thing, in ``en`` or ``zh``; None where the graph has neither a name nor a fact of it.

    At most 80 relations of 24 values, and 60 neighbours.
    """
    label = graph.label(id, language)
    told = graph.facts(id, language, _READ)
    if not label and not told:
        return None
    id = short(id)
    facts = [
        Fact(relation, graph.relation_name(relation, language), _shown(values, language))
        for relation, values in _ordered(told)
    ][:MOST_FACTS]
    said_by = {name for fact in facts for value in fact.values for name in value.sources}
    kinds = next((fact.values for fact in facts if fact.relation == "P31"), ())
    return Card(
        id,
        label or id,
        graph.description(id, language) or graph.description(id, "zh" if language == "en" else "en"),
        tuple(dict.fromkeys(name.text for name in graph.names(id) if name.text != label))[:40],
        kinds[0].text if kinds else "",
        _image(told),
        tuple(facts),
        tuple(_neighbours(graph, id, facts, language))[:MOST_NEIGHBOURS],
        tuple(source for source in graph.sources() if source.name in said_by),
    )


def _ordered(told: Mapping[str, Sequence[Value]]) -> list[tuple[str, Sequence[Value]]]:
    """What it is comes first; then by Wikidata's numbers, the oldest being the commonest; then the rest."""

    def place(relation: str) -> tuple[int, int, str]:
        if relation in _FIRST:
            return 0, 0, relation
        number = relation[1:]
        return (1, int(number), "") if relation[:1] == "P" and number.isdigit() else (2, 0, relation)

    return sorted(told.items(), key=lambda each: place(each[0]))


def _shown(values: Sequence[Value], language: str) -> tuple[Value, ...]:
    """Texts of the language asked for, where there are any; and of all not too many."""
    texts = [value for value in values if value.language in ("", language)]
    return tuple((texts or values)[:MOST_VALUES])


def _image(told: Mapping[str, Sequence[Value]]) -> str:
    for relation in _IMAGES:
        for value in told.get(relation, ()):
            if value.kind is Kind.TEXT and not value.text.isascii() and len(value.text) <= 16:
                return value.text
            if value.text.startswith(("https://", "http://")):
                return value.text
            if value.id.startswith(("https://", "http://")):
                return value.id
    return ""


def _neighbours(graph: Facts, id: str, facts: Sequence[Fact], language: str) -> Iterator[Neighbour]:
    """What it refers to, then the best known of what refers to it; of each relation not too many."""
    for fact in facts:
        things = [value for value in fact.values if value.kind is Kind.THING and value.text != value.id]
        for value in things[:_PER_RELATION]:
            if value.id != id:
                yield Neighbour(value.id, value.text, fact.relation, fact.name, True)
    incoming: dict[str, dict[str, None]] = {}
    for other, relation in graph.around(id, _LOOKED_AT):
        if other != id:
            incoming.setdefault(relation, {}).setdefault(other)
    for relation, others in sorted(incoming.items(), key=lambda each: len(each[1])):
        name = graph.relation_name(relation, language)
        best = sorted(others, key=lambda other: (-graph.popularity(other), other))
        for other in best[:_PER_RELATION]:
            if label := graph.label(other, language):
                yield Neighbour(other, label, relation, name, False)
