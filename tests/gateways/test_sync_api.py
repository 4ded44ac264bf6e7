"""What a device's client says to the server to stay in step, and what it hears."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from fakes.home_server import HomeServer, home_server, listening
from parley.gateways.home import sync
from parley.gateways.outbox import TooSlow
from parley.home.accounts.callers import Kind, Role, Scope
from parley.home.stamps import Stamp

MILK = {"list": "shopping", "text": "牛奶"}


@dataclass
class Phone:
    """A device of somebody, and what it may say."""

    house: HomeServer
    account: str
    token: str
    http: httpx.AsyncClient
    stamps: int = 0

    def change(self, id: str = "milk", **other: Any) -> dict[str, Any]:
        self.stamps += 1
        now = int(self.house.clock.now().timestamp() * 1000)
        stamp = str(Stamp(now, self.stamps, "phone"))
        return {"collection": "items", "id": id, "stamp": stamp, "fields": MILK} | other

    async def push(self, first: int, *changes: dict[str, Any], replica: str = "phone") -> dict[str, Any]:
        body = {"replica": replica, "first": first, "changes": changes}
        answer = await self.http.post("/api/sync/push", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def pull(self, since: int = 0, most: int = 500) -> dict[str, Any]:
        answer = await self.http.get("/api/sync/pull", params={"since": since, "most": most})
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path) as serving:
        yield serving


@pytest.fixture
async def phone(house: HomeServer) -> Phone:
    return await a_phone(house, set(Scope))


async def a_phone(house: HomeServer, scopes: set[Scope]) -> Phone:
    account = (await house.person(Role.FAMILY)).id
    token = await house.home.tokens.issue(account, Kind.KEY, scopes)
    return Phone(house, account, token, house.client(token))


async def test_what_one_device_pushes_another_pulls(phone: Phone) -> None:
    change = phone.change()
    answer = await phone.push(1, change)
    assert (answer["taken"], answer["refused"]) == (1, [])
    assert answer["now"] == pytest.approx(phone.house.clock.now().timestamp() * 1000, abs=10_000)

    page = await phone.pull()

    (row,) = page["rows"]
    assert row == {
        "collection": "items",
        "id": "milk",
        "seq": 1,
        "fields": MILK,
        "stamps": dict.fromkeys(MILK, change["stamp"]),
        "deleted": None,
    }
    assert (page["more"], page["fresh"]) == (False, False)
    assert (await phone.pull(page["cursor"]))["rows"] == []


async def test_a_change_sent_twice_is_made_once(phone: Phone) -> None:
    first, second = phone.change(), phone.change(fields={"text": "soy milk"})
    await phone.push(1, first, second)
    await phone.house.home.records.change(phone.account, "items", "milk", {"text": "oat milk"})
    again = await phone.push(1, first, second)
    assert again["taken"] == 2
    assert (await phone.pull())["rows"][0]["fields"]["text"] == "oat milk"


async def test_a_gap_is_told_and_nothing_of_it_taken(phone: Phone) -> None:
    answer = await phone.push(5, phone.change())
    assert answer["taken"] == 0
    assert (await phone.pull())["rows"] == []


async def test_a_wrong_change_is_refused_alone_and_told_again_when_the_answer_was_lost(phone: Phone) -> None:
    wrong = phone.change("bread", fields={"text": "no list"})
    changes = [phone.change(), wrong, phone.change("tea"), phone.change("a/b"), {**wrong, "stamp": "noon"}]
    answer = await phone.push(1, *changes)
    assert answer["taken"] == 5
    assert [(each["number"], each["code"]) for each in answer["refused"]] == [
        (2, "bad_record"),
        (4, "bad_record"),
        (5, "bad_stamp"),
    ]
    assert {row["id"] for row in (await phone.pull())["rows"]} == {"milk", "tea"}
    again = await phone.push(1, *changes)
    assert again["refused"] == answer["refused"]


async def test_pages_follow_each_other(phone: Phone) -> None:
    await phone.push(1, *(phone.change(str(n)) for n in range(25)))
    seen, cursor, more = [], 0, True
    while more:
        page = await phone.pull(cursor, most=10)
        seen += [row["id"] for row in page["rows"]]
        cursor, more = page["cursor"], page["more"]
    assert seen == [str(n) for n in range(25)]


@pytest.mark.parametrize("query", ["since=-1", "since=x", "most=0", "most=501", f"since={2**60}"])
async def test_a_pull_has_bounds(phone: Phone, query: str) -> None:
    answer = await phone.http.get(f"/api/sync/pull?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"replica": "phone", "first": 1, "changes": [{}] * 3}, 400, "bad_request"),
        ({"replica": "a phone", "first": 1, "changes": []}, 400, "bad_stamp"),
        ({"replica": "phone", "first": 0, "changes": []}, 400, "bad_stamp"),
        ({"replica": "phone", "first": 1}, 400, "bad_request"),
        ({"replica": "x" * 2_000_000, "first": 1, "changes": []}, 413, "too_long"),
    ],
)
async def test_a_push_has_bounds(phone: Phone, body: dict[str, Any], status: int, code: str) -> None:
    answer = await phone.http.post("/api/sync/push", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_more_than_500_changes_are_too_many(phone: Phone) -> None:
    changes = [phone.change(str(n)) for n in range(501)]
    answer = await phone.http.post(
        "/api/sync/push", json={"replica": "phone", "first": 1, "changes": changes}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_long")


async def test_who_may_only_read_cannot_write(house: HomeServer) -> None:
    reader = await a_phone(house, {Scope.RECORDS_READ})
    body = {"replica": "phone", "first": 1, "changes": []}
    assert (await reader.http.post("/api/sync/push", json=body)).status_code == 403
    assert (await reader.pull())["rows"] == []


@asynccontextmanager
async def live(phone: Phone, since: int = 0) -> AsyncIterator[ClientConnection]:
    async with listening(phone.house.app) as address:
        headers = {"Authorization": f"Bearer {phone.token}"}
        url = f"ws://{address}/api/sync/live?since={since}"
        async with connect(url, additional_headers=headers) as socket, asyncio.timeout(20):
            yield socket


async def heard(socket: ClientConnection) -> dict[str, Any]:
    return json.loads(await socket.recv())


async def test_the_live_feed_says_what_was_missed_and_then_what_happens(phone: Phone) -> None:
    await phone.push(1, phone.change("before"))
    async with live(phone) as socket:
        page = await heard(socket)
        assert (page["type"], [row["id"] for row in page["rows"]]) == ("page", ["before"])
        await phone.push(2, phone.change("after"))
        assert [row["id"] for row in (await heard(socket))["rows"]] == ["after"]
        await phone.house.home.records.put(phone.account, "items", "spoken", MILK)
        assert [row["id"] for row in (await heard(socket))["rows"]] == ["spoken"]
        await socket.send('{"type":"ping"}')
        assert await heard(socket) == {"type": "pong"}


async def test_the_live_feed_says_nothing_of_others(phone: Phone, house: HomeServer) -> None:
    other = await a_phone(house, set(Scope))
    async with live(phone) as socket:
        await other.push(1, other.change("theirs"))
        await phone.push(1, phone.change("mine"))
        assert [row["id"] for row in (await heard(socket))["rows"]] == ["mine"]


async def test_the_live_feed_ends_when_the_key_is_revoked(phone: Phone) -> None:
    (key,) = await phone.house.home.tokens.keys(phone.account)
    async with live(phone) as socket:
        await phone.push(1, phone.change())
        await heard(socket)
        await phone.house.home.tokens.revoke(phone.account, key.id)
        assert (await heard(socket))["code"] == "not_allowed"
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4401


@pytest.mark.parametrize("nonsense", ["{", "[]", '{"type":"shout"}', b"ping"])
async def test_the_live_feed_ends_at_nonsense(phone: Phone, nonsense: str | bytes) -> None:
    async with live(phone) as socket:
        await socket.send(nonsense)
        assert (await heard(socket))["code"] == "bad_request"
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4400


async def test_the_live_feed_wants_a_cursor(phone: Phone) -> None:
    async with live(phone, since=-1) as socket:
        assert (await heard(socket))["code"] == "bad_request"


class Stuck:
    """A socket whose other side takes nothing."""

    async def send_text(self, message: str) -> None:
        await asyncio.Event().wait()


async def test_a_reader_that_takes_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "SLOWEST", 0.01)
    with pytest.raises(TooSlow) as error:
        await sync._Feed(Stuck()).send("page")  # type: ignore[arg-type]
    assert error.value.code == "too_slow"


async def test_nobody_watches_for_a_feed_that_is_gone(phone: Phone) -> None:
    async with live(phone) as socket:
        await phone.push(1, phone.change())
        await heard(socket)
        assert phone.house.home.records._watchers._watching
        await socket.close()
        async with asyncio.timeout(60):
            while phone.house.home.records._watchers._watching:  # noqa: ASYNC110 - the server's doing
                await asyncio.sleep(0.01)


async def test_who_has_no_use_for_photos_leaves_them_out(phone: Phone) -> None:
    for number in range(30):
        await phone.house.home.records.put(phone.account, "photos", f"p{number}", {"file": f"{number}"})
    await phone.push(1, phone.change())
    answer = await phone.http.get("/api/sync/pull?since=0&most=5&without=photos")
    page = answer.json()
    assert [row["collection"] for row in page["rows"]] == ["items"]
    assert not page["more"], "photos do not count"
    everything = await phone.pull()
    assert len(everything["rows"]) == 31
    assert page["cursor"] == everything["cursor"]
    later = await phone.http.get(f"/api/sync/pull?since={page['cursor']}&without=photos,history")
    assert later.json()["rows"] == []
    wrong = await phone.http.get("/api/sync/pull?without=nothing-known")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_request")
    url = f"/api/sync/live?since=0&without=photos&authorization={phone.token}"
    async with listening(phone.house.app) as address, connect(f"ws://{address}{url}") as socket:
        heard = json.loads(await socket.recv())
        assert [row["collection"] for row in heard["rows"]] == ["items"]
