"""A text box over a WebSocket: a key goes in, candidates come out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from fakes.home_server import HomeServer, home_server, listening
from fakes.typist import FakeLearned, FakeTypist
from parley.gateways.access import Door
from parley.gateways.keyboard.routes import keyboard_routes
from parley.gateways.keyboard.socket import Sockets
from parley.home.accounts.callers import Caller, Kind, Role, Scope
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.service import Keyboard
from parley.keyboard.types import Fixed, Typed
from parley.pool.host import Inline
from parley.settings import Settings

WORDS = ["我", "要", "去"]
COMMIT = {"type": "commit", "text": "我要去", "typed": "woyaoqu", "kind": "sentence", "words": WORDS}


@dataclass
class Typing:
    """Somebody at a keyboard that writes capitals."""

    house: HomeServer
    typist: FakeTypist
    learned: FakeLearned
    at: str
    account: str
    token: str

    @asynccontextmanager
    async def box(self, token: str = "", **wishes: Any) -> AsyncIterator[ClientConnection]:
        """A text box that has been started."""
        async with self.open(token) as socket:
            answer = await say(socket, type="start", **wishes)
            assert answer == {"type": "ready", "pack": {"zh": "toy"}}
            yield socket

    @asynccontextmanager
    async def open(self, token: str = "") -> AsyncIterator[ClientConnection]:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        async with connect(f"ws://{self.at}/api/keyboard", additional_headers=headers, proxy=None) as socket:
            yield socket

    def http(self, token: str = "") -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return httpx.AsyncClient(base_url=f"http://{self.at}", headers=headers, trust_env=False)

    async def key(self, scopes: set[Scope], role: Role = Role.FAMILY) -> str:
        account = (await self.house.person(role, "Ben")).id
        return await self.house.home.tokens.issue(account, Kind.KEY, scopes)


async def say(socket: ClientConnection, **message: Any) -> dict[str, Any]:
    await socket.send(json.dumps(message))
    return json.loads(await socket.recv())


@pytest.fixture
async def typing(tmp_path: Path) -> AsyncIterator[Typing]:
    typist, learned = FakeTypist(), FakeLearned()
    async with home_server(tmp_path) as house:
        host = Inline("keyboard", lambda: typist)
        keyboard = Keyboard(Settings(data=str(tmp_path)), cast(Learned, learned), [host])
        door = Door(house.home.tokens)
        async with keyboard, listening(Starlette(routes=keyboard_routes(door, keyboard))) as at:
            account = (await house.person()).id
            token = await house.home.tokens.issue(account, Kind.KEY, set(Scope))
            yield Typing(house, typist, learned, at, account, token)


async def test_a_key_goes_in_and_candidates_come_out(typing: Typing) -> None:
    async with typing.box() as socket:
        answer = await say(socket, type="compose", seq=7, typed="wo", before="今天")
    first = {"text": "WO", "keys": 2, "kind": "word", "words": ["WO"], "reading": "a b"}
    assert answer["candidates"][0] == first
    assert {name: answer[name] for name in answer if name != "candidates"} == {
        "type": "candidates",
        "seq": 7,
        "shown": "w o",
        "auto": None,
    }
    assert typing.typist.asked[-1] == (typing.account, "wo", "今天", ())


async def test_what_a_space_bar_takes_is_told(typing: Typing) -> None:
    async with typing.box(language="en") as socket:
        assert (await say(socket, type="compose", seq=1, typed="teh"))["auto"] == 0


async def test_chosen_parts_are_handed_on(typing: Typing) -> None:
    async with typing.box() as socket:
        fixed = [{"keys": 2, "text": "我"}]
        await say(socket, type="compose", seq=1, typed="woyao", fixed=fixed)
    assert typing.typist.asked[-1][3] == (Fixed(2, "我"),)


async def test_a_path_goes_in_too(typing: Typing) -> None:
    async with typing.box() as socket:
        answer = await say(socket, type="swipe", seq=3, path=[[0, 0, 0], [4, 0, 0.2]])
    assert [each["text"] for each in answer["candidates"]] == ["2 points"]


async def test_what_is_written_is_learned_with_the_words_before(typing: Typing) -> None:
    async with typing.box() as socket:
        answer = await say(socket, **COMMIT, seq=9, before="我们 今天 下午", reading="wo yao qu")
    assert answer == {"type": "learned", "seq": 9}
    ((account, device, typed),) = typing.learned.events
    assert account == typing.account
    assert device  # counts of two devices are added, so each must have its own
    assert typed == Typed(("我", "要", "去"), "zh", ("今天", "下午"), "wo yao qu")
    assert typing.typist.heard == [(typing.account, (typed,))]


async def test_a_correction_and_its_undoing_are_told_apart(typing: Typing) -> None:
    async with typing.box(language="en") as socket:
        await say(socket, type="commit", seq=1, text="the", words=["the"], replaced="teh")
        await say(socket, type="commit", seq=2, text="teh", words=["teh"], insisted=True)
    taken, undone = [typed for _, _, typed in typing.learned.events]
    assert (taken.replaced, taken.insisted) == ("teh", False)
    assert (undone.words, undone.insisted) == (("teh",), True)


async def test_nothing_of_a_private_box_is_learned(typing: Typing) -> None:
    async with typing.box(private=True) as socket:
        assert (await say(socket, **COMMIT, seq=1))["type"] == "learned"
    assert typing.learned.events == []
    assert typing.typist.heard == []


async def test_who_may_only_talk_is_served_and_nothing_is_learned_of_them(typing: Typing) -> None:
    token = await typing.key({Scope.TALK}, Role.GUEST)
    async with typing.box(token) as socket:
        assert (await say(socket, type="compose", seq=1, typed="ni"))["candidates"]
        await say(socket, **COMMIT, seq=2)
    assert typing.typist.asked[-1][0] == ""
    assert typing.learned.events == []


async def test_who_may_not_even_talk_stays_outside(typing: Typing) -> None:
    token = await typing.key({Scope.RECORDS_READ})
    async with typing.open(token) as socket:
        assert json.loads(await socket.recv())["code"] == "forbidden"
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_what_cannot_be_done_is_said_and_the_box_stays_open(typing: Typing) -> None:
    async with typing.box() as socket:
        refused = await say(socket, type="start", language="xx")
        assert (refused["type"], refused["code"]) == ("error", "missing_language")
        assert (await say(socket, type="start"))["type"] == "ready"
        assert (await say(socket, type="compose", seq=1, typed="ni"))["type"] == "candidates"


async def test_a_box_is_started_first(typing: Typing) -> None:
    async with typing.open() as socket:
        answer = await say(socket, type="compose", seq=1, typed="ni")
        assert (answer["type"], answer["code"], answer["seq"]) == ("error", "bad_request", 1)


@pytest.mark.parametrize(
    "message",
    [
        "nothing",
        '{"type": "compose"}',
        '{"type": "compose", "seq": 1, "typed": "' + "a" * 257 + '"}',
        '{"type": "swipe", "seq": 1, "path": [[1e9, 0, 0]]}',
        '{"type": "swipe", "seq": 1, "path": [' + ",".join(["[0,0,0]"] * 2_001) + "]}",
        '{"type": "commit", "seq": 1, "text": "a", "words": ["' + "a" * 65 + '"]}',
        '{"type": "dance", "seq": 1}',
        "[" * 60_000,
    ],
)
async def test_what_is_no_message_closes_it(typing: Typing, message: str) -> None:
    async with typing.box() as socket:
        await socket.send(message)
        assert json.loads(await socket.recv())["code"] == "bad_request"
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_nobody_types_without_end(tmp_path: Path) -> None:
    typist, caller = FakeTypist(), Caller("anna", Role.FAMILY, Kind.KEY, frozenset({Scope.TALK}), "token")
    keyboard = Keyboard(
        Settings(data=str(tmp_path)), cast(Learned, FakeLearned()), [Inline("keyboard", lambda: typist)]
    )
    several = ['{"type": "start"}'] + ['{"type": "compose", "seq": 1}'] * 400
    socket = OneSided(several)
    with pytest.raises(WebSocketDisconnect):
        await Sockets(keyboard, lambda: 0.0).hold(cast(WebSocket, socket), caller, lambda: True)
    codes = [json.loads(each).get("code") for each in socket.sent]
    assert codes == [None] * 300 + ["too_many_tries"] * 101


class OneSided:
    """A WebSocket on which everything has been said already."""

    def __init__(self, messages: list[str]) -> None:
        self._messages = iter(messages)
        self.sent: list[str] = []

    async def accept(self) -> None:
        return

    async def receive(self) -> dict[str, Any]:
        text = next(self._messages, None)
        return {"type": "websocket.disconnect"} if text is None else {"type": "receive", "text": text}

    async def send_text(self, text: str) -> None:
        self.sent.append(text)


async def test_a_person_is_brought_when_the_process_does_not_know_them(typing: Typing) -> None:
    async with typing.box() as socket:
        assert typing.typist.people == {typing.account: typing.account.encode()}
        await typing.learned.changed[0](typing.account)  # another device has learned
        assert typing.typist.people == {}
        assert (await say(socket, type="compose", seq=1, typed="ni"))["type"] == "candidates"
        assert typing.typist.people == {typing.account: typing.account.encode()}


async def test_the_same_over_http(typing: Typing) -> None:
    async with typing.http() as http:
        found = await http.post("/api/keyboard/candidates", json={"typed": "ni", "before": "好"})
        swiped = await http.post("/api/keyboard/swipe", json={"path": [[0, 0, 0]]})
        events = [{"words": WORDS, "language": "zh"}, {"words": ["okapi"], "language": "en"}]
        learned = await http.post("/api/keyboard/learned", json={"events": events})
        packs = await http.get("/api/keyboard/packs")
    assert [each["text"] for each in found.json()["candidates"]] == ["NI", "ni"]
    assert "seq" not in found.json()
    assert swiped.json()["candidates"][0]["kind"] == "swipe"
    assert learned.status_code == 204
    assert [typed.words for _, _, typed in typing.learned.events] == [("我", "要", "去"), ("okapi",)]
    (pack,) = packs.json()["packs"]
    assert (pack["language"], pack["name"], pack["licence"]) == ("zh", "toy", "CC0-1.0")
    assert pack["sources"][0]["name"] == "a poem"


async def test_learning_can_be_switched_off(tmp_path: Path) -> None:
    from parley.settings.typing import Typing as Wanted

    typist, learned = FakeTypist(), FakeLearned()
    settings = Settings(data=str(tmp_path), typing=Wanted(learning=False))
    async with Keyboard(settings, cast(Learned, learned), [Inline("keyboard", lambda: typist)]) as keyboard:
        await keyboard.learn("anna", "phone", [Typed(("hello",), "en")])
    assert learned.events == []
