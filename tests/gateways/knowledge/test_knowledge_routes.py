"""The graph over HTTP: what a page asks for and gets, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette

from fakes.door import FakeTokens
from parley.gateways.access import Door
from parley.gateways.knowledge.asking import knowledge_routes
from parley.home.accounts.callers import Scope
from parley.home.home import Home
from parley.knowledge.types import (
    Answer,
    Candidate,
    Card,
    Fact,
    Found,
    Kind,
    Mention,
    Neighbour,
    Source,
    Thread,
    Value,
)

EVEREST = Candidate("Q513", "Mount Everest", "highest mountain", 0.9, 20_000)
SOURCE = Source("small", "A small graph", "CC0-1.0", "https://example.org", "2026-11-22", 40)


@dataclass
class FakeKnowing:
    """A graph that knows one mountain, and what it was asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])

    async def ask(
        self,
        text: str,
        language: str = "",
        thread: Thread | None = None,
        today: date | None = None,
        region: str = "",
    ) -> Answer:
        self.asked.append((text, language, thread, region))
        height = Value(Kind.NUMBER, "8849", unit="meter", sources=("small", "other"))
        return Answer(
            Found.ANSWERED,
            "Mount Everest is 8,849 m high.",
            "en",
            (height,),
            (SOURCE,),
            0.93,
            EVEREST,
            "elevation",
            Thread("Q513", "P2044", ("Q1",), "fact"),
        )

    async def link(self, text: str, language: str = "") -> tuple[Mention, ...]:
        self.asked.append((text, language))
        return (Mention(3, 16, (EVEREST,)),)

    async def card(self, id: str, language: str = "en") -> Card | None:
        self.asked.append((id, language))
        if id != "Q513" and ":" not in id:
            return None
        facts = (Fact("P17", "country", (Value(Kind.THING, "China", "Q148", sources=("small",)),)),)
        around = (Neighbour("Q148", "China", "P17", "country", True),)
        return Card(id, "Mount Everest", "mountain", ("珠峰",), "mountain", "🏔", facts, around, (SOURCE,))

    async def find(self, words: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        self.asked.append((words, language, most))
        return (EVEREST,)

    async def complete(self, prefix: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        return await self.find(prefix, language, most)

    async def sources(self) -> tuple[Source, ...]:
        return (SOURCE,)


class FakeAccounts:
    """Everybody reads Chinese as it is written in Taiwan."""

    async def get(self, account: str) -> SimpleNamespace:
        return SimpleNamespace(language="zh-TW")


@pytest.fixture
def knowing() -> FakeKnowing:
    return FakeKnowing()


@pytest.fixture
def tokens() -> FakeTokens:
    return FakeTokens()


@pytest.fixture
async def http(knowing: FakeKnowing, tokens: FakeTokens) -> AsyncIterator[httpx.AsyncClient]:
    home = cast(Home, SimpleNamespace(accounts=FakeAccounts()))
    app = Starlette(routes=knowledge_routes(Door(tokens), knowing, home))
    headers = {"Authorization": f"Bearer {tokens.issue([Scope.TALK])}"}
    transport = httpx.ASGITransport(app, client=("10.0.0.1", 1))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://parley.local", headers=headers
    ) as client:
        yield client


async def test_a_page_gets_a_thing_with_facts_neighbours_and_sources(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api/knowledge/entities/Q513?language=en")
    assert answer.json() == {
        "id": "Q513",
        "label": "Mount Everest",
        "description": "mountain",
        "names": ["珠峰"],
        "kind": "mountain",
        "image": "🏔",
        "facts": [
            {
                "relation": "P17",
                "name": "country",
                "values": [
                    {
                        "kind": "thing",
                        "text": "China",
                        "id": "Q148",
                        "unit": "",
                        "language": "",
                        "source": "small",
                        "sources": ["small"],
                    }
                ],
            }
        ],
        "neighbours": [{"id": "Q148", "label": "China", "relation": "P17", "name": "country", "out": True}],
        "sources": [
            {
                "name": "small",
                "title": "A small graph",
                "licence": "CC0-1.0",
                "url": "https://example.org",
                "modified": "2026-11-22",
                "triples": 40,
            }
        ],
    }


async def test_a_thing_of_another_source_is_asked_for_by_its_whole_name(
    http: httpx.AsyncClient, knowing: FakeKnowing
) -> None:
    for id in ("urn:parley:geonames:42", "http://example.org/a/b"):
        answer = await http.get(f"/api/knowledge/entities/{httpx.QueryParams({'': id})}".replace("=", "", 1))
        assert answer.status_code == 200 and knowing.asked[-1][0] == id


@pytest.mark.parametrize("id", ["Q0", "a%20b", "%3Cscript%3E", "x" * 1001, "a%00b"])
async def test_what_is_not_known_or_no_name_is_not_found(http: httpx.AsyncClient, id: str) -> None:
    answer = await http.get(f"/api/knowledge/entities/{id}")
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"


async def test_the_account_s_language_is_meant_where_none_is_said(
    http: httpx.AsyncClient, knowing: FakeKnowing
) -> None:
    await http.get("/api/knowledge/entities/Q513")
    await http.get("/api/knowledge/find?q=everest&language=en&most=3")
    assert knowing.asked == [("Q513", "zh"), ("everest", "en", 3)]


@pytest.mark.parametrize("route", ["find", "complete"])
async def test_things_are_found_and_completed_by_name(http: httpx.AsyncClient, route: str) -> None:
    answer = await http.get(f"/api/knowledge/{route}", params={"q": "珠峰"})
    found = {"id": "Q513", "label": "Mount Everest", "description": "highest mountain", "confidence": 0.9}
    assert answer.json() == {"entities": [found]}


async def test_a_question_is_answered_and_its_thread_given_back(
    http: httpx.AsyncClient, knowing: FakeKnowing
) -> None:
    asked = {"text": "How tall is Mount Everest?", "region": "GB"}
    answer = (await http.post("/api/knowledge/ask", json=asked)).json()
    assert (answer["kind"], answer["text"]) == ("answered", "Mount Everest is 8,849 m high.")
    assert answer["values"][0]["source"] == "small" and answer["sources"][0]["licence"] == "CC0-1.0"
    assert answer["subject"]["id"] == "Q513"
    await http.post("/api/knowledge/ask", json={"text": "and its country?", "thread": answer["thread"]})
    assert knowing.asked == [
        ("How tall is Mount Everest?", "", Thread(), "GB"),
        ("and its country?", "", Thread("Q513", "P2044", ("Q1",), "fact"), ""),
    ]


async def test_names_in_a_text_come_with_where_they_stand(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/knowledge/link", json={"text": "On Mount Everest it is cold."})
    (mention,) = answer.json()["mentions"]
    assert (mention["start"], mention["end"], mention["text"]) == (3, 16, "Mount Everest")
    assert mention["candidates"][0]["id"] == "Q513"


async def test_the_sources_are_told_with_their_licences(http: httpx.AsyncClient) -> None:
    (source,) = (await http.get("/api/knowledge/sources")).json()["sources"]
    assert (source["title"], source["licence"], source["triples"]) == ("A small graph", "CC0-1.0", 40)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "find?q=", None),
        ("GET", "find", None),
        ("GET", f"find?q={'x' * 201}", None),
        ("GET", "find?q=a&most=51", None),
        ("GET", "find?q=a&most=0", None),
        ("GET", "complete?q=a&language=de", None),
        ("POST", "ask", {"text": ""}),
        ("POST", "ask", {"text": "x" * 501}),
        ("POST", "ask", {"text": "x", "region": "Germany"}),
        ("POST", "ask", {"text": "x", "thread": {"answers": ["Q1"] * 21}}),
        ("POST", "ask", {"text": "x", "thread": {"subject": "Q" * 1001}}),
        ("POST", "ask", {"question": "x"}),
        ("POST", "link", {"text": "x" * 10_001}),
        ("POST", "link", {"text": 7}),
    ],
)
async def test_what_is_out_of_bounds_is_refused(
    http: httpx.AsyncClient, knowing: FakeKnowing, method: str, path: str, body: Any
) -> None:
    answer = await http.request(method, f"/api/knowledge/{path}", json=body)
    assert answer.status_code == 400 and not knowing.asked


async def test_nobody_without_a_token_that_may_talk_asks_anything(
    http: httpx.AsyncClient, tokens: FakeTokens, knowing: FakeKnowing
) -> None:
    for headers, status in (
        ({"Authorization": ""}, 401),
        ({"Authorization": f"Bearer {tokens.issue([Scope.RECORDS_READ])}"}, 403),
    ):
        for path in ("entities/Q513", "find?q=a", "complete?q=a", "sources"):
            answer = await http.get(f"/api/knowledge/{path}", headers=headers)
            assert answer.status_code == status
        for path in ("ask", "link"):
            answer = await http.post(f"/api/knowledge/{path}", json={"text": "x"}, headers=headers)
            assert answer.status_code == status
    assert not knowing.asked
