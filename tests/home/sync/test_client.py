"""Devices that talk to a real server: over HTTP, over the live feed, and through cuts."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.home_server import ORIGIN, HomeServer, home_server, listening
from fakes.sync import Wire
from parley.errors import NotAllowed
from parley.home.accounts.callers import Kind, Scope
from parley.home.changes import Change
from parley.home.orders import Refused
from parley.home.sync import client as sync_client
from parley.home.sync.client import SyncClient
from parley.home.sync.replica import Replica
from parley.home.sync.transport import HttpTransport, ServerRefused, Unreachable
from parley.home.sync.wire import PushAnswer, PushRequest

MILK = {"list": "shopping", "text": "牛奶"}
SCOPES = {Scope.RECORDS_READ, Scope.RECORDS_WRITE}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path / "home") as serving:
        yield serving


@pytest.fixture
async def anna(house: HomeServer) -> str:
    return (await house.person()).id


@pytest.fixture
async def copies(tmp_path: Path, house: HomeServer) -> AsyncIterator[Callable[[str], Replica]]:
    opened: list[Replica] = []
    time = asyncio.get_running_loop().time
    began = house.clock.now().timestamp() - time()

    def a_copy(name: str) -> Replica:
        opened.append(Replica(tmp_path / f"{name}.db", lambda: began + time()))
        return opened[-1]

    yield a_copy
    for each in opened:
        each.close()


async def transport(house: HomeServer, account: str, address: str = ORIGIN) -> HttpTransport:
    token = await house.home.tokens.issue(account, Kind.KEY, SCOPES)
    http = house.client() if address == ORIGIN else httpx.AsyncClient(trust_env=False)
    return HttpTransport(address, lambda: token, http)


async def within(seconds: float, true: Callable[[], bool]) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - it becomes true in a file
            await asyncio.sleep(0.01)


async def test_two_devices_and_the_assistant_edit_one_list_offline_and_agree(
    house: HomeServer, anna: str, copies: Callable[[str], Replica]
) -> None:
    speaker, phone = copies("speaker"), copies("phone")
    clients = [SyncClient(each, await transport(house, anna)) for each in (speaker, phone)]
    speaker.put("items", "milk", MILK)
    for each in clients:
        await each.sync()

    speaker.change("items", "milk", {"amount": "2 l"})
    phone.change("items", "milk", {"done": True})
    for n in range(700):  # more than one push and one page
        phone.put("items", f"p{n}", {**MILK, "amount": str(n)})
    speaker.put("items", "s", MILK)
    await house.home.records.put(anna, "items", "h", MILK)
    for each in (*clients, *clients):
        await each.sync()

    held = {each.id: each.document for each in await house.home.records.all(anna, "items")}
    assert len(held) == 703 and held["milk"] == {**MILK, "amount": "2 l", "done": True, "order": ""}
    for each in (speaker, phone):
        assert {item.id: item.document for item in each.all("items")} == held


async def test_the_live_feed_keeps_two_devices_in_step(
    house: HomeServer, anna: str, copies: Callable[[str], Replica]
) -> None:
    speaker, phone = copies("speaker"), copies("phone")
    async with listening(house.app) as address:
        clients = [
            SyncClient(each, await transport(house, anna, f"http://{address}")) for each in (speaker, phone)
        ]
        async with clients[0].live(), clients[1].live():
            speaker.put("items", "milk", MILK)
            await within(10, lambda: phone.get("items", "milk") is not None)
            phone.change("items", "milk", {"done": True})
            await within(10, lambda: (speaker.get("items", "milk") or {})["done"])
            await house.home.records.delete(anna, "items", "milk")
            await within(10, lambda: not speaker.all("items") and not phone.all("items"))
            for n in range(30):
                await asyncio.to_thread(phone.put, "items", str(n), MILK)
            await within(10, lambda: len(speaker.all("items")) == 30)
            # What was pushed while live does not wait for ever.
            await within(10, lambda: not phone._book.pending())


async def test_a_device_comes_back_after_the_server_was_away(
    house: HomeServer, anna: str, copies: Callable[[str], Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_client, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(sync_client, "LONGEST_PAUSE", 0.1)
    phone = copies("phone")
    away = await transport(house, anna, "http://127.0.0.1:1")
    async with SyncClient(phone, away).live() as running:
        phone.put("items", "milk", MILK)
        async with listening(house.app) as address:
            away._address = f"http://{address}"
            await within(10, lambda: phone.taken == 1)
        phone.put("items", "bread", MILK)
        await asyncio.sleep(0.1)
        async with listening(house.app) as address:
            away._address = f"http://{address}"
            await within(10, lambda: phone.taken == 2)
        assert not running.done()
    assert {each.id for each in await house.home.records.all(anna, "items")} == {"milk", "bread"}


async def test_who_hears_that_the_server_is_back_does_not_wait_out_its_pause(
    house: HomeServer, anna: str, copies: Callable[[str], Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_client, "FIRST_PAUSE", 600.0)
    phone = copies("phone")
    away = await transport(house, anna, "http://127.0.0.1:1")
    client = SyncClient(phone, away)
    async with client.live():
        phone.put("items", "milk", MILK)
        await asyncio.sleep(0.1)
        async with listening(house.app) as address:
            away._address = f"http://{address}"
            client.hurry()
            await within(10, lambda: phone.taken == 1)


async def test_a_device_that_was_thrown_out_stops_and_keeps_its_edits(
    house: HomeServer, anna: str, copies: Callable[[str], Replica]
) -> None:
    phone = copies("phone")
    async with listening(house.app) as address:
        client = SyncClient(phone, await transport(house, anna, f"http://{address}"))
        async with client.live() as running:
            phone.put("items", "milk", MILK)
            await within(10, lambda: phone.taken == 1)
            (key,) = await house.home.tokens.keys(anna)
            await house.home.tokens.revoke(anna, key.id)
            with pytest.raises(NotAllowed):
                await asyncio.wait_for(running, 60)
        phone.put("items", "bread", MILK)
        with pytest.raises(NotAllowed):
            await client.sync()
    assert {each.id for each in phone.all("items")} == {"milk", "bread"}


async def test_who_may_only_read_is_told_so(
    house: HomeServer, anna: str, copies: Callable[[str], Replica]
) -> None:
    token = await house.home.tokens.issue(anna, Kind.KEY, {Scope.RECORDS_READ})
    client = SyncClient(phone := copies("phone"), HttpTransport(ORIGIN, lambda: token, house.client()))
    await client.sync()
    phone.put("items", "milk", MILK)
    with pytest.raises(NotAllowed, match="records:write"):
        await client.sync()


async def test_what_the_server_refuses_is_told_in_its_own_words(
    house: HomeServer, anna: str, copies: Callable[[str], Replica]
) -> None:
    phone, told = copies("phone"), list[tuple[str, str, str]]()

    def hear(refused: Refused, change: Change) -> None:
        told.append((refused.code, refused.message, change.id))

    client = SyncClient(phone, await transport(house, anna), hear)
    phone.put("items", "milk", MILK)
    await client.sync()
    phone.change("items", "milk", {"done": True})
    phone.put("items", "tea", MILK)
    await house.home.records.delete(anna, "items", "milk")
    await asyncio.sleep(0.01)  # an edit from before the deletion would just be too late
    phone.change("items", "milk", {"amount": "2 l"})

    await client.sync()

    assert [(code, id) for code, _, id in told] == [("bad_record", "milk")] and "required" in told[0][1]
    assert [each.id for each in phone.all("items")] == ["tea"]


class Sour:
    """A server that cannot read edits of one record."""

    def __init__(self, wire: Any, id: str) -> None:
        self._wire, self._id = wire, id
        self.pull, self.live = wire.pull, wire.live

    async def push(self, request: PushRequest) -> PushAnswer:
        if any(each.id == self._id for each in request.changes):
            raise ServerRefused(400, "bad_request", "I cannot read this.")
        return await self._wire.push(request)


async def test_one_edit_that_cannot_be_read_does_not_hold_up_the_others(
    house: HomeServer, anna: str, copies: Callable[[str], Replica]
) -> None:
    phone, told = copies("phone"), list[Refused]()
    wire = Wire(house.home.records, house.home.database, anna)
    client = SyncClient(phone, Sour(wire, "b"), lambda why, _: told.append(why))
    for id in "abcd":
        phone.put("items", id, MILK)
    await client.sync()
    assert [(each.number, each.code, each.message) for each in told] == [
        (2, "bad_request", "I cannot read this.")
    ]
    assert [each.id for each in phone.all("items")] == ["a", "c", "d"]
    assert {each.id for each in await house.home.records.all(anna, "items")} == set("acd")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(200, text="<html>Welcome to the hotel</html>"), Unreachable),
        (httpx.Response(503, json={"code": "busy", "message": "later"}), Unreachable),
        (httpx.Response(429, json={"code": "too_many_tries", "message": "later"}), Unreachable),
        (httpx.Response(401, text="no"), NotAllowed),
        (httpx.Response(413, text="<html>nginx</html>"), ServerRefused),
        (httpx.ConnectError("refused"), Unreachable),
        (httpx.ReadTimeout("slow"), Unreachable),
    ],
)
async def test_nothing_that_answers_wrongly_costs_an_edit(
    copies: Callable[[str], Replica], answer: httpx.Response | Exception, error: type[Exception]
) -> None:
    def answered(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("pull") and not isinstance(answer, Exception):
            body = {"rows": [], "cursor": 0, "more": False, "fresh": False, "now": 1}
            return httpx.Response(200, json=body) if answer.status_code == 413 else answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    phone = copies("phone")
    phone.put("items", "milk", MILK)
    http = httpx.AsyncClient(transport=httpx.MockTransport(answered))
    with pytest.raises(error):
        await SyncClient(phone, HttpTransport("http://hotel", lambda: "token", http)).sync()
    assert phone.waiting(500, 10**6) is not None and phone.all("items")


async def test_several_syncs_at_once_are_one_after_the_other(
    house: HomeServer, anna: str, copies: Callable[[str], Replica]
) -> None:
    phone, wire = copies("phone"), Wire(house.home.records, house.home.database, anna)
    client = SyncClient(phone, wire)
    wire.fates = deque(["ok", "unanswered", "ok"])
    for n in range(20):
        phone.put("items", str(n), MILK)
    done = await asyncio.gather(*(client.sync() for _ in range(5)), return_exceptions=True)
    assert [type(each) for each in done if each is not None] == [Unreachable]
    assert phone.taken == 20 and len(await house.home.records.all(anna, "items")) == 20
