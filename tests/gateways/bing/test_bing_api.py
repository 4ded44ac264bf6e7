"""Bing's old routes: the key, the bounds, what is found for whom, and honest answers in Bing's own shape."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from fakes.searching import SearchHouse, search_house
from parley.gateways.access import Door
from parley.gateways.bing.faults import fault
from parley.gateways.bing.routes import routes
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Kind, Scope
from parley.knowledge.types import Candidate, Card, Mention

PATHS = ["search", "entities", "images/search", "Suggestions"]


class FakeGraph:
    """Knows one mountain."""

    async def find(self, words: str, language: str, most: int) -> tuple[Candidate, ...]:
        named = words.lower() in ("mount tai", "泰山")
        label = "泰山" if language == "zh" else "Mount Tai"
        return (Candidate("Q216059", label, "mountain in China", 0.9),) if named else ()

    async def link(self, text: str, language: str) -> tuple[Mention, ...]:
        found = await self.find("泰山", language, 1)
        return (Mention(0, 9, found),) if "mount tai" in text.lower() else ()

    async def card(self, id: str, language: str) -> Card:
        return Card(id, "", "sacred mountain", kind="mountain" if language == "en" else "山")


class Asking:
    """Asks with one of three keys: of Anna's everything, of Ben's, and one for services alone."""

    def __init__(self, house: SearchHouse, client: httpx.AsyncClient, keys: dict[str, str]) -> None:
        self.house, self.client, self.keys = house, client, keys

    async def get(self, path: str, who: str = "anna", **query: Any) -> Any:
        headers = {"Ocp-Apim-Subscription-Key": self.keys.get(who, who)}
        return await self.client.get(path, params=query, headers=headers)

    async def json(self, path: str, who: str = "anna", **query: Any) -> Any:
        answer = await self.get(path, who, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()


def app(house: SearchHouse | None, home: Any, knowing: Any) -> Starlette:
    surface = Surface("bing", "Bing", Door(home.tokens), fault, home.usage)
    return Starlette(routes=routes(surface, house.searching if house else None, knowing))


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[Asking]:
    async with search_house(tmp_path) as house:
        may = (Scope.SERVICES, Scope.RECORDS_READ, Scope.FILES_READ)
        issue = house.home.tokens.issue
        keys = {
            "anna": await issue(house.anna, Kind.KEY, may),
            "ben": await issue(house.ben, Kind.KEY, may),
            "services": await issue(house.anna, Kind.KEY, (Scope.SERVICES,)),
        }
        transport = httpx.ASGITransport(app(house, house.home, FakeGraph()))
        async with httpx.AsyncClient(transport=transport, base_url="http://parley.test") as client:
            await house.page("https://zoo.example/okapi", "Okapi", "The okapi & its forest.", at=1.7e9)
            await house.put(house.anna, "notes", {"title": "Zoo", "text": "saw an okapi"}, id="n1")
            await house.put(
                house.anna, "photos", {"file": "f", "caption": "okapi at the zoo", "taken": 1.6e9}, id="p1"
            )
            await house.searching.caught_up()
            yield Asking(house, client, keys)


def names(answer: Any) -> list[str]:
    return [each["name"] for each in answer.get("webPages", {}).get("value", [])]


@pytest.mark.parametrize("prefix", ["/bing/v7.0", "/v7.0"])
async def test_a_web_search_finds_the_house_s_pages_and_one_s_own_things(asking: Asking, prefix: str) -> None:
    found = await asking.json(f"{prefix}/search", q="okapi", mkt="en-us")
    assert found["_type"] == "SearchResponse" and found["queryContext"] == {"originalQuery": "okapi"}
    assert set(names(found)) == {"Okapi", "Zoo", "okapi at the zoo"}
    by = {each["name"]: each for each in found["webPages"]["value"]}
    assert by["Okapi"]["url"] == "https://zoo.example/okapi"
    assert by["Okapi"]["snippet"] == "The okapi & its forest."
    assert by["Okapi"]["dateLastCrawled"] == "2023-11-14T22:13:20+00:00"
    assert by["Zoo"]["url"] == "http://parley.test/#/notes/n1"
    ranked = found["rankingResponse"]["mainline"]["items"]
    assert [each["value"]["id"] for each in ranked] == [each["id"] for each in found["webPages"]["value"]]


async def test_nobody_s_key_finds_what_is_somebody_else_s(asking: Asking) -> None:
    assert names(await asking.json("/v7.0/search", "ben", q="okapi")) == ["Okapi"]
    assert names(await asking.json("/v7.0/search", "services", q="okapi")) == ["Okapi"]
    assert (await asking.json("/v7.0/images/search", "ben", q="okapi"))["value"] == []
    assert (await asking.json("/v7.0/images/search", "services", q="okapi"))["value"] == []


async def test_what_was_looked_for_is_marked_where_that_is_wanted(asking: Asking) -> None:
    asked = {"q": "okapi", "textDecorations": "true"}
    found = await asking.json("/v7.0/search", "ben", **asked)
    assert found["webPages"]["value"][0]["snippet"] == "The \ue000okapi\ue001 & its forest."
    found = await asking.json("/v7.0/search", "ben", **asked, textFormat="HTML")
    assert found["webPages"]["value"][0]["snippet"] == "The <b>okapi</b> &amp; its forest."


async def test_time_and_kind_of_answer_narrow_it(asking: Asking) -> None:
    assert names(await asking.json("/v7.0/search", "ben", q="okapi", freshness="2023-11-14")) == ["Okapi"]
    assert (
        names(await asking.json("/v7.0/search", "ben", q="okapi", freshness="2023-01-01..2023-02-01")) == []
    )
    assert names(await asking.json("/v7.0/search", q="okapi", responseFilter="Images")) == []
    wrong = await asking.get("/v7.0/search", q="okapi", freshness="lately")
    assert wrong.json()["errors"][0]["subCode"] == "ParameterInvalidValue"


async def test_photos_are_bing_s_images(asking: Asking) -> None:
    found = await asking.json("/bing/v7.0/images/search", q="okapi")
    (image,) = found["value"]
    assert found["_type"] == "Images" and found["totalEstimatedMatches"] == 1 and found["nextOffset"] == 1
    assert image["imageId"] == "p1" and image["name"] == "okapi at the zoo"
    assert image["thumbnailUrl"] == "http://parley.test/api/photos/p1/tile"


async def test_a_query_goes_on_and_is_spelt_right(asking: Asking) -> None:
    found = await asking.json("/bing/v7.0/Suggestions", q="oka")
    (group,) = found["suggestionGroups"]
    assert "okapi" in [each["query"].lower() for each in group["searchSuggestions"]]
    assert (await asking.json("/bing/v7.0/Suggestions", q="zzz"))["suggestionGroups"] == []
    found = await asking.json("/v7.0/spellcheck", Text="a forrest of okapis")
    (flagged,) = found["flaggedTokens"]
    assert (flagged["offset"], flagged["token"], flagged["type"]) == (2, "forrest", "UnknownToken")
    assert flagged["suggestions"][0]["suggestion"] == "forest"
    headers = {"Ocp-Apim-Subscription-Key": asking.keys["ben"]}
    posted = await asking.client.post("/v7.0/spellcheck", data={"Text": "forrest"}, headers=headers)
    assert [each["token"] for each in posted.json()["flaggedTokens"]] == ["forrest"]


async def test_things_are_found_by_name_and_in_the_words(asking: Asking) -> None:
    for query, name in (("Mount Tai", "Mount Tai"), ("how tall is Mount Tai", "Mount Tai")):
        found = await asking.json("/bing/v7.0/entities", q=query, mkt="en-us")
        (thing,) = found["entities"]["value"]
        assert found["entities"]["queryScenario"] == "DominantEntity"
        assert (thing["name"], thing["bingId"]) == (name, "Q216059")
        assert thing["entityPresentationInfo"]["entityTypeHints"] == ["Place"]
        assert thing["url"] == "https://www.wikidata.org/wiki/Q216059"
    found = await asking.json("/bing/v7.0/entities", q="泰山", mkt="zh-CN")
    assert found["entities"]["value"][0]["name"] == "泰山"
    assert "entities" not in await asking.json("/bing/v7.0/entities", q="nobody at all", mkt="en-us")


@pytest.mark.parametrize("path", PATHS)
async def test_a_search_needs_words_and_not_too_many(asking: Asking, path: str) -> None:
    for query in ({}, {"q": ""}, {"q": "x" * 3000}, {"q": "cats", "mkt": "x" * 30}, {"q": "x", "count": 99}):
        answer = await asking.get(f"/bing/v7.0/{path}", **query)
        assert answer.json()["errors"][0]["subCode"] == "ParameterInvalidValue"
    answer = await asking.client.post(
        "/v7.0/spellcheck",
        content=b"x" * 70_000,
        headers={"Ocp-Apim-Subscription-Key": asking.keys["anna"]},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("key", ["", "wrong" * 10])
async def test_nobody_is_served_without_a_good_key(asking: Asking, key: str) -> None:
    answer = await asking.get("/bing/v7.0/search", key, q="cats")
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["code"] == "InvalidAuthorization"


async def test_without_a_search_it_says_so_in_bing_s_shape(asking: Asking) -> None:
    transport = httpx.ASGITransport(app(None, asking.house.home, None))
    async with httpx.AsyncClient(transport=transport, base_url="http://parley.test") as client:
        for path in (*PATHS, "spellcheck"):
            headers = {"Ocp-Apim-Subscription-Key": asking.keys["anna"]}
            answer = await client.get(f"/v7.0/{path}?q=x&Text=x", headers=headers)
            (error,) = answer.json()["errors"]
            assert (answer.status_code, error["subCode"]) == (400, "NotImplemented")
