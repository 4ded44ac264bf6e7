"""Open connections: seen in the list of devices, and closed when their device, session or person goes."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from fakes.home_server import HomeServer, listening
from parley.gateways.access import COOKIE, Door
from parley.home.accounts.callers import DATA, Kind
from parley.home.accounts.devices import DeviceKind, NewDevice

WITHIN = 5.0
"""Seconds until it has been noticed, on a machine that is busy."""


@pytest.fixture
async def address(house: HomeServer) -> AsyncIterator[str]:
    async with listening(house.app) as address:
        yield address


async def open_feed(address: str, token: str, *, browser: bool = False) -> ClientConnection:
    """The live feed, with its first answer there."""
    by_cookie = {"Cookie": f"{COOKIE}={token}", "Origin": f"http://{address}"}
    headers = by_cookie if browser else {"Authorization": f"Bearer {token}"}
    socket = await connect(f"ws://{address}/api/sync/live", additional_headers=headers)
    await socket.send('{"type": "ping"}')
    while "pong" not in str(await socket.recv()):
        pass
    return socket


async def closed(socket: ClientConnection) -> int:
    """The code it is closed with, soon."""
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(WITHIN):
            while True:
                await socket.recv()
    return socket.close_code or 0


async def speaker(house: HomeServer, account: str) -> tuple[str, str]:
    """A device and its token."""
    device = await house.home.devices.add(account, NewDevice(DeviceKind.SPEAKER, "Kitchen"))
    return device.id, await house.home.tokens.issue(account, Kind.DEVICE, DATA, device.id)


async def test_a_device_that_holds_a_connection_is_shown_as_connected(
    house: HomeServer, anna: httpx.AsyncClient, address: str
) -> None:
    id, token = await speaker(house, (await anna.get("/api/me")).json()["account"])

    async def connected() -> bool:
        devices = (await anna.get("/api/devices")).json()["devices"]
        return next(each["connected"] for each in devices if each["id"] == id)

    assert not await connected()
    socket = await open_feed(address, token)
    assert await connected()
    await socket.close()
    async with asyncio.timeout(WITHIN):
        while await connected():
            pass


Throw = Callable[[HomeServer, httpx.AsyncClient, httpx.AsyncClient, str, str], Awaitable[httpx.Response]]
WAYS: dict[str, Throw] = {
    "the device is thrown out": lambda _, anna, __, device, ___: anna.delete(f"/api/devices/{device}"),
    "the owner throws it out": lambda _, __, owner, device, ___: owner.delete(f"/api/devices/{device}"),
    "its person is removed": lambda _, __, owner, ___, account: owner.delete(f"/api/people/{account}"),
    "its person leaves": lambda _, anna, __, ___, ____: anna.request(
        "DELETE", "/api/me", json={"confirm": "Anna"}
    ),
}


@pytest.mark.parametrize("way", WAYS)
async def test_a_device_is_cut_off_when(
    house: HomeServer, anna: httpx.AsyncClient, owner: httpx.AsyncClient, address: str, way: str
) -> None:
    account = (await anna.get("/api/me")).json()["account"]
    device, token = await speaker(house, account)
    socket = await open_feed(address, token)

    answer = await WAYS[way](house, anna, owner, device, account)

    assert answer.status_code == 204
    assert await closed(socket) == 4401


async def test_a_device_that_is_given_to_somebody_else_comes_back_as_theirs(
    house: HomeServer, anna: httpx.AsyncClient, owner: httpx.AsyncClient, address: str
) -> None:
    account = (await anna.get("/api/me")).json()["account"]
    device, token = await speaker(house, account)
    await house.home.records.put(account, "notes", "n1", {"title": "Anna's own"})
    socket = await open_feed(address, token)
    grandpa = await house.person(name="爷爷")

    await owner.patch(f"/api/devices/{device}", json={"person": grandpa.id})

    assert await closed(socket) == 4401
    rows = (await house.client(token).get("/api/sync/pull")).json()["rows"]
    assert rows == []


async def test_a_browser_is_cut_off_when_it_is_signed_out_from_elsewhere(
    house: HomeServer, anna: httpx.AsyncClient, address: str
) -> None:
    account = (await anna.get("/api/me")).json()["account"]
    socket = await open_feed(address, await house.session(account, "Tablet"), browser=True)

    await anna.delete("/api/sessions")

    assert await closed(socket) == 4401


async def test_another_process_on_the_same_home_cuts_it_off_too(
    house: HomeServer, anna: httpx.AsyncClient, address: str
) -> None:
    """Nothing tells the server; it looks by itself."""
    account = (await anna.get("/api/me")).json()["account"]
    device, token = await speaker(house, account)
    socket = await open_feed(address, token)

    house.home.tokens.on_ended.clear()
    house.home.devices.on_gone.clear()
    await house.home.devices.remove(device)

    assert await closed(socket) == 4401


async def test_a_device_that_talks_is_live_and_known_by_what_it_says_of_itself(
    house: HomeServer, anna: httpx.AsyncClient, address: str
) -> None:
    id, token = await speaker(house, (await anna.get("/api/me")).json()["account"])
    session = anna.cookies[COOKIE]
    by_cookie = {"Cookie": f"{COOKIE}={session}", "Origin": f"http://{address}"}
    hello = {"type": "hello", "rate": 16_000, "model": "Raspberry Pi 5", "version": "1.2"}
    async with connect(f"ws://{address}/api/devices/live", additional_headers=by_cookie) as feed:
        first = json.loads(await feed.recv())
        states = {each["id"]: each for each in first["devices"]}
        assert first["type"] == "devices" and not states[id]["connected"]
        headers = {"Authorization": f"Bearer {token}"}
        async with connect(f"ws://{address}/api/talk", additional_headers=headers) as talk:
            await talk.send(json.dumps(hello))
            told = json.loads(await feed.recv())["devices"]
            (state,) = [each for each in told if each["id"] == id]
            assert (state["connected"], state["gateway"], state["state"]) == (True, "speaker", "idle")
            assert (state["model"], state["firmware"]) == ("Raspberry Pi 5", "1.2")
            assert (await anna.get(f"/api/devices/{id}/state")).json() == state
        async with asyncio.timeout(WITHIN):
            while (told := json.loads(await feed.recv())["devices"])[0]["connected"]:
                pass
        assert told[0]["firmware"] == "1.2", "it is remembered"


async def test_whoever_hears_of_a_device_elsewhere_shows_it_as_connected(house: HomeServer) -> None:
    """Boards on MQTT hold no WebSocket of this server's door."""
    door = Door(house.home.tokens)
    assert not door.is_connected("board")
    door.elsewhere.append(lambda device: device == "board")
    assert door.is_connected("board") and not door.is_connected("other")


async def test_the_intercom_is_closed_for_whom_it_is_not(
    house: HomeServer, anna: httpx.AsyncClient, address: str
) -> None:
    id, _ = await speaker(house, (await anna.get("/api/me")).json()["account"])
    session = await house.session(await house.person(name="Bob"))
    by_cookie = {"Cookie": f"{COOKIE}={session}", "Origin": f"http://{address}"}
    path = f"ws://{address}/api/devices/{id}/intercom?rate=48000"
    async with connect(path, additional_headers=by_cookie) as socket:
        assert json.loads(await socket.recv())["code"] == "unknown_device"
        assert await closed(socket) == 4404
    mine = {"Cookie": f"{COOKIE}={anna.cookies[COOKIE]}", "Origin": f"http://{address}"}
    async with connect(path, additional_headers=mine) as socket:
        assert json.loads(await socket.recv())["code"] == "nobody_there"
        assert await closed(socket) == 4409
