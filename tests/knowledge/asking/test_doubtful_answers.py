"""What may be meant in two ways that have two answers is not guessed."""

from __future__ import annotations

import pytest

from fakes.small_graph import Letters
from parley.knowledge.asking.asker import ENOUGH_GUESSED, Asker
from parley.knowledge.graph import Graph
from parley.knowledge.types import Found, Question

RELATIONS = """
<urn:parley:relation:leader> rdfs:label "领导者"@zh . <urn:parley:relation:height> rdfs:label "高度"@zh .
<urn:parley:relation:tower> rdfs:label "塔高"@zh . <urn:parley:relation:width> rdfs:label "宽度"@zh .
<urn:parley:sources> <urn:parley:x> "y" .
"""
LEADER, HEIGHT, TOWER, WIDTH = (
    f"<urn:parley:relation:{each}>" for each in ("leader", "height", "tower", "width")
)


def given(facts: str, question: str, enough: float = ENOUGH_GUESSED) -> list[str]:
    """What is answered from these facts, if guesses must be so sure."""
    graph = Graph.in_memory(RELATIONS + facts)
    answer = Asker(graph, Letters(graph), enough=enough).ask(Question(question, "zh"))
    return [each.text for each in answer.values] if answer.found is Found.ANSWERED else []


ONE = f'wd:Q1 rdfs:label "三发"@zh ; {LEADER} "王一" .'
OTHER = f'wd:Q2 rdfs:label "三发"@zh ; {LEADER} "李二" .'
SAME = f'wd:Q2 rdfs:label "三发"@zh ; {LEADER} "王一" .'


@pytest.mark.parametrize(("facts", "answer"), [(ONE, ["王一"]), (ONE + OTHER, []), (ONE + SAME, ["王一"])])
def test_of_two_of_one_name_with_two_answers_none_is_guessed(facts: str, answer: list[str]) -> None:
    assert given(facts, "谁领导了三发？") == answer
    assert given(facts, "三发的领导者是谁？", enough=0.4) == answer


BRIDGE = 'wd:Q1 rdfs:label "东江大桥"@zh'


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (f'{BRIDGE} ; {HEIGHT} "72" .', ["72"]),
        (f'{BRIDGE} ; {HEIGHT} "72" ; {WIDTH} "30" .', ["72"]),
        (f'{BRIDGE} ; {HEIGHT} "72" ; {TOWER} "190" .', []),
        (f'{BRIDGE} ; {HEIGHT} "72" ; {TOWER} "72" .', ["72"]),
    ],
)
def test_of_two_relations_that_may_be_meant_none_is_guessed(facts: str, answer: list[str]) -> None:
    assert given(facts, "东江大桥有多高？") == answer


TOLD = 'wd:Q1 rdfs:label "潜行"@zh ; schema:description "一种修行"@zh .'


@pytest.mark.parametrize(
    ("facts", "answer"),
    [(TOLD, ["一种修行"]), (f'{TOLD} wd:Q2 rdfs:label "潜行"@zh ; {LEADER} "王一" .', [])],
)
def test_that_only_one_of_two_was_described_does_not_make_it_the_one(facts: str, answer: list[str]) -> None:
    assert given(facts, "潜行是什么意思？") == answer
