"""What the assistant does to a board by the board's own tools."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence

import pytest

from gateways.xiaozhi.conftest import House
from parley.assistant.events import Did
from parley.errors import DeviceFailed
from parley.gateways.xiaozhi.abilities import Send
from parley.gateways.xiaozhi.doing import level_in
from parley.skills.types import Action, DeviceTool


class Tools:
    """A board's tools that do as they are told."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.calls: list[tuple[str, Mapping[str, object]]] = []
        self.taken: list[Mapping[str, object]] = []
        self.started: list[tuple[str, str] | None] = []
        self.abilities: frozenset[str] = frozenset()
        self.broken = self.closed = False
        self.volume = 40

    def start(self, vision: tuple[str, str] | None) -> None:
        self.started.append(vision)

    def take(self, payload: Mapping[str, object]) -> None:
        self.taken.append(payload)

    def close(self) -> None:
        self.closed = True

    def able(self) -> frozenset[str]:
        return self.abilities

    def all(self) -> Sequence[DeviceTool]:
        return ()

    async def call(self, name: str, arguments: Mapping[str, object]) -> str:
        if self.broken:
            raise DeviceFailed("It does not answer.")
        if name == "self.get_device_status":
            return json.dumps({"audio_speaker": {"volume": self.volume}, "screen": {"brightness": 90}})
        self.calls.append((name, arguments))
        return "true"


@pytest.fixture
def made() -> list[Tools]:
    return []


async def done(house: House, made: list[Tools], *actions: dict[str, object]) -> list[object]:
    """What the board was told to do."""

    def make(send: Send) -> Tools:
        made.append(Tools(send))
        return made[-1]

    async with house.talk("auto", {"mcp": True}, tools=make) as talk:
        for action in actions:
            data = {name: value for name, value in action.items() if name != "kind"}
            await talk.happen(Did(1, Action(str(action["kind"]), data)))
        return [next(iter(arguments.values())) for _, arguments in made[0].calls]


@pytest.mark.parametrize(
    ("action", "level"),
    [
        ({"kind": "volume", "level": 70}, 70),
        ({"kind": "volume", "level": 170}, 100),
        ({"kind": "volume", "change": 10}, 50),
        ({"kind": "volume", "change": -60}, 0),
        ({"kind": "volume", "muted": True}, 0),
        ({"kind": "volume", "muted": False}, 50),
        ({"kind": "brightness", "level": 30}, 30),
        ({"kind": "brightness", "change": 20}, 100),
    ],
)
async def test_volume_and_brightness(
    house: House, made: list[Tools], action: dict[str, object], level: int
) -> None:
    assert await done(house, made, action) == [level]
    name, arguments = made[0].calls[0]
    tools = {"volume": "self.audio_speaker.set_volume", "brightness": "self.screen.set_brightness"}
    assert name == tools[str(action["kind"])]
    assert list(arguments) == [action["kind"]]


async def test_who_is_unmuted_is_as_loud_as_before(house: House, made: list[Tools]) -> None:
    muted, unmuted = {"kind": "volume", "muted": True}, {"kind": "volume", "muted": False}
    assert await done(house, made, muted, unmuted) == [0, 40]


async def test_what_is_no_business_of_a_board_s_is_left_alone(house: House, made: list[Tools]) -> None:
    assert await done(house, made, {"kind": "note_taken", "id": "x"}, {"kind": "volume"}) == []


async def test_a_board_that_does_not_answer_holds_nothing_up(house: House, made: list[Tools]) -> None:
    def broken(send: Send) -> Tools:
        made.append(Tools(send))
        made[-1].broken = True
        return made[-1]

    async with house.talk("auto", {"mcp": True}, tools=broken) as talk:
        await talk.happen(Did(1, Action("volume", {"change": 10})))
        talk.conversation.unasked("Louder.")
        await asyncio.sleep(2)
        assert "tts sentence_start Louder." in talk.board.words()


async def test_tools_live_as_long_as_the_talk_and_speak_through_it(house: House, made: list[Tools]) -> None:
    def make(send: Send) -> Tools:
        made.append(Tools(send))
        return made[-1]

    async with house.talk("auto", {"mcp": True}, tools=make) as talk:
        assert made[0].started == [None]
        assert talk.assistant.tools == [made[0]]
        assert set(talk.assistant.able[0]) == {"sound", "restart"}
        made[0].abilities = frozenset({"brightness"})
        assert "brightness" in talk.assistant.able[0], "known as soon as the board has told"
        assert len(talk.assistant.able[0]) == 3
        await talk.board.say(type="mcp", payload={"id": 7})
        assert made[0].taken == [{"id": 7}]
        await made[0].send({"jsonrpc": "2.0", "id": 1})
        assert talk.board.messages[-1]["payload"] == {"jsonrpc": "2.0", "id": 1}
    assert made[0].closed


async def test_a_board_without_tools_is_asked_for_none(house: House, made: list[Tools]) -> None:
    async with house.talk("auto", {}, tools=lambda send: pytest.fail("none")) as talk:
        assert talk.assistant.tools == [None]
        await talk.happen(Did(1, Action("volume", {"level": 5})))
        assert talk.board.words() == []


@pytest.mark.parametrize("status", ["", "{", "[]", "null", '{"screen":5}', '{"screen":{"brightness":"no"}}'])
def test_a_status_that_says_nothing(status: str) -> None:
    assert level_in(status, "screen", "brightness") is None
