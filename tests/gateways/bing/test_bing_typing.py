"""Bing's spell check and suggestions: the keyboard's dictionary beside what is indexed here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette

from fakes.searching import search_house
from fakes.typist import FakeLearned, FakeTypist
from parley.gateways.access import Door
from parley.gateways.bing.faults import fault
from parley.gateways.bing.routes import routes
from parley.gateways.bing.shapes import Better, Flagged
from parley.gateways.bing.typing import flagged
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Kind, Scope
from parley.keyboard.correction.types import Flag, Suggestion
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.service import Keyboard
from parley.pool.host import Inline
from parley.search.suggesting import Slip
from parley.settings import Settings

TEXT = "teh okapy lives here"
TEH = Flag(0, 3, (Suggestion("the", 0.95), Suggestion("ten", 0.02)))


def test_what_no_dictionary_has_is_flagged() -> None:
    assert flagged(TEXT, [TEH], (), frozenset()) == [
        Flagged(0, "teh", "UnknownToken", [Better("the", 0.95), Better("ten", 0.02)])
    ]


def test_a_word_of_ones_own_things_is_none() -> None:
    assert flagged(TEXT, [Flag(4, 5, ())], (), frozenset({"okapy"})) == []


def test_a_known_word_that_hardly_stands_there_is_flagged_all_the_same() -> None:
    there = Flag(4, 5, (Suggestion("their", 0.99),), known=True)
    assert len(flagged("over there house", [there], (), frozenset({"there"}))) == 1


def test_what_stands_in_ones_own_things_is_suggested_first() -> None:
    flag = Flag(4, 5, (Suggestion("soap", 0.5), Suggestion("okapi", 0.3)))
    (found,) = flagged(TEXT, [flag], (Slip(4, "okapy", "okapi", 0.8),), frozenset())
    assert [each.suggestion for each in found.suggestions] == ["okapi", "soap"]


def test_a_word_of_the_dictionary_is_right_though_nothing_here_has_it() -> None:
    slip = Slip(10, "lives", "olives", 0.83)
    assert flagged(TEXT, [], (slip,), frozenset()) == []
    assert len(flagged(TEXT, None, (slip,), frozenset())) == 1  # without a dictionary nobody knows


def test_chinese_slips_are_those_of_what_is_indexed() -> None:
    assert len(flagged("看霍加皮", [], (Slip(1, "霍家皮", "霍加皮", 0.67),), frozenset())) == 1


@pytest.fixture
async def ask(tmp_path: Path) -> AsyncIterator[Any]:
    """Asks with a key of Anna's."""
    async with search_house(tmp_path) as house:
        await house.put(house.anna, "notes", {"title": "Zoo", "text": "the quagga was there"}, id="n1")
        key = await house.home.tokens.issue(
            house.anna, Kind.KEY, (Scope.SERVICES, Scope.RECORDS_READ, Scope.FILES_READ)
        )
        keyboard = Keyboard(
            Settings(data=str(tmp_path)), cast(Learned, FakeLearned()), [Inline("keyboard", FakeTypist)]
        )
        surface = Surface("bing", "Bing", Door(house.home.tokens), fault, house.home.usage)
        several = routes(surface, house.searching, None, keyboard)
        transport = httpx.ASGITransport(Starlette(routes=several))
        headers = {"Ocp-Apim-Subscription-Key": key}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://parley.test", headers=headers
        ) as client:

            async def asked(path: str, **query: Any) -> Any:
                answer = await client.get(f"/v7.0/{path}", params=query)
                assert answer.status_code == 200, answer.text
                return answer.json()

            yield asked


async def test_a_text_is_checked_by_both(ask: Any) -> None:
    found = await ask("spellcheck", Text="a qword and the quagga")
    assert [(each["offset"], each["token"]) for each in found["flaggedTokens"]] == [(2, "qword")]
    assert found["flaggedTokens"][0]["suggestions"] == [{"suggestion": "word", "score": 0.9}]


async def test_without_a_pack_for_the_language_what_is_indexed_is_all_there_is(ask: Any) -> None:
    assert (await ask("spellcheck", Text="qword", mkt="fr-FR"))["flaggedTokens"] == []


async def test_suggestions_go_on_where_nothing_more_is_indexed(ask: Any) -> None:
    (group,) = (await ask("Suggestions", q="zo", count=2))["suggestionGroups"]
    texts = [each["query"] for each in group["searchSuggestions"]]
    assert texts[0].lower() == "zoo"
    assert texts[1] == "zo on"
