"""What is found over HTTP: for whoever asks and nobody else, in the shapes that the pages draw."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.home_server import HomeServer, home_server
from parley.home.accounts.callers import Kind, Role, Scope

READS = (Scope.RECORDS_READ, Scope.FILES_READ)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path) as serving:
        yield serving


async def reader(house: HomeServer, name: str, *scopes: Scope) -> tuple[str, httpx.AsyncClient]:
    """Somebody, and a program of theirs."""
    account = (await house.home.accounts.create(Role.FAMILY, name)).id
    key = await house.home.tokens.issue(account, Kind.KEY, scopes or READS)
    return account, house.client(key)


async def found(client: httpx.AsyncClient, **query: Any) -> Any:
    answer = await client.get("/api/search", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_hit_has_what_a_page_needs(house: HomeServer) -> None:
    anna, client = await reader(house, "Anna")
    note = {"title": "Flat", "text": "The lease ends in May.", "changed": 1_700_000_000}
    await house.home.records.put(anna, "notes", "n1", note)
    answer = await found(client, q="lease")
    (hit,) = answer["hits"]
    assert hit == {
        "id": "notes/n1",
        "kind": "notes",
        "title": "Flat",
        "snippet": [
            {"text": "The ", "hit": False},
            {"text": "lease", "hit": True},
            {"text": " ends in May.", "hit": False},
        ],
        "url": "",
        "site": "",
        "at": 1_700_000_000.0,
        "language": "",
        "open": "notes/n1",
    }
    assert (answer["total"], answer["more"], answer["spelling"]) == (1, False, None)
    assert (await found(client, q="leese"))["spelling"] == "lease"
    suggested = (await client.get("/api/search/suggest", params={"q": "fl"})).json()
    assert {"text": "Flat", "kind": "notes"} in suggested["suggestions"]


async def test_kind_and_days_narrow_and_pages_turn(house: HomeServer) -> None:
    anna, client = await reader(house, "Anna")
    for day in range(5):
        note = {"text": f"okapi {day}", "changed": 1_700_000_000 + day * 86_400}
        await house.home.records.put(anna, "notes", f"n{day}", note)
    await house.home.records.put(anna, "lists", "l1", {"name": "okapi"})
    assert len((await found(client, q="okapi"))["hits"]) == 6
    assert [each["kind"] for each in (await found(client, q="okapi", kind="lists"))["hits"]] == ["lists"]
    assert len((await found(client, q="okapi", kind="lists,notes"))["hits"]) == 6
    some = await found(client, q="okapi", kind="notes", after="2023-11-15", before="2023-11-16")
    assert {each["id"] for each in some["hits"]} == {"notes/n1", "notes/n2"}
    first = await found(client, q="okapi", kind="notes", most=2)
    assert first["more"] and first["total"] == 5
    rest = await found(client, q="okapi", kind="notes", most=3, offset=2)
    assert not rest["more"]
    ids = [each["id"] for each in first["hits"] + rest["hits"]]
    assert len(set(ids)) == 5


async def test_nobody_is_shown_what_is_somebody_else_s(house: HomeServer) -> None:
    anna, _ = await reader(house, "Anna")
    _, ben = await reader(house, "Ben")
    await house.home.records.put(anna, "notes", "n1", {"title": "Quetzal", "text": "okapi"})
    assert (await found(ben, q="okapi"))["hits"] == []
    assert (await ben.get("/api/search/suggest", params={"q": "quet"})).json() == {"suggestions": []}
    assert (await found(ben, q="quetzl"))["spelling"] is None


async def test_searching_needs_to_read_records_and_files(house: HomeServer) -> None:
    for scopes in ((Scope.RECORDS_READ,), (Scope.FILES_READ,), (Scope.TALK,)):
        _, client = await reader(house, "Anna", *scopes)
        for path in ("/api/search?q=x", "/api/search/suggest?q=x"):
            assert (await client.get(path)).status_code == 403
    assert (await house.client().get("/api/search?q=x")).status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 1_001},
        {"q": "x", "after": "yesterday"},
        {"q": "x", "before": "2026-02-30"},
        {"q": "x", "offset": "-1"},
        {"q": "x", "offset": "1001"},
        {"q": "x", "most": "101"},
    ],
)
async def test_what_is_out_of_bounds_is_refused(house: HomeServer, query: dict[str, str]) -> None:
    _, client = await reader(house, "Anna")
    assert (await client.get("/api/search", params=query)).status_code == 400


@pytest.mark.parametrize(
    "query", ["", '"', "-", "kind:", "((((", "a" * 1_000, "\u0000", "site:::", "🙂", "*~"]
)
async def test_odd_queries_are_answered(house: HomeServer, query: str) -> None:
    _, client = await reader(house, "Anna")
    assert (await found(client, q=query))["hits"] == []
