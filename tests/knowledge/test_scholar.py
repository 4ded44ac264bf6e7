"""Knowledge as a house has it: asked in a worker process, and an import is noticed at the next question."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley.knowledge.folders import graph_folder
from parley.knowledge.importing.importing import take_in
from parley.knowledge.importing.types import Job
from parley.knowledge.scholar import Scholar
from parley.knowledge.service import Knowledge
from parley.knowledge.types import Found, Question, Source
from parley.settings import Settings
from parley.settings.knowledge import Knowing

FIRST = """
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix p: <urn:parley:> .
wd:Q133300 rdfs:label "Mount Tai"@en, "泰山"@zh ; p:popularity 90000 ; wdt:P31 wd:Q8502 ; wdt:P2044 1532.7 .
wd:Q8502 rdfs:label "mountain"@en, "山"@zh .
wdt:P2044 p:unit "meter" ; rdfs:label "elevation"@en, "海拔"@zh .
"""
SECOND = FIRST + 'wd:Q1 rdfs:label "Mount Nowhere"@en, "无名山"@zh ; wdt:P31 wd:Q8502 ; wdt:P2044 12 .\n'


def taken_in(data: Path, turtle: str) -> None:
    file = data / "facts.ttl"
    file.write_text(turtle, "utf-8")
    take_in(graph_folder(data), [Job(file, Source("test", "A test", "CC0-1.0"))])


def test_an_import_is_noticed_at_the_next_question(tmp_path: Path) -> None:
    taken_in(tmp_path, FIRST)
    scholar = Scholar(str(tmp_path), starter=False)
    answer = scholar.ask(Question("How tall is Mount Tai?", "en"))
    assert (answer.found, [value.text for value in answer.values]) == (Found.ANSWERED, ["1532.7"])
    assert [source.title for source in answer.sources] == ["A test"]
    assert scholar.ask(Question("无名山有多高", "zh")).found is not Found.ANSWERED
    taken_in(tmp_path, SECOND)
    assert [value.text for value in scholar.ask(Question("无名山有多高", "zh")).values] == ["12"]
    assert [each.label for each in scholar.find("Mount Nowhere", "en")] == ["Mount Nowhere"]


def test_without_a_graph_nothing_is_known_and_nothing_fails(tmp_path: Path) -> None:
    scholar = Scholar(str(tmp_path), starter=False)
    assert scholar.ask(Question("How tall is Mount Tai?", "en")).found is not Found.ANSWERED
    assert scholar.link("Mount Tai") == () and scholar.card("Q1") is None and scholar.sources() == ()


@pytest.fixture
async def knowledge(tmp_path: Path) -> AsyncIterator[Knowledge]:
    taken_in(tmp_path, FIRST)
    async with Knowledge(Settings(data=str(tmp_path), knowledge=Knowing(starter=False))) as found:
        yield found


async def test_the_service_answers_from_a_worker_process(knowledge: Knowledge) -> None:
    knowledge.wake()
    answer = await knowledge.ask("泰山有多高", "zh")
    assert answer.found is Found.ANSWERED and "1,533米" in answer.text
    (mention,) = await knowledge.link("Is Mount Tai high?", "en")
    assert mention.candidates[0].id == "Q133300"
    assert [each.id for each in await knowledge.find("泰山", "zh")] == ["Q133300"]
    assert [each.id for each in await knowledge.complete("mount t", "en")] == ["Q133300"]
    card = await knowledge.card("Q133300", "en")
    assert card is not None and card.label == "Mount Tai" and card.kind == "mountain"
    assert [each.name for each in await knowledge.sources()] == ["test"]
    assert (await knowledge.ask("turn on the light", "en")).found is Found.NO_QUESTION
