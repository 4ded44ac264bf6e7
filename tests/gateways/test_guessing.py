"""Guessing over HTTP: codes, passwords and links, from one address or many, end after so many tries."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.home_server import HomeServer, home_server
from parley.gateways.access import Limits
from parley.home.accounts.accounts import GUESSES_AT_A_NAME
from parley.home.accounts.callers import Role
from parley.home.accounts.pairing import MOST_WRONG
from parley.home.accounts.people import Account

TRIES = 10
"""Wrong tries of one address, and of one account, at once."""
PASSWORD = "correct horse"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path) as serving:
        yield serving


@pytest.fixture
async def anna(house: HomeServer) -> Account:
    """Somebody who signs in as ``anna``."""
    await house.person(Role.OWNER)
    person = await house.person(name="Anna")
    await house.home.accounts.set_password(person.id, PASSWORD, sign_in_name="anna")
    return person


def signing_in(browser: httpx.AsyncClient, name: str, password: str) -> Coroutine[Any, Any, httpx.Response]:
    return browser.post("/api/sign-in", json={"sign_in_name": name, "password": password})


async def waiting_code(house: HomeServer) -> str:
    """The code of a speaker that waits."""
    answer = await house.client().post("/api/pair/start", json={"kind": "speaker", "model": "Box 3"})
    return answer.json()["user_code"]


def wrong_codes(right: str) -> Callable[[], str]:
    """One wrong code after the other."""
    numbers = (f"{number:06d}" for number in range(10**6))
    return lambda: next(each for each in numbers if each != right)


async def test_passwords_from_one_address_are_stopped_whatever_the_names(
    house: HomeServer, anna: Account
) -> None:
    thief = house.browser(address="203.0.113.7")

    got = [(await signing_in(thief, f"name {n}", "password1")).status_code for n in range(TRIES + 5)]

    assert got == [401] * TRIES + [429] * 5
    late = await signing_in(thief, "anna", PASSWORD)
    assert late.status_code == 429 and late.json()["code"] == "too_many_tries"
    assert (await signing_in(house.browser(), "anna", PASSWORD)).status_code == 200


async def test_many_at_once_have_no_more_tries_than_one_after_the_other(
    house: HomeServer, anna: Account
) -> None:
    thief = house.browser(address="203.0.113.7")

    answers = await asyncio.gather(*(signing_in(thief, "anna", f"password{n}") for n in range(60)))

    assert sum(each.status_code == 401 for each in answers) <= TRIES
    assert all(each.status_code in (401, 429, 503) for each in answers)


async def test_passwords_for_one_name_are_stopped_however_many_addresses_ask_and_anna_comes_in(
    house: HomeServer, anna: Account
) -> None:
    at_home = house.browser(address="192.0.2.1")
    assert (await signing_in(at_home, "anna", PASSWORD)).status_code == 200

    got = Counter[int]()
    for n in range(GUESSES_AT_A_NAME + 10):
        got[(await signing_in(house.browser(), "anna", f"password{n}")).status_code] += 1

    assert got == {401: GUESSES_AT_A_NAME, 429: 10}
    assert (await signing_in(house.browser(), "anna", PASSWORD)).status_code == 429
    assert (await signing_in(at_home, "anna", PASSWORD)).status_code == 200, "where she signed in before"


async def test_whoever_found_a_browser_open_cannot_guess_its_password(
    house: HomeServer, anna: Account
) -> None:
    """By the two routes that ask for it again, from as many addresses as they like."""
    session = await house.session(anna)
    got = Counter[int]()
    for n in range(TRIES):
        wrong = {"old": f"password{n}", "new": "thief's own one"}
        got[(await house.browser(session).put("/api/me/password", json=wrong)).status_code] += 1
        leaving = {"confirm": "Anna", "password": f"password{n}"}
        got[(await house.browser(session).request("DELETE", "/api/me", json=leaving)).status_code] += 1

    assert got == {401: TRIES, 429: TRIES}
    right = {"old": PASSWORD, "new": "thief's own one"}
    assert (await house.browser(session).put("/api/me/password", json=right)).status_code == 429


async def test_links_from_one_address_are_stopped_also_when_the_right_one_comes(
    house: HomeServer, anna: Account
) -> None:
    thief, key = house.browser(address="203.0.113.7"), await house.home.tokens.link(anna.id)
    ways = (
        lambda key: thief.post("/api/link", json={"key": key}),
        lambda key: thief.get(f"/?key={key}"),
    )
    got = [(await ways[n % 2](f"guess {n}")).status_code for n in range(TRIES)]
    assert set(got) <= {403, 503}, "503 where the page is not built"

    assert (await thief.post("/api/link", json={"key": key})).status_code == 429
    visited = await thief.get(f"/?key={key}")
    assert visited.status_code != 303 and "set-cookie" not in visited.headers
    assert (await house.browser().post("/api/link", json={"key": key})).status_code == 200


async def test_pairing_codes_of_one_person_are_stopped_wherever_they_go(
    house: HomeServer, anna: Account
) -> None:
    code, session = await waiting_code(house), await house.session(anna)
    wrong = wrong_codes(code)
    got = Counter[int]()
    for way in ("find", "approve", "refuse") * 5:
        answer = await house.browser(session).post(f"/api/pair/{way}", json={"code": wrong()})
        got[answer.status_code] += 1

    assert got == {404: TRIES, 429: 5}
    right = await house.browser(session).post("/api/pair/approve", json={"code": code})
    assert right.status_code == 429


async def test_pairing_codes_from_one_address_are_stopped_whoever_asks(
    house: HomeServer, anna: Account
) -> None:
    wrong, got = wrong_codes(await waiting_code(house)), Counter[int]()
    for n in range(6):
        session = await house.session(await house.person(name=f"Person {n}"))
        for _ in range(3):
            browser = house.browser(session, address="203.0.113.7")
            got[(await browser.post("/api/pair/find", json={"code": wrong()})).status_code] += 1

    assert got == {404: TRIES, 429: 8}


async def test_a_code_that_was_guessed_at_too_often_is_dead(house: HomeServer, anna: Account) -> None:
    """Many people at many addresses have, all together, ``MOST_WRONG`` of a million guesses at a code."""
    code = await waiting_code(house)
    wrong = wrong_codes(code)
    for n in range(MOST_WRONG // TRIES):
        session = await house.session(await house.person(name=f"Person {n}"))
        for _ in range(TRIES):
            answer = await house.browser(session).post("/api/pair/find", json={"code": wrong()})
            assert answer.status_code == 404

    right = await house.browser(await house.session(anna)).post("/api/pair/approve", json={"code": code})

    assert right.status_code == 404 and right.json()["code"] == "bad_code"


async def test_one_address_cannot_fill_the_house_with_waiting_devices(house: HomeServer) -> None:
    device = house.client(address="203.0.113.7")
    asked = {"kind": "speaker", "model": "Box 3"}
    got = [(await device.post("/api/pair/start", json=asked)).status_code for _ in range(10)]

    assert got == [200] * 5 + [429] * 5
    assert (await house.client().post("/api/pair/start", json=asked)).status_code == 200


async def test_tokens_are_not_guessed_faster_than_requests_are_taken(tmp_path: Path) -> None:
    async with home_server(tmp_path, Limits(requests=50, requests_per_second=0)) as house:
        thief = "203.0.113.7"
        got = Counter[int]()
        for n in range(60):
            got[(await house.client(f"{n:043d}", address=thief).get("/api/me")).status_code] += 1

    assert got == {401: 50, 429: 10}
