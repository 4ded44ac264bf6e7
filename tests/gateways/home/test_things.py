"""The things of the home over HTTP: who may look, who may use them, and that changes are told live."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from fakes.home_server import HomeServer, listening
from parley.home.accounts.callers import Role


async def test_who_lives_here_sees_the_home_and_uses_it(anna: httpx.AsyncClient) -> None:
    browser = anna
    home = (await browser.get("/api/home")).json()
    assert home["may_use"]
    assert {"kitchen", "bedroom"} <= {room["id"] for room in home["rooms"]}
    assert len(home["things"]) > 25
    done = await browser.post("/api/home/do", json={"thing": "virtual:hall_light", "on": True})
    assert done.status_code == 204
    assert (await thing(browser, "virtual:hall_light"))["state"]["on"] is True


async def test_guests_look_and_touch_nothing(guest: httpx.AsyncClient) -> None:
    browser = guest
    assert (await browser.get("/api/home")).json()["may_use"] is False
    refused = await browser.post("/api/home/do", json={"thing": "virtual:front_door", "locked": False})
    assert refused.status_code == 403
    assert (await thing(browser, "virtual:front_door"))["state"]["locked"] is True


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"thing": "virtual:hall_light"}, 400),
        ({"thing": "virtual:hall_light", "on": True, "brightness": 3}, 400),
        ({"thing": "virtual:hall_light", "brightness": 101}, 400),
        ({"thing": "virtual:hall_light", "explode": True}, 400),
        ({"thing": "virtual:hall_light", "position": 3}, 400),
        ({"thing": "virtual:nothing", "on": True}, 404),
        ({"thing": "elsewhere:light", "on": True}, 404),
        ({"thing": "x" * 300, "on": True}, 400),
    ],
)
async def test_what_makes_no_sense_is_refused(
    owner: httpx.AsyncClient, order: dict[str, Any], status: int
) -> None:
    assert (await owner.post("/api/home/do", json=order)).status_code == status


async def thing(browser: Any, id: str) -> dict[str, Any]:
    """One thing as the page sees it."""
    things = (await browser.get("/api/home")).json()["things"]
    return next(each for each in things if each["id"] == id)


async def test_changes_are_told_live(house: HomeServer, anna: httpx.AsyncClient) -> None:
    secret = await house.session(await house.person(Role.GUEST, "Cy"))
    async with listening(house.app) as address:
        headers = {"Authorization": f"Bearer {secret}"}
        async with connect(f"ws://{address}/api/home/live", additional_headers=headers, proxy=None) as socket:
            first = json.loads(await socket.recv())
            assert first["type"] == "home"
            assert first["may_use"] is False
            await socket.send('{"type": "ping"}')
            assert json.loads(await socket.recv()) == {"type": "pong"}
            await anna.post("/api/home/do", json={"thing": "virtual:hall_light", "brightness": 40})
            told = json.loads(await socket.recv())
            assert told["type"] == "things"
            assert [(each["id"], each["state"]["brightness"]) for each in told["things"]] == [
                ("virtual:hall_light", 40)
            ]
