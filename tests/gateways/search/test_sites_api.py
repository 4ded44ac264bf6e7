"""Sites, bookmarks and folders over HTTP: each person's own, and the house's for owners."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.home_server import HomeServer, home_server
from parley.gateways.access import Door
from parley.gateways.search.sites import site_routes
from parley.home.accounts.callers import Role
from parley.search.opening import Finding
from parley.settings import Settings
from parley.settings.crawling import Crawling, Folder

SITE = {"url": "https://example.org/docs/", "for": "me", "depth": 2, "pages": 100, "every_hours": 24}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path) as serving:
        yield serving


async def browser(house: HomeServer, role: Role, name: str = "Anna") -> httpx.AsyncClient:
    return house.browser(await house.session(await house.person(role, name)))


async def sites(client: httpx.AsyncClient) -> list[Any]:
    answer = await client.get("/api/search/sites")
    assert answer.status_code == 200, answer.text
    return answer.json()["sites"]


async def test_a_site_is_named_listed_read_again_and_removed(house: HomeServer) -> None:
    await house.person(Role.OWNER)
    anna = await browser(house, Role.FAMILY)
    added = (await anna.post("/api/search/sites", json=SITE)).json()
    assert added == {
        "id": added["id"],
        **SITE,
        "state": "waiting",
        "seen": 0,
        "kept": 0,
        "at": 0.0,
        "code": "",
    }
    assert await sites(anna) == [added]
    assert (await anna.post(f"/api/search/sites/{added['id']}/again")).status_code == 204
    (record,) = await house.home.records.everyone("sites")
    assert record.document["asked"] > 0 and record.document["added"] > 0
    assert (await anna.delete(f"/api/search/sites/{added['id']}")).status_code == 204
    assert await sites(anna) == []
    assert (await anna.delete(f"/api/search/sites/{added['id']}")).status_code == 404


async def test_nobody_sees_or_touches_another_s_site(house: HomeServer) -> None:
    owner = await browser(house, Role.OWNER)
    anna = await browser(house, Role.FAMILY)
    bo = await browser(house, Role.FAMILY, "Bo")
    id = (await anna.post("/api/search/sites", json=SITE)).json()["id"]
    for other in (bo, owner):
        assert await sites(other) == []
        assert (await other.delete(f"/api/search/sites/{id}")).status_code == 404
        assert (await other.post(f"/api/search/sites/{id}/again")).status_code == 404
    assert len(await sites(anna)) == 1


async def test_the_house_s_sites_are_for_owners_to_name(house: HomeServer) -> None:
    owner = await browser(house, Role.OWNER)
    anna = await browser(house, Role.FAMILY)
    refused = await anna.post("/api/search/sites", json={**SITE, "for": "house"})
    assert refused.status_code == 403 and await sites(anna) == []
    assert (await owner.post("/api/search/sites", json={**SITE, "for": "house"})).json()["for"] == "house"
    second = house.browser(await house.session(await house.home.accounts.create(Role.OWNER, "Second")))
    (seen,) = await sites(second)
    assert (await second.delete(f"/api/search/sites/{seen['id']}")).status_code == 204
    assert await sites(owner) == []


async def test_a_guest_names_nothing(house: HomeServer) -> None:
    await house.person(Role.OWNER)
    guest = await browser(house, Role.GUEST, "Guest")
    assert (await guest.get("/api/search/sites")).status_code == 403
    assert (await guest.post("/api/search/sites", json=SITE)).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://example.org/"},
        {"url": "https://anna:secret@example.org/"},
        {"url": "https://[broken/"},
        {"url": "https://example.org/" + "x" * 3_000},
        {"depth": 21},
        {"pages": 0},
        {"every_hours": -1},
        {"for": "everybody"},
        {"more": 1},
    ],
)
async def test_what_cannot_be_read_is_refused(house: HomeServer, wrong: dict[str, Any]) -> None:
    owner = await browser(house, Role.OWNER)
    answer = await owner.post("/api/search/sites", json={**SITE, **wrong})
    assert answer.status_code == 400 and await sites(owner) == []


async def test_there_is_an_end_to_sites(house: HomeServer) -> None:
    owner = await browser(house, Role.OWNER)
    for number in range(Crawling().sites):
        await owner.post("/api/search/sites", json={**SITE, "url": f"https://example.org/{number}/"})
    assert (await owner.post("/api/search/sites", json=SITE)).status_code == 409


async def test_bookmarks_are_kept_and_listed(house: HomeServer) -> None:
    await house.person(Role.OWNER)
    anna = await browser(house, Role.FAMILY)
    bo = await browser(house, Role.FAMILY, "Bo")
    new = {"url": "https://example.org/lease", "title": "租约", "note": "to read", "tags": ["flat"]}
    kept = (await anna.post("/api/search/bookmarks", json=new)).json()
    assert kept | new == kept and kept["state"] == "waiting" and kept["added"] > 0
    assert (await anna.get("/api/search/bookmarks")).json() == {"bookmarks": [kept]}
    assert (await bo.get("/api/search/bookmarks")).json() == {"bookmarks": []}
    assert (await bo.delete(f"/api/search/bookmarks/{kept['id']}")).status_code == 404
    assert (await anna.delete(f"/api/search/bookmarks/{kept['id']}")).status_code == 204
    assert (await anna.get("/api/search/bookmarks")).json() == {"bookmarks": []}


async def test_folders_are_shown_to_whom_they_are_for(house: HomeServer, tmp_path: Path) -> None:
    owner_account = await house.person(Role.OWNER)
    anna_account = await house.person(Role.FAMILY, "Anna")
    folders = {
        "papers": Folder(str(tmp_path)),
        "hers": Folder("/nowhere", person="Anna"),
        "gone": Folder("/nowhere", person="Nobody"),
    }
    settings = Settings(data=str(tmp_path / "other"), folders=folders, crawling=Crawling(on=False))
    finding = Finding(settings, house.home)
    door = Door(house.home.tokens)
    routes = site_routes(door, house.home, finding.crawler, finding.folders, settings.crawling)
    house.app.router.routes[:0] = routes
    owner, anna = [house.browser(await house.session(each)) for each in (owner_account, anna_account)]
    shown = (await anna.get("/api/search/folders")).json()["folders"]
    assert [(each["id"], each["for"], each["state"]) for each in shown] == [
        ("papers", "house", "waiting"),
        ("hers", "me", "waiting"),
    ]
    shown = (await owner.get("/api/search/sites")).json()["folders"]
    assert [each["id"] for each in shown] == ["papers"]
    # Nothing is fetched here, and that is said at once.
    assert (await owner.post("/api/search/sites", json=SITE)).status_code == 400
    await finding.crawler.close()
    await finding.folders.close()
