"""Bing's old routes: the key, the bounds, and an honest answer in Bing's own shape."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fakes.database import InlineDatabase
from fakes.door import FakeDoor
from fakes.wall_clock import WallClock
from parley.gateways.bing.faults import fault
from parley.gateways.bing.routes import routes
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Scope
from parley.home.usage import Usage

DOOR = FakeDoor()
KEY = DOOR.tokens.issue([Scope.SERVICES])


@pytest.fixture
def client() -> Iterator[TestClient]:
    surface = Surface("bing", "Bing", DOOR, fault, Usage(InlineDatabase(), WallClock()))
    with TestClient(Starlette(routes=routes(surface))) as client:
        client.headers["Ocp-Apim-Subscription-Key"] = KEY
        yield client


@pytest.mark.parametrize("path", ["search", "entities", "images/search", "Suggestions"])
@pytest.mark.parametrize("prefix", ["/bing/v7.0", "/v7.0"])
def test_there_is_no_search_and_it_says_so_in_bings_shape(client: TestClient, prefix: str, path: str) -> None:
    answer = client.get(f"{prefix}/{path}", params={"q": "cats", "mkt": "en-us"})
    told = answer.json()
    assert (answer.status_code, told["_type"]) == (400, "ErrorResponse")
    (error,) = told["errors"]
    assert (error["code"], error["subCode"]) == ("InvalidRequest", "NotImplemented")
    assert "no search engine yet" in error["message"]


def test_spelling_is_asked_by_get_and_post(client: TestClient) -> None:
    asked = (
        client.post("/bing/v7.0/spellcheck", params={"Text": "helo"}),
        client.get("/v7.0/spellcheck?Text=x"),
    )
    assert [answer.json()["errors"][0]["subCode"] for answer in asked] == ["NotImplemented"] * 2


def test_a_search_needs_words_and_not_too_many(client: TestClient) -> None:
    for query in ({}, {"q": ""}, {"q": "x" * 3000}, {"q": "cats", "mkt": "x" * 30}):
        answer = client.get("/bing/v7.0/search", params=query)
        assert answer.json()["errors"][0]["subCode"] == "ParameterInvalidValue"
    assert client.post("/v7.0/spellcheck", content=b"x" * 70_000).status_code == 413


@pytest.mark.parametrize("key", ["", "wrong" * 10])
def test_nobody_is_served_without_a_good_key(client: TestClient, key: str) -> None:
    answer = client.get("/bing/v7.0/search?q=cats", headers={"Ocp-Apim-Subscription-Key": key})
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["code"] == "InvalidAuthorization"
