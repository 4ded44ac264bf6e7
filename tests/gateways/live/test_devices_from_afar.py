"""Devices seen and reached over HTTP: by their person and the owner, by nobody else, and not too often."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.websockets import WebSocket, WebSocketDisconnect

from fakes.door import FakeDoor
from fakes.house import Diary, open_assistant
from fakes.records import MemoryHome
from parley.assistant.assistant import Assistant
from parley.assistant.consent import SETTING
from parley.assistant.events import Did, Said, Speech, TurnEnded
from parley.assistant.live import Facts
from parley.gateways.access import Limits
from parley.gateways.home import live
from parley.gateways.home.device_feed import GATHERING, LOOKS_AGAIN, DeviceFeed
from parley.gateways.home.intercom import Intercom
from parley.home.accounts.audit import Audit
from parley.home.accounts.callers import ALLOWED, Caller, Kind, Role, Scope
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.skills.types import Action

BOARD = Facts("xiaozhi", "mqtt+udp", "BOX-3", "2.2.4", {"battery": "80"})
ANNA = Caller("anna", Role.FAMILY, Kind.SESSION, ALLOWED[Role.FAMILY], "anna's token")
OWNER = Caller("owner", Role.OWNER, Kind.SESSION, ALLOWED[Role.OWNER], "owner's token")


@dataclass
class House:
    """Anna's speaker in the kitchen, and whoever asks for it."""

    home: MemoryHome
    assistant: Assistant
    door: FakeDoor
    app: Starlette
    speaker: str
    """Id of Anna's device."""
    diary: Diary | None = None
    _clients: list[httpx.AsyncClient] = field(default_factory=list[httpx.AsyncClient])

    def browser(self, account: str, scopes: Iterable[Scope]) -> httpx.AsyncClient:
        token = self.door.tokens.issue(scopes, account=account, device=f"{account}-browser")
        transport = httpx.ASGITransport(self.app)
        headers = {"Authorization": f"Bearer {token}"}
        client = httpx.AsyncClient(transport=transport, base_url="http://parley.local", headers=headers)
        self._clients.append(client)
        return client

    @property
    def anna(self) -> httpx.AsyncClient:
        return self.browser("anna", ALLOWED[Role.FAMILY])

    @property
    def owner(self) -> httpx.AsyncClient:
        return self.browser("owner", ALLOWED[Role.OWNER])

    async def close(self) -> None:
        for each in self._clients:
            await each.aclose()

    async def noted(self, account: str = "anna") -> list[tuple[str, str, object]]:
        """Of the account's log: what was done, by whom."""
        entries = await self.home.audit.entries(account)
        return [(each.action, each.actor, each.detail.get("what")) for each in entries]


@asynccontextmanager
async def house(folder: Path, *, connected: bool = True) -> AsyncIterator[House]:
    home = MemoryHome(people=("owner", "anna", "bob", "guest1"))
    home.audit = Audit(home.database, home.vault, home.clock)
    device = await home.devices.add("anna", NewDevice(DeviceKind.SPEAKER, "Kitchen", "kitchen"))
    assistant = open_assistant(folder, home=home)
    door = FakeDoor(Limits(requests=1e9))
    app = Starlette(routes=live.routes(door, home, assistant.live, assistant.remote))
    made = House(home, assistant, door, app, device.id)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(assistant)
        stack.push_async_callback(made.close)
        if connected:
            talk = await stack.enter_async_context(assistant.open(device.id, person="anna", facts=BOARD))
            made.diary = Diary(talk)
            keeping = asyncio.create_task(made.diary.keep())
            stack.callback(keeping.cancel)
        yield made


async def ended(at: House, count: int = 1) -> None:
    assert at.diary is not None
    diary = at.diary
    await diary.until(lambda _: len(diary.of(TurnEnded)) >= count)


async def test_its_person_sees_what_it_is_and_does(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        found = (await at.anna.get(f"/api/devices/{at.speaker}/state")).json()
    assert found.pop("since") > 0
    assert found == {
        "id": at.speaker,
        "connected": True,
        "state": "idle",
        "gateway": "xiaozhi",
        "transport": "mqtt+udp",
        "model": "BOX-3",
        "firmware": "2.2.4",
        "details": {"battery": "80"},
        "volume": None,
        "muted": False,
        "turns": 0,
    }


async def test_of_one_that_is_not_connected_it_is_told_what_it_was(tmp_path: Path) -> None:
    async with house(tmp_path, connected=False) as at:
        await at.home.devices.noticed(at.speaker, model="BOX-3", firmware="2.2.4")
        found = (await at.anna.get(f"/api/devices/{at.speaker}/state")).json()
        device = await at.home.devices.get(at.speaker)
    assert (found["connected"], found["model"], found["firmware"]) == (False, "BOX-3", "2.2.4")
    assert found["since"] == device.seen


PATHS = [
    ("GET", "state", None),
    ("GET", "turns", None),
    ("POST", "say", {"text": "hello"}),
    ("POST", "ask", {"text": "what is 20 plus 1"}),
    ("POST", "sound", {}),
    ("POST", "stop", {}),
    ("POST", "volume", {"level": 100}),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS, ids=[path for _, path, _ in PATHS])
async def test_for_others_there_is_no_such_device(tmp_path: Path, method: str, path: str, body: Any) -> None:
    async with house(tmp_path) as at:
        bob = at.browser("bob", ALLOWED[Role.FAMILY])
        refused = await bob.request(method, f"/api/devices/{at.speaker}/{path}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_device")
        guest = at.browser("guest1", ALLOWED[Role.GUEST])
        refused = await guest.request(method, f"/api/devices/{at.speaker}/{path}", json=body)
        assert refused.status_code == 403
        assert at.diary is not None and at.diary.events == []
        assert await at.noted() == [("device.paired", "", None)]


async def test_what_is_said_is_said_there_and_noted_without_the_words(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        said = await at.anna.post(f"/api/devices/{at.speaker}/say", json={"text": "Dinner is ready."})
        assert said.status_code == 204
        await ended(at)
        assert at.diary is not None
        assert [each.text for each in at.diary.of(Said)] == ["Dinner is ready."]
        assert at.diary.of(Speech)
        entry = (await at.home.audit.entries("anna"))[0]
        assert dict(entry.detail) == {"device": at.speaker, "what": "say"}


async def test_the_owner_may_be_heard_there_but_not_ask_in_another_s_name(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        owner, path = at.owner, f"/api/devices/{at.speaker}"
        assert (await owner.post(f"{path}/say", json={"text": "Dinner."})).status_code == 204
        await ended(at)
        refused = await owner.post(f"{path}/ask", json={"text": "what is on my shopping list"})
        assert refused.status_code == 403
        await asyncio.sleep(5)
        assert at.diary is not None and len(at.diary.of(TurnEnded)) == 1
        assert (await at.noted())[0] == ("device.used", "owner", "say")


async def test_a_question_is_answered_there_and_seen_among_its_turns(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        anna, path = at.anna, f"/api/devices/{at.speaker}"
        assert (await anna.post(f"{path}/ask", json={"text": "what is 20 plus 1"})).status_code == 204
        await ended(at)
        found = (await anna.get(f"{path}/turns")).json()
        assert found["words"] is False
        (turn,) = found["turns"]
        assert (turn["how"], turn["reason"], turn["heard"]) == ("typed", "answered", "")
        assert set(turn["timings"]) == {"recognise", "understand", "act", "first_audio", "total"}

        await at.home.records.put("anna", "settings", SETTING, {"value": True})
        await asyncio.sleep(1)
        await anna.post(f"{path}/ask", json={"text": "what is 30 plus 1"})
        await ended(at, 2)
        mine = (await anna.get(f"{path}/turns")).json()
        assert (mine["words"], mine["turns"][0]["heard"]) == (True, "what is 30 plus 1")
        theirs = (await at.owner.get(f"{path}/turns")).json()
        assert (theirs["words"], theirs["turns"][0]["heard"]) == (False, "")
        assert (await anna.get(f"{path}/turns")).json()["turns"][0]["heard"], "looking withdraws nothing"


async def test_the_sound_the_volume_and_stop(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        anna, path = at.anna, f"/api/devices/{at.speaker}"
        assert (await anna.post(f"{path}/sound", json={})).status_code == 204
        assert (await anna.post(f"{path}/volume", json={"level": 30})).status_code == 204
        assert at.diary is not None
        await at.diary.until(lambda event: isinstance(event, Speech))
        assert (await anna.get(f"{path}/state")).json()["state"] == "speaking"
        assert (await anna.post(f"{path}/stop", json={})).status_code == 204
        await ended(at)
        assert (await anna.get(f"{path}/state")).json()["volume"] == 30
        assert [each.action for each in at.diary.of(Did)] == [Action("volume", {"level": 30})]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("say", {"text": ""}),
        ("say", {"text": "x" * 501}),
        ("say", {"text": "hello", "device": "all"}),
        ("say", {}),
        ("say", {"text": "…"}),
        ("ask", {"text": " \n "}),
        ("volume", {"level": 101}),
        ("volume", {"level": -1}),
        ("volume", {"level": "loud"}),
        ("sound", {"file": "/etc/passwd"}),
    ],
)
async def test_what_makes_no_sense_is_refused(tmp_path: Path, path: str, body: Any) -> None:
    async with house(tmp_path) as at:
        refused = await at.anna.post(f"/api/devices/{at.speaker}/{path}", json=body)
        assert refused.status_code == 400
        assert at.diary is not None and at.diary.events == []


@pytest.mark.parametrize(("path", "body"), [(path, body) for method, path, body in PATHS if method == "POST"])
async def test_a_device_that_is_not_connected_is_not_reached(tmp_path: Path, path: str, body: Any) -> None:
    async with house(tmp_path, connected=False) as at:
        refused = await at.anna.post(f"/api/devices/{at.speaker}/{path}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "nobody_there")
        assert await at.noted() == [("device.paired", "", None)], "what was not done is not noted"


async def test_nobody_makes_a_device_talk_without_end(tmp_path: Path) -> None:
    async with house(tmp_path, connected=False) as at:
        path = f"/api/devices/{at.speaker}/say"
        got = [(await at.anna.post(path, json={"text": "hello"})).status_code for _ in range(12)]
        assert got == [409] * 10 + [429] * 2
        assert (await at.owner.post(path, json={"text": "hello"})).status_code == 409, "others may"


# The live feed.


@dataclass
class Reader:
    """A socket that notes what it is sent, and when."""

    got: list[tuple[float, dict[str, Any]]] = field(default_factory=list[tuple[float, dict[str, Any]]])

    async def send_text(self, text: str) -> None:
        self.got.append((asyncio.get_running_loop().time(), json.loads(text)))

    def states(self, id: str) -> list[str]:
        return [each["state"] for _, message in self.got for each in message["devices"] if each["id"] == id]


@asynccontextmanager
async def reading(at: House, caller: Caller) -> AsyncIterator[Reader]:
    reader = Reader()
    with DeviceFeed(cast(WebSocket, reader), at.assistant.live, at.home.devices, caller) as feed:
        task = asyncio.create_task(feed.write())
        await asyncio.sleep(0.05)
        yield reader
        task.cancel()


async def test_a_reader_hears_of_what_changes_and_of_nothing_else(tmp_path: Path) -> None:
    async with house(tmp_path) as at, reading(at, ANNA) as reader:
        assert [len(message["devices"]) for _, message in reader.got] == [1]
        await asyncio.sleep(5 * LOOKS_AGAIN)
        assert len(reader.got) == 1, "nothing changed"
        assert at.diary is not None
        await at.diary.conversation.read("what is 20 plus 1")
        await ended(at)
        await asyncio.sleep(1)
        assert reader.states(at.speaker)[-1] == "idle" and "speaking" in reader.states(at.speaker)
        assert reader.got[-1][1]["devices"][0]["turns"] == 1


async def test_however_fast_it_changes_a_reader_is_told_five_times_a_second(tmp_path: Path) -> None:
    async with house(tmp_path) as at, reading(at, ANNA) as reader:
        before = len(reader.got)
        for level in range(100):
            at.assistant.remote.volume(at.speaker, level)
            await asyncio.sleep(0.02)
        await asyncio.sleep(1)
        times = [when for when, _ in reader.got[before:]]
        assert 5 <= len(times) <= 12
        assert min(b - a for a, b in pairwise(times)) >= GATHERING * 0.99
        assert reader.got[-1][1]["devices"][0]["volume"] == 99, "the last is always told"


async def test_everybody_hears_of_their_own_and_the_owner_of_all(tmp_path: Path) -> None:
    async with house(tmp_path) as at, reading(at, OWNER) as owners:
        bob = Caller("bob", Role.FAMILY, Kind.SESSION, ALLOWED[Role.FAMILY], "bob's")
        async with reading(at, bob) as bobs:
            at.assistant.remote.volume(at.speaker, 12)
            await asyncio.sleep(1)
        assert [message["devices"] for _, message in bobs.got] == [[]]
        assert owners.got[-1][1]["devices"][0]["volume"] == 12


async def test_a_device_that_is_given_away_is_not_told_of_any_more(tmp_path: Path) -> None:
    async with house(tmp_path) as at, reading(at, ANNA) as reader:
        await at.home.devices.change(at.speaker, person="bob")
        before = len(reader.got)
        at.assistant.remote.volume(at.speaker, 12)
        await asyncio.sleep(1)
        assert all(message["devices"] == [] for _, message in reader.got[before:])


async def test_a_device_that_comes_in_is_told_of_at_once_and_others_are_looked_up_once(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as at, reading(at, ANNA) as reader:
        new = await at.home.devices.add("anna", NewDevice(DeviceKind.SPEAKER, "Satellite"))
        async with at.assistant.open(new.id, person="anna"):
            await asyncio.sleep(0.5)
            assert reader.states(new.id) == ["idle"]
        reads = 0
        of = at.home.devices.of

        async def counted(account: str) -> Any:
            nonlocal reads
            reads += 1
            return await of(account)

        at.home.devices.of = counted  # type: ignore[method-assign]
        async with at.assistant.open("key-of-a-program", person="anna"):
            await asyncio.sleep(0.5)
            for level in range(20):
                at.assistant.remote.volume("key-of-a-program", level)
                await asyncio.sleep(0.05)
        assert reads <= 2


async def test_who_reads_no_more_is_forgotten(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        gone = len(at.home.devices.on_gone)
        async with reading(at, ANNA):
            pass
        assert at.assistant.live._readers == []  # pyright: ignore[reportPrivateUsage]
        assert len(at.home.devices.on_gone) == gone


# The intercom.


@dataclass
class Page:
    """A page whose microphone is a list of packets."""

    packets: list[bytes | str]
    rate: str = "16000"
    every: float = 0.04
    ends: str = "release"
    sent: list[Any] = field(default_factory=list[Any])
    closed: bool = False

    @property
    def query_params(self) -> dict[str, str]:
        return {"rate": self.rate}

    async def send_json(self, message: Any) -> None:
        self.sent.append(message)

    async def receive(self) -> dict[str, Any]:
        await asyncio.sleep(self.every)
        if self.packets:
            return {"type": "websocket.receive", "bytes": self.packets.pop(0)}
        if self.ends == "silent":
            await asyncio.sleep(1_000)
        gone = self.ends == "gone"
        return (
            {"type": "websocket.disconnect", "code": 1001}
            if gone
            else {"type": "websocket.receive", "text": "{}"}
        )

    async def close(self) -> None:
        self.closed = True


async def speaking(at: House, page: Page) -> list[str]:
    noted: list[str] = []

    async def note() -> None:
        noted.append("noted")

    async def speak(voice: Any) -> None:
        await at.assistant.remote.speak(at.speaker, "anna", voice)

    await Intercom(cast(WebSocket, page), speak, note).hold()
    return noted


def tone(seconds: float, rate: int = 16_000) -> list[bytes]:
    packet = b"\x00\x20" * round(rate * 0.04)
    return [packet] * round(seconds / 0.04)


@pytest.mark.parametrize("ends", ["release", "gone", "silent"])
async def test_what_is_said_into_the_page_is_heard_there(tmp_path: Path, ends: str) -> None:
    async with house(tmp_path) as at:
        page = Page(cast("list[bytes | str]", tone(2.0)), ends=ends)
        assert await speaking(at, page) == ["noted"]
        await ended(at)
        assert page.sent == [{"type": "open"}]
        assert at.diary is not None
        heard = sum(len(each.pcm.samples) for each in at.diary.of(Speech))
        assert heard == pytest.approx(2.0 * 16_000, abs=700)


async def test_another_rate_is_heard_at_its_pitch(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        await speaking(at, Page(cast("list[bytes | str]", tone(1.0, 48_000)), rate="48000"))
        await ended(at)
        assert at.diary is not None
        heard = sum(len(each.pcm.samples) for each in at.diary.of(Speech))
        assert heard == pytest.approx(16_000, abs=700)


async def test_nobody_speaks_through_a_device_for_longer_than_half_a_minute(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        page = Page(cast("list[bytes | str]", tone(60.0)))
        await speaking(at, page)
        await ended(at)
        assert page.closed and len(page.packets) > 600
        assert at.diary is not None
        assert sum(len(each.pcm.samples) for each in at.diary.of(Speech)) <= 30 * 16_000


@pytest.mark.parametrize(
    "page",
    [
        Page([b"\x00"]),
        Page([b""]),
        Page([b"\x00" * 100_000]),
        Page([b"\x00\x00" * 30_000] * 20, every=0.0),
        Page([b"\x00\x00"], rate="1"),
        Page([b"\x00\x00"], rate="fast"),
        Page([b"\x00\x00"], rate="٣٢٠٠٠"),
    ],
    ids=["odd", "empty", "long", "fast", "slow rate", "no rate", "other digits"],
)
async def test_what_is_no_microphone_is_refused_and_leaves_silence(tmp_path: Path, page: Page) -> None:
    from parley.errors import ParleyError

    async with house(tmp_path) as at:
        with pytest.raises(ParleyError):
            await speaking(at, page)
        await asyncio.sleep(10)
        assert (await at.anna.get(f"/api/devices/{at.speaker}/state")).json()["state"] == "idle"


async def test_pings_are_answered_and_rubbish_is_refused() -> None:
    from parley.gateways.access import BadRequest

    class Pinging(Reader):
        async def receive_text(self) -> str:
            if len(self.got) > 1:
                raise WebSocketDisconnect(1000)
            return '{"type": "bang"}' if self.got else '{"type": "ping"}'

    home = MemoryHome()
    socket = Pinging()
    feed = DeviceFeed(cast(WebSocket, socket), cast(Any, None), home.devices, ANNA)
    with pytest.raises(BadRequest):
        await feed.answer_pings()
    assert [message for _, message in socket.got] == [{"type": "pong"}]
