"""Coming in by password, link and passkey, and going out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from fakes.authenticator import Authenticator
from fakes.home_server import ORIGIN, HomeServer

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"


@pytest.fixture
async def signs_in(anna: httpx.AsyncClient) -> dict[str, Any]:
    """What Anna types to sign in."""
    await anna.put("/api/me/password", json={"sign_in_name": "anna", "new": "correct horse"})
    return {"sign_in_name": "Anna", "password": "correct horse"}


async def test_who_signs_in_has_a_browser_of_their_own_in_the_lists(
    house: HomeServer, signs_in: dict[str, Any]
) -> None:
    browser = house.browser()

    entered = await browser.post("/api/sign-in", json=signs_in, headers={"User-Agent": FIREFOX})

    assert entered.status_code == 200 and entered.json()["name"] == "Anna"
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    sessions = (await browser.get("/api/sessions")).json()["sessions"]
    assert [each["name"] for each in sessions if each["current"]] == ["Firefox (Windows)"]
    devices = (await browser.get("/api/devices")).json()["devices"]
    mine = next(each for each in devices if each["id"] == entered.json()["device"])
    assert (mine["kind"], mine["name"], mine["connected"]) == ("browser", "Firefox (Windows)", False)


async def test_a_browser_may_say_its_name(house: HomeServer, signs_in: dict[str, Any]) -> None:
    phone = {"name": "安娜的手机", "kind": "phone"}
    browser = house.browser()
    await browser.post("/api/sign-in", json={**signs_in, "device": phone})

    devices = (await browser.get("/api/devices")).json()["devices"]

    assert ("phone", "安娜的手机") in [(each["kind"], each["name"]) for each in devices]


async def test_wrong_passwords_and_unknown_names_sound_the_same(
    house: HomeServer, signs_in: dict[str, Any]
) -> None:
    wrong = await house.browser().post("/api/sign-in", json={**signs_in, "password": "wrong horse"})
    nobody = await house.browser().post("/api/sign-in", json={**signs_in, "sign_in_name": "nobody"})

    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json() == nobody.json() and wrong.json()["code"] == "wrong_password"


async def test_who_signs_in_anew_leaves_no_session_behind(
    house: HomeServer, signs_in: dict[str, Any]
) -> None:
    browser = house.browser()
    await browser.post("/api/sign-in", json=signs_in)
    before = len((await browser.get("/api/sessions")).json()["sessions"])

    await browser.post("/api/sign-in", json=signs_in)

    assert len((await browser.get("/api/sessions")).json()["sessions"]) == before


async def test_a_link_signs_in_once(house: HomeServer, owner: httpx.AsyncClient) -> None:
    key = await house.home.tokens.link((await house.home.accounts.owner()).id)
    browser = house.browser()

    entered = await browser.get(f"/?key={key}")
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert (await browser.get("/api/me")).json()["role"] == "owner"

    late = await house.browser().post("/api/link", json={"key": key})
    assert late.status_code == 403 and late.json()["code"] == "bad_link"
    assert (await house.browser().get(f"/?key={key}")).status_code in (403, 503)


async def test_a_link_grows_old(house: HomeServer, owner: httpx.AsyncClient) -> None:
    key = await house.home.tokens.link((await house.home.accounts.owner()).id)
    house.clock.jump(timedelta(hours=25))

    assert (await house.browser().post("/api/link", json={"key": key})).status_code == 403


async def test_an_invitation_makes_somebody_new(house: HomeServer, owner: httpx.AsyncClient) -> None:
    invited = (await owner.post("/api/people/invite", json={"role": "family", "name": "妹妹"})).json()
    assert invited["link"].startswith(f"{ORIGIN}/?key=")
    key = invited["link"].split("key=")[1]
    browser = house.browser()

    entered = await browser.post("/api/link", json={"key": key, "device": {"name": "Tablet"}})

    assert entered.json()["role"] == "family" and entered.json()["name"] == "妹妹"
    people = (await owner.get("/api/people")).json()["people"]
    assert {each["name"] for each in people} >= {"妹妹"}


@pytest.mark.parametrize("role", ["owner", "king", ""])
async def test_nobody_is_invited_to_be_the_owner(owner: httpx.AsyncClient, role: str) -> None:
    answer = await owner.post("/api/people/invite", json={"role": role})

    assert answer.status_code in (400, 403)


async def test_signing_out_ends_the_session_and_its_device(
    house: HomeServer, anna: httpx.AsyncClient
) -> None:
    me = (await anna.get("/api/me")).json()

    left = await anna.delete("/api/session")

    assert left.status_code == 204 and 'parley_session=""' in left.headers["set-cookie"]
    assert (await anna.get("/api/me")).status_code == 401
    assert me["device"] not in [each.id for each in await house.home.devices.of(me["account"])]


async def test_one_session_or_all_the_others_are_ended_from_elsewhere(
    house: HomeServer, anna: httpx.AsyncClient
) -> None:
    account = (await anna.get("/api/me")).json()["account"]
    others = [house.browser(await house.session(account, name)) for name in ("Phone", "Tablet", "TV")]
    sessions = (await anna.get("/api/sessions")).json()["sessions"]
    phone = next(each["id"] for each in sessions if each["name"] == "Phone")

    assert (await anna.delete(f"/api/sessions/{phone}")).status_code == 204
    assert [(await each.get("/api/me")).status_code for each in others] == [401, 200, 200]
    assert (await anna.delete("/api/sessions")).status_code == 204
    assert [(await each.get("/api/me")).status_code for each in others] == [401, 401, 401]
    assert (await anna.get("/api/me")).status_code == 200


async def test_a_passkey_is_made_and_signs_in(house: HomeServer, anna: httpx.AsyncClient) -> None:
    stick = Authenticator(ORIGIN)
    asked = (await anna.post("/api/me/passkeys/options")).json()
    assert asked["options"]["rp"]["id"] == "parley.local"
    credential = stick.create(asked["options"])
    made = await anna.post(
        "/api/me/passkeys", json={"id": asked["id"], "credential": credential, "name": "Stick"}
    )
    assert made.status_code == 200 and made.json()["name"] == "Stick"
    assert not (await anna.get("/api/me")).json()["welcome"]

    browser = house.browser()
    question = (await browser.post("/api/sign-in/passkey/options")).json()
    answer = {"id": question["id"], "credential": stick.get(question["options"])}
    entered = await browser.post("/api/sign-in/passkey", json=answer)

    assert entered.status_code == 200 and entered.json()["name"] == "Anna"
    again = await house.browser().post("/api/sign-in/passkey", json=answer)
    assert again.status_code == 400 and again.json()["code"] == "bad_passkey", "a question works once"

    listed = (await anna.get("/api/me/passkeys")).json()["passkeys"]
    assert (await anna.delete(f"/api/me/passkeys/{listed[0]['id']}")).status_code == 204
    assert (await anna.get("/api/me/passkeys")).json()["passkeys"] == []


async def test_a_passkey_of_another_site_is_none(anna: httpx.AsyncClient) -> None:
    asked = (await anna.post("/api/me/passkeys/options")).json()
    credential = Authenticator("http://evil.example").create(asked["options"])

    made = await anna.post("/api/me/passkeys", json={"id": asked["id"], "credential": credential})

    assert made.status_code == 400 and made.json()["code"] == "bad_passkey"


async def test_behind_tls_the_cookie_is_for_tls_alone(house: HomeServer, signs_in: dict[str, Any]) -> None:
    browser = house.browser()
    browser.base_url = httpx.URL("https://parley.local:8420")

    entered = await browser.post(
        "/api/sign-in", json=signs_in, headers={"Origin": "https://parley.local:8420"}
    )

    assert "; secure" in entered.headers["set-cookie"].lower()
