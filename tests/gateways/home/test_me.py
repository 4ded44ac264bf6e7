"""Who I am to the house, over HTTP."""

from __future__ import annotations

import httpx
import pytest

from fakes.home_server import HomeServer

PASSWORD = {"sign_in_name": "anna", "new": "correct horse"}


async def test_the_first_owner_is_welcomed_and_says_who_they_are(owner: httpx.AsyncClient) -> None:
    me = (await owner.get("/api/me")).json()
    assert me["role"] == "owner" and me["welcome"] and not me["has_password"] and me["kind"] == "session"
    assert "house" in me["scopes"]

    changed = (await owner.put("/api/me", json={"name": "爷爷", "language": "zh"})).json()

    assert changed["name"] == "爷爷" and changed["language"] == "zh"
    assert (await owner.get("/api/me")).json() == changed


async def test_with_a_password_set_the_welcome_is_over(anna: httpx.AsyncClient) -> None:
    assert (await anna.put("/api/me/password", json=PASSWORD)).status_code == 204

    me = (await anna.get("/api/me")).json()

    assert me["has_password"] and not me["welcome"] and me["sign_in_name"] == "anna"


async def test_a_new_password_wants_the_old_one_and_ends_the_other_sessions(
    house: HomeServer, anna: httpx.AsyncClient
) -> None:
    me = (await anna.get("/api/me")).json()
    other = house.browser(await house.session(me["account"], "Tablet"))
    await anna.put("/api/me/password", json=PASSWORD)
    assert (await other.get("/api/me")).status_code == 401

    wrong = await anna.put("/api/me/password", json={"old": "wrong horse", "new": "other horse"})
    assert wrong.status_code == 401 and wrong.json()["code"] == "wrong_password"
    changed = await anna.put("/api/me/password", json={"old": "correct horse", "new": "other horse"})
    assert changed.status_code == 204 and (await anna.get("/api/me")).status_code == 200


async def test_two_people_cannot_sign_in_with_one_name(
    anna: httpx.AsyncClient, owner: httpx.AsyncClient
) -> None:
    await anna.put("/api/me/password", json=PASSWORD)

    taken = await owner.put("/api/me", json={"sign_in_name": "ANNA"})

    assert taken.status_code == 409 and taken.json()["code"] == "name_taken"


async def test_a_guest_may_not_move_in(guest: httpx.AsyncClient) -> None:
    me = (await guest.get("/api/me")).json()
    assert me["role"] == "guest" and me["scopes"] == ["talk"] and not me["welcome"]
    for answer in (
        await guest.put("/api/me/password", json=PASSWORD),
        await guest.put("/api/me", json={"name": "Owner"}),
        await guest.get("/api/devices"),
        await guest.post("/api/keys", json={"name": "k", "scopes": ["talk"]}),
    ):
        assert answer.status_code == 403 and answer.json()["code"] == "forbidden"


async def test_leaving_takes_ones_name_and_password_and_takes_everything_along(
    house: HomeServer, anna: httpx.AsyncClient, owner: httpx.AsyncClient
) -> None:
    await anna.put("/api/me/password", json=PASSWORD)

    unsure = await anna.request("DELETE", "/api/me", json={"confirm": "Bo", "password": "correct horse"})
    assert unsure.status_code == 400 and unsure.json()["code"] == "bad_request"
    wrong = await anna.request("DELETE", "/api/me", json={"confirm": "Anna", "password": "a horse"})
    assert wrong.status_code == 401

    gone = await anna.request("DELETE", "/api/me", json={"confirm": "Anna", "password": "correct horse"})

    assert gone.status_code == 204
    assert (await anna.get("/api/me")).status_code == 401
    assert [each["role"] for each in (await owner.get("/api/people")).json()["people"]] == ["owner"]


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "{", '{"name": 1}', '{"name": "%s"}' % ("x" * 300), "[" * 30_000, "\x00", "\xff"],
)
async def test_what_is_not_of_the_documented_shape_is_refused_and_named(
    anna: httpx.AsyncClient, body: str
) -> None:
    answer = await anna.put("/api/me/password", content=body.encode("latin-1"))

    assert answer.status_code == 400 and answer.json()["code"] == "bad_request"


async def test_a_body_without_end_is_not_read_to_its_end(anna: httpx.AsyncClient) -> None:
    answer = await anna.put("/api/me", content=b'{"name": "' + b"x" * 70_000)

    assert answer.status_code == 413 and answer.json()["code"] == "too_long"
