"""Pairing a device in words of RFC 8628, changing it, and throwing it out; keys for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from fakes.home_server import ORIGIN, HomeServer
from parley.gateways.home.pairing import GRANT

KITCHEN = {"name": "厨房音箱", "room": "厨房", "languages": ["zh", "en"]}


async def pair(house: HomeServer, by: httpx.AsyncClient, **words: Any) -> dict[str, Any]:
    """Pair a speaker; what it was given."""
    speaker = house.client()
    started = (await speaker.post("/api/pair/start", json={"kind": "speaker", "model": "Box 3"})).json()
    await by.post("/api/pair/approve", json={"code": started["user_code"], **words})
    asked = {"grant_type": GRANT, "device_code": started["device_code"]}
    return (await speaker.post("/api/pair/token", json=asked)).json()


async def test_a_speaker_shows_a_code_and_is_let_in(house: HomeServer, anna: httpx.AsyncClient) -> None:
    speaker = house.client()
    started = (await speaker.post("/api/pair/start", json={"kind": "speaker", "model": "Box 3"})).json()
    assert len(started["user_code"]) == 6 and started["verification_uri"] == f"{ORIGIN}/pair"
    asked = {"grant_type": GRANT, "device_code": started["device_code"]}
    early = await speaker.post("/api/pair/token", data=asked)
    assert early.status_code == 400 and early.json()["error"] == "authorization_pending"
    hasty = await speaker.post("/api/pair/token", data=asked)
    assert hasty.json()["error"] == "slow_down"

    found = (await anna.post("/api/pair/find", json={"code": started["user_code"]})).json()
    assert found == {"kind": "speaker", "model": "Box 3"}
    approved = await anna.post("/api/pair/approve", json={"code": started["user_code"], **KITCHEN})
    assert approved.json()["name"] == "厨房音箱" and approved.json()["languages"] == ["zh", "en"]
    house.clock.jump(timedelta(seconds=30))
    given = (await speaker.post("/api/pair/token", data=asked)).json()

    assert given["token_type"] == "Bearer" and given["device"] == approved.json()["id"]
    me = (await house.client(given["access_token"]).get("/api/me")).json()
    assert (me["kind"], me["name"], me["device"]) == ("device", "Anna", given["device"])
    assert set(me["scopes"]) == {"talk", "records:read", "records:write", "files:read", "files:write"}


async def test_the_owner_lets_a_speaker_in_for_somebody_else_and_nobody_else_may(
    house: HomeServer, owner: httpx.AsyncClient, anna: httpx.AsyncClient
) -> None:
    grandpa = await house.person(name="爷爷")

    given = await pair(house, owner, person=grandpa.id)
    assert (await house.client(given["access_token"]).get("/api/me")).json()["name"] == "爷爷"

    started = await house.client().post("/api/pair/start", json={"kind": "speaker", "model": "Box 3"})
    asked = {"code": started.json()["user_code"], "person": grandpa.id}
    assert (await anna.post("/api/pair/approve", json=asked)).status_code == 403


async def test_a_refused_speaker_hears_no(house: HomeServer, anna: httpx.AsyncClient) -> None:
    speaker = house.client()
    started = (await speaker.post("/api/pair/start", json={"kind": "speaker", "model": "Box 3"})).json()

    refused = await anna.post("/api/pair/refuse", json={"code": started["user_code"]})

    assert refused.status_code == 204
    asked = {"grant_type": GRANT, "device_code": started["device_code"]}
    assert (await speaker.post("/api/pair/token", json=asked)).json()["error"] == "access_denied"
    late = await anna.post("/api/pair/approve", json={"code": started["user_code"]})
    assert late.status_code == 404 and late.json()["code"] == "bad_code"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"grant_type": "password", "device_code": "x"}, "invalid_request"),
        ({"device_code": "x"}, "invalid_request"),
        ({"grant_type": GRANT, "device_code": "unknown"}, "expired_token"),
        ({"grant_type": GRANT, "device_code": "x" * 190}, "expired_token"),
    ],
)
async def test_a_device_that_asks_wrongly_hears_what_is_wrong(
    house: HomeServer, body: dict[str, str], error: str
) -> None:
    for answer in (
        await house.client().post("/api/pair/token", data=body),
        await house.client().post("/api/pair/token", json=body),
    ):
        assert answer.status_code == 400 and answer.json()["error"] == error
        assert answer.json().keys() == {"error", "error_description", "code", "message"}


async def test_a_device_is_renamed_moved_and_thrown_out_at_once(
    house: HomeServer, anna: httpx.AsyncClient
) -> None:
    given = await pair(house, anna, **KITCHEN)
    path = f"/api/devices/{given['device']}"
    speaker = house.client(given["access_token"])

    changed = await anna.patch(path, json={"name": "Study", "room": "study", "languages": ["en"]})
    assert (changed.json()["name"], changed.json()["room"]) == ("Study", "study")
    assert (await anna.delete(path)).status_code == 204

    assert (await speaker.get("/api/me")).status_code == 401
    assert (await anna.patch(path, json={"name": "Ghost"})).status_code == 404


async def test_the_owner_sees_every_device_and_gives_one_to_somebody(
    house: HomeServer, owner: httpx.AsyncClient, anna: httpx.AsyncClient
) -> None:
    given = await pair(house, anna)
    grandpa = await house.person(name="爷爷")

    seen = (await owner.get("/api/devices")).json()["devices"]
    assert given["device"] in [each["id"] for each in seen]
    moved = await owner.patch(f"/api/devices/{given['device']}", json={"person": grandpa.id})

    assert moved.json()["person"] == grandpa.id
    assert given["device"] not in [each["id"] for each in (await anna.get("/api/devices")).json()["devices"]]
    assert (await house.client(given["access_token"]).get("/api/me")).json()["name"] == "爷爷"


async def test_a_rotated_token_ends_when_the_new_one_is_used(
    house: HomeServer, anna: httpx.AsyncClient
) -> None:
    old = house.client((await pair(house, anna))["access_token"])

    rotated = (await old.post("/api/token/rotate")).json()
    assert (await old.get("/api/me")).status_code == 200, "nothing is lost if the answer never arrived"
    new = house.client(rotated["access_token"])

    assert rotated["expires_in"] > 0 and (await new.get("/api/me")).status_code == 200
    assert (await old.get("/api/me")).status_code == 401


async def test_only_a_device_rotates_its_token(anna: httpx.AsyncClient) -> None:
    answer = await anna.post("/api/token/rotate")

    assert answer.status_code == 403 and answer.json()["code"] == "forbidden"


async def test_a_key_does_what_it_was_made_for_until_it_is_revoked(
    house: HomeServer, anna: httpx.AsyncClient
) -> None:
    made = (await anna.post("/api/keys", json={"name": "Calendar", "scopes": ["records:read"]})).json()
    assert made["key"].startswith("pk_")
    program = house.client(made["key"])
    me = (await program.get("/api/me")).json()
    assert (me["kind"], me["scopes"], me["device"]) == ("key", ["records:read"], None)
    assert (await program.get("/api/keys")).status_code == 403

    listed = (await anna.get("/api/keys")).json()["keys"]
    assert [(each["name"], each["scopes"], each["expires"]) for each in listed] == [
        ("Calendar", ["records:read"], None)
    ]
    assert made["key"] not in str(listed)
    assert (await anna.delete(f"/api/keys/{listed[0]['id']}")).status_code == 204
    assert (await program.get("/api/me")).status_code == 401


async def test_a_key_for_some_days_ends_by_itself(house: HomeServer, anna: httpx.AsyncClient) -> None:
    made = (await anna.post("/api/keys", json={"name": "Visit", "scopes": ["talk"], "days": 2})).json()

    house.clock.jump(timedelta(days=2, seconds=1))

    assert (await house.client(made["key"]).get("/api/me")).status_code == 401


@pytest.mark.parametrize(
    "wish",
    [
        {"name": "", "scopes": ["talk"]},
        {"name": "k", "scopes": []},
        {"name": "k", "scopes": ["house"]},
        {"name": "k", "scopes": ["everything"]},
        {"name": "k", "scopes": ["talk"], "days": 0},
        {"name": "k", "scopes": ["talk"], "days": 1e300},
    ],
)
async def test_no_key_does_more_than_its_maker_may(anna: httpx.AsyncClient, wish: dict[str, Any]) -> None:
    answer = await anna.post("/api/keys", json=wish)

    assert answer.status_code == 400 and answer.json()["code"] in ("bad_key", "bad_request")


async def test_the_log_tells_who_did_what_and_the_owner_reads_all_of_it(
    house: HomeServer, owner: httpx.AsyncClient, anna: httpx.AsyncClient
) -> None:
    await pair(house, anna)
    await owner.post("/api/people/invite", json={"role": "guest", "name": "Bo"})

    mine = (await anna.get("/api/audit?most=500")).json()
    house_log = (await owner.get("/api/audit?most=500")).json()

    assert "device.paired" in [each["action"] for each in mine["entries"]]
    assert {each["actor_name"] for each in mine["entries"]} <= {"", "Anna"}
    assert "person.invited" not in [each["action"] for each in mine["entries"]]
    assert {"device.paired", "person.invited"} <= {each["action"] for each in house_log["entries"]}
    assert not house_log["more"]


async def test_the_log_is_read_in_pages(owner: httpx.AsyncClient) -> None:
    for number in range(5):
        await owner.put("/api/me", json={"name": f"Name {number}"})
    first = (await owner.get("/api/audit?most=2")).json()
    rest = (await owner.get(f"/api/audit?most=500&before={first['entries'][-1]['id']}")).json()

    assert first["more"] and len(first["entries"]) == 2 and not rest["more"]
    ids = [each["id"] for each in first["entries"] + rest["entries"]]
    assert ids == sorted(ids, reverse=True) and len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "query", ["most=0", "most=501", "most=x", "before=-1", "before=99999999999999999999"]
)
async def test_a_page_has_bounds(owner: httpx.AsyncClient, query: str) -> None:
    answer = await owner.get(f"/api/audit?{query}")

    assert answer.status_code == 400 and answer.json()["code"] == "bad_request"


async def test_the_owner_sends_somebody_away(
    house: HomeServer, owner: httpx.AsyncClient, anna: httpx.AsyncClient
) -> None:
    me = (await anna.get("/api/me")).json()

    assert (await owner.delete(f"/api/people/{me['account']}")).status_code == 204

    assert (await anna.get("/api/me")).status_code == 401
    assert (await owner.delete(f"/api/people/{me['account']}")).status_code == 404


async def test_nobody_sends_themselves_away_by_mistake(owner: httpx.AsyncClient) -> None:
    me = (await owner.get("/api/me")).json()

    assert (await owner.delete(f"/api/people/{me['account']}")).status_code == 403
