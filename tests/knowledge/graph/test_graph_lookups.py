"""What is said of things: values with their sources, the other way round, names, and how well known."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from parley.knowledge.graph import BadQuery, Graph
from parley.knowledge.types import Kind, Value

FACTS = """
wd:Q133300 rdfs:label "Mount Tai"@en, "泰山"@zh ; skos:altLabel "Taishan"@en, "岱宗"@zh ;
  schema:description "mountain in China"@en ; p:popularity 900 ;
  wdt:P2044 1532.7 ; wdt:P17 wd:Q148 ; wdt:P571 "1987-12-11"^^xsd:date ; wdt:P1 "-0044"^^xsd:gYear .
wd:Q148 rdfs:label "中国"@zh ; wdt:P36 wd:Q956 .
wd:Q956 rdfs:label "Beijing"@en, "北京"@zh ; wdt:P17 wd:Q148 ; wdt:P1082 21893095 .
wdt:P2044 p:unit "meter" ; rdfs:label "elevation"@en, "海拔"@zh .
<urn:x:nameless> wdt:P17 wd:Q148 .
"""


@pytest.fixture
def graph() -> Graph:
    graph = Graph.in_memory(FACTS, "one")
    graph.load("wd:Q133300 wdt:P2044 1532.7, 1545 ; wdt:P17 wd:Q148 ; p:popularity 2000 .", "two")
    return graph


def test_a_value_is_told_once_with_all_who_say_it(graph: Graph) -> None:
    heights = {value.number: value for value in graph.values("Q133300", "P2044")}
    assert set(heights) == {Decimal("1532.7"), Decimal(1545)}
    assert set(heights[Decimal("1532.7")].sources) == {"one", "two"}
    assert heights[Decimal(1545)].sources == ("two",)
    assert {value.unit for value in heights.values()} == {"meter"}


def test_things_have_their_label_in_the_language_or_in_another(graph: Graph) -> None:
    assert [(value.kind, value.id, value.text) for value in graph.values("Q133300", "P17", "en")] == [
        (Kind.THING, "Q148", "中国")
    ]
    assert graph.values("Q148", "P36", "zh")[0].text == "北京"
    assert graph.values("Q956", "P17", "en")[0].text == "中国"


def test_days_and_years(graph: Graph) -> None:
    (day,) = graph.values("Q133300", "P571")
    (year,) = graph.values("Q133300", "P1")
    assert (day.kind, day.text, year.kind, year.text) == (Kind.DAY, "1987-12-11", Kind.DAY, "-0044")


def test_facts_are_all_but_the_names(graph: Graph) -> None:
    assert set(graph.facts("Q133300")) == {"P2044", "P17", "P571", "P1"}
    assert len(graph.facts("Q133300", most=2)) <= 2


def test_the_other_way_round(graph: Graph) -> None:
    assert set(graph.subjects("P17", "Q148")) == {"Q133300", "Q956", "urn:x:nameless"}
    assert graph.count("P17", "Q148") == 3 and graph.count("P17", "Q148", most=2) == 2
    assert graph.subjects("P1082", Value(Kind.NUMBER, "21893095")) == ["Q956"]
    assert graph.subjects("P571", Value(Kind.DAY, "1987-12-11")) == ["Q133300"]
    assert graph.subjects("http://www.w3.org/2000/01/rdf-schema#label", Value(Kind.TEXT, "泰山")) == [
        "Q133300"
    ]
    assert set(graph.around("Q148")) >= {("Q133300", "P17"), ("Q956", "P17")}
    assert graph.has("Q133300", "P17", "Q148") and not graph.has("Q133300", "P17", "Q956")


def test_names_and_popularity(graph: Graph) -> None:
    assert [name.text for name in graph.names("Q133300", "zh")] == ["泰山", "岱宗"]
    assert [(name.text, name.label) for name in graph.names("Q133300", "en")] == [
        ("Mount Tai", True),
        ("Taishan", False),
    ]
    assert graph.popularity("Q133300") == 2000 and graph.popularity("Q148") == 0
    assert (
        graph.description("Q133300", "en") == "mountain in China" and graph.description("Q133300", "zh") == ""
    )
    assert (graph.relation_name("P2044", "zh"), graph.relation_name("P999")) == ("海拔", "P999")
    assert {name.text for name in graph.all_names()} >= {"泰山", "岱宗", "Beijing", "elevation"}
    assert dict(graph.all_popularity())["Q133300"] in (900, 2000)


@pytest.mark.parametrize("odd", ["", "Q1> <x", "no name at all", "urn:\n", "Q1 Q2", "<", "\ud800"])
def test_of_what_cannot_be_a_name_nothing_is_said(graph: Graph, odd: str) -> None:
    assert graph.values(odd, "P17") == [] and graph.values("Q148", odd) == []
    assert graph.facts(odd) == {} and graph.subjects("P17", odd) == [] and graph.subjects(odd, "Q148") == []
    assert graph.names(odd) == [] and graph.label(odd) == "" and graph.popularity(odd) == 0
    assert not graph.has(odd, "P17", "Q148") and list(graph.around(odd)) == []


def test_numbers_that_nobody_can_reckon_with_are_texts() -> None:
    huge = "9" * 100
    graph = Graph.in_memory(
        f'wd:Q1 wdt:P1 "1e999999999"^^xsd:double, "NaN"^^xsd:double, "{huge}"^^xsd:integer, 7 .'
    )
    found = graph.values("Q1", "P1")
    assert [value.text for value in found if value.kind is Kind.NUMBER] == ["7"]
    assert len(found) == 4 and graph.popularity("Q1") == 0


def test_a_graph_that_was_never_imported_is_empty(tmp_path: Path) -> None:
    graph = Graph.open(tmp_path / "nothing")
    assert len(graph) == 0 and graph.sources() == () and graph.facts("Q148") == {}
    assert not (tmp_path / "nothing").exists()


def test_rows_of_a_query_are_bounded(graph: Graph) -> None:
    rows = graph.select("SELECT ?s { ?s <http://www.wikidata.org/prop/direct/P17> ?o }", most=2)
    assert (rows.variables, len(rows.rows), rows.more) == (("s",), 2, True)
    assert graph.value(rows.rows[0][0] or pytest.fail("unbound")).kind is Kind.THING
    with pytest.raises(BadQuery):
        graph.select("ASK { ?s ?p ?o }")
