"""A thing as its page shows it."""

from __future__ import annotations

import pytest

from parley.knowledge.cards import MOST_FACTS, MOST_NEIGHBOURS, MOST_VALUES, card
from parley.knowledge.graph import Graph
from parley.knowledge.graph.sources import tell
from parley.knowledge.types import Source

WORLD = """
wd:Q142 rdfs:label "France"@en, "法国"@zh; skos:altLabel "French Republic"@en; p:popularity 900;
  schema:description "country in Europe"@en, "欧洲国家"@zh;
  wdt:P1082 68000000; wdt:P36 wd:Q90; wdt:P31 wd:Q6256; <urn:parley:relation:flag> "🇫🇷";
  wdt:P1448 "République française"@fr, "French Republic"@en, "法兰西共和国"@zh .
wd:Q90 rdfs:label "Paris"@en, "巴黎"@zh; wdt:P17 wd:Q142; p:popularity 800 .
wd:Q456 rdfs:label "Lyon"@en, "里昂"@zh; wdt:P17 wd:Q142; p:popularity 300 .
wd:Q6256 rdfs:label "country"@en, "国家"@zh .
wd:Q7 wdt:P17 wd:Q142 .
wdt:P36 rdfs:label "capital"@en, "首都"@zh . wdt:P17 rdfs:label "country"@en, "国家"@zh .
"""


@pytest.fixture
def graph() -> Graph:
    graph = Graph.in_memory(WORLD, "small")
    tell(graph.store, Source("small", "A small graph", "CC0-1.0", triples=10))
    tell(graph.store, Source("unused", "Says nothing of France", "MIT"))
    return graph


def test_a_card_tells_what_a_thing_is_called_and_what_it_is(graph: Graph) -> None:
    french = card(graph, "Q142", "en")
    assert french is not None
    assert (french.id, french.label, french.description) == ("Q142", "France", "country in Europe")
    assert (french.kind, french.image) == ("country", "🇫🇷")
    assert set(french.names) == {"法国", "French Republic"}
    chinese = card(graph, "http://www.wikidata.org/entity/Q142", "zh")
    assert chinese is not None
    assert (chinese.id, chinese.label, chinese.kind) == ("Q142", "法国", "国家")


def test_facts_begin_with_what_it_is_and_are_named_in_the_language(graph: Graph) -> None:
    found = card(graph, "Q142", "zh")
    assert found is not None
    assert [fact.relation for fact in found.facts] == [
        "P31",
        "P36",
        "P1082",
        "P1448",
        "urn:parley:relation:flag",
    ]
    capital = found.facts[1]
    assert (capital.name, capital.values[0].text, capital.values[0].id) == ("首都", "巴黎", "Q90")
    assert capital.values[0].sources == ("small",)


def test_of_texts_only_those_in_the_language_are_shown(graph: Graph) -> None:
    found = card(graph, "Q142", "zh")
    assert found is not None
    assert [value.text for fact in found.facts for value in fact.values if fact.relation == "P1448"] == [
        "法兰西共和国"
    ]


def test_around_it_is_what_it_refers_to_and_what_refers_to_it_the_best_known_first(graph: Graph) -> None:
    found = card(graph, "Q142", "en")
    assert found is not None
    around = [(each.label, each.name, each.out) for each in found.neighbours]
    assert around == [
        ("country", found.facts[0].name, True),
        ("Paris", "capital", True),
        ("Paris", "country", False),
        ("Lyon", "country", False),
    ]


def test_only_sources_that_say_something_of_it_are_named(graph: Graph) -> None:
    found = card(graph, "Q142", "en")
    assert found is not None
    assert [(each.name, each.licence) for each in found.sources] == [("small", "CC0-1.0")]


@pytest.mark.parametrize("id", ["Q99999", "", "no name at all", "urn:x:y", "<>", "http://"])
def test_what_is_not_known_has_no_card(graph: Graph, id: str) -> None:
    assert card(graph, id, "en") is None


def test_a_card_is_bounded_however_much_is_known() -> None:
    facts = "".join(
        f"wd:Q1 wdt:P{relation} {', '.join(f'wd:Q{relation}{n:03}' for n in range(30))} .\n"
        for relation in range(10, 110)
    )
    named = "".join(f'wd:Q{relation}{n:03} rdfs:label "x"@en .\n' for relation in (10, 11) for n in range(30))
    referring = "".join(f'wd:Q8{n:04} rdfs:label "y{n}"@en; wdt:P17 wd:Q1 .\n' for n in range(600))
    graph = Graph.in_memory('wd:Q1 rdfs:label "Hub"@en .' + facts + named + referring)
    found = card(graph, "Q1", "en")
    assert found is not None
    assert len(found.facts) == MOST_FACTS and len(found.neighbours) <= MOST_NEIGHBOURS
    assert max(len(fact.values) for fact in found.facts) == MOST_VALUES
    assert any(not each.out for each in found.neighbours)
