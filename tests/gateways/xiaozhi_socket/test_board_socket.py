"""Boards at the real server's door, over real WebSockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from fakes.assistant import FakeAssistant, Script
from fakes.board import spoken
from fakes.home_server import listening
from fakes.wall_clock import WallClock
from parley.gateways.access import Door
from parley.gateways.xiaozhi import socket as at
from parley.gateways.xiaozhi.routes import xiaozhi_routes
from parley.home.accounts.callers import DATA, Kind, Scope
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.home import Home
from parley.settings import Settings
from parley.settings.speakers import XiaoZhi

HELLO = {
    "type": "hello",
    "version": 1,
    "transport": "websocket",
    "audio_params": {"format": "opus", "sample_rate": 16000, "channels": 1, "frame_duration": 60},
}


@dataclass
class House:
    """A server with a scripted assistant."""

    home: Home
    assistant: FakeAssistant
    address: str
    door: Door

    async def board(self, name: str = "Kitchen") -> str:
        """The token of a paired board."""
        owner = await self.home.accounts.owner()
        device = await self.home.devices.add(owner.id, NewDevice(DeviceKind.SPEAKER, name))
        return await self.home.tokens.issue(owner.id, Kind.DEVICE, DATA, device.id)

    @asynccontextmanager
    async def connected(
        self, token: str, query: str = "", path: str = "/xiaozhi/v1/", **headers: str
    ) -> AsyncIterator[ClientConnection]:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with connect(f"ws://{self.address}{path}{query}", additional_headers=named) as socket:
            yield socket


@asynccontextmanager
async def house_of(folder: Path, script: Script | None = None, **xiaozhi: Any) -> AsyncIterator[House]:
    settings = Settings(data=str(folder), xiaozhi=XiaoZhi(**xiaozhi))
    async with await Home.open(settings, WallClock()) as home:
        assistant, door = FakeAssistant(script or Script(seconds=0.2)), Door(home.tokens)
        app = Starlette(routes=xiaozhi_routes(door, home, assistant, settings))
        async with listening(app) as address:
            yield House(home, assistant, address, door)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with house_of(tmp_path) as house:
        yield house


async def say(socket: ClientConnection, **message: object) -> None:
    await socket.send(json.dumps(message))


async def until_silent(socket: ClientConnection) -> tuple[list[str], list[bytes]]:
    """What comes until ``tts stop``: the messages in a word or two, and the frames."""
    words: list[str] = []
    frames: list[bytes] = []
    async for frame in socket:
        if isinstance(frame, bytes):
            frames.append(frame)
            continue
        message = json.loads(frame)
        words.append(" ".join([message["type"], message.get("state", "")]).strip())
        if words[-1] == "tts stop":
            break
    return words, frames


async def close_code(socket: ClientConnection) -> int:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await asyncio.wait_for(socket.recv(), 30)
    return socket.close_code or 0


@pytest.mark.parametrize("version", [1, 2, 3])
async def test_a_board_of_each_version_asks_and_is_answered(house: House, version: int) -> None:
    heads = {1: b"", 2: struct.pack(">HHII", 2, 0, 0, 0), 3: b"\0\0"}
    sizes = {1: "", 2: ">I", 3: ">H"}
    async with house.connected(await house.board(), Protocol_Version=str(version)) as socket:
        await say(socket, **{**HELLO, "version": version})
        hello = json.loads(await socket.recv())
        assert hello["transport"] == "websocket"
        assert hello["audio_params"]["sample_rate"] == 24_000
        await say(socket, type="listen", state="start", mode="manual")
        for packet in spoken(0.6):
            size = struct.pack(sizes[version], len(packet)) if sizes[version] else b""
            await socket.send(heads[version] + size + packet)
        await say(socket, type="listen", state="stop")
        words, frames = await until_silent(socket)
    assert words == ["stt", "tts start", "llm", "tts sentence_start", "tts stop"]
    assert house.assistant.conversations[0].samples == 9_600
    assert len(frames) == 4
    for number, frame in enumerate(frames):
        if version == 2:
            assert struct.unpack_from(">HHIII", frame) == (2, 0, 0, number * 60, len(frame) - 16)
        elif version == 3:
            assert struct.unpack_from(">BBH", frame) == (0, 0, len(frame) - 4)


async def test_a_browser_s_client_says_everything_in_the_address(house: House) -> None:
    token = await house.board()
    query = f"?device-id=02:00:00:00:00:01&client-id=x&authorization=Bearer%20{token}"
    async with house.connected("", query, Origin="http://elsewhere.example") as socket:
        await say(socket, **HELLO)
        assert json.loads(await socket.recv())["type"] == "hello"
    async with house.connected("", f"?authorization={token}", path="/xiaozhi/v1") as socket:
        await say(socket, **HELLO)
        assert json.loads(await socket.recv())["type"] == "hello"


async def test_nobody_talks_without_a_board_s_token(house: House) -> None:
    owner = await house.home.accounts.owner()
    key = await house.home.tokens.issue(owner.id, Kind.KEY, [Scope.TALK])
    for token, code in (("", 4401), ("nonsense", 4401), (key, 4403)):
        async with house.connected(token) as socket:
            assert await close_code(socket) == code
    assert house.assistant.conversations == []


async def test_a_board_that_is_thrown_out_is_cut_off(house: House) -> None:
    async with house.connected(await house.board()) as socket:
        await say(socket, **HELLO)
        await socket.recv()
        (device,) = [each for each in await house.home.devices.everybodys() if each.name == "Kitchen"]
        await house.home.devices.remove(device.id)
        assert await close_code(socket) == 4401


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "hello",
        b"opus",
        '{"type":"listen","state":"start"}',
        '{"type":"hello","audio_params":{"format":"pcm"}}',
    ],
)
async def test_who_does_not_say_hello_is_not_talked_to(house: House, frame: str | bytes) -> None:
    async with house.connected(await house.board()) as socket:
        await socket.send(frame)
        assert await close_code(socket) == 4400
    assert house.assistant.conversations == []


async def test_who_says_nothing_at_all_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at, "HELLO_WITHIN", 0.05)
    async with house.connected(await house.board()) as socket:
        assert await close_code(socket) == 4408


async def test_a_board_that_comes_again_is_talked_to_over_the_new_connection(house: House) -> None:
    token = await house.board()
    async with house.connected(token) as old:
        await say(old, **HELLO)
        await old.recv()
        async with house.connected(token) as new:
            await say(new, **HELLO)
            await new.recv()
            assert await close_code(old) == 1000
            await say(new, type="ping")
            assert json.loads(await new.recv())["type"] == "pong"
    assert len(house.assistant.opened) == 2
    assert len(set(house.assistant.opened)) == 1, "the same conversation goes on"


async def test_a_board_for_which_there_is_no_room_is_told_why(tmp_path: Path) -> None:
    async with house_of(tmp_path, sessions=1) as house, house.connected(await house.board()) as first:
        await say(first, **HELLO)
        await first.recv()
        async with house.connected(await house.board("Hall")) as second:
            await say(second, **HELLO)
            assert json.loads(await second.recv())["type"] == "hello"
            alert = json.loads(await second.recv())
            assert alert["type"] == "alert"
            assert all(isinstance(alert[each], str) for each in ("status", "message", "emotion"))
            assert await close_code(second) == 1013
        await say(first, type="ping")
        assert json.loads(await first.recv())["type"] == "pong"


async def test_one_board_s_flood_disturbs_no_other(house: House) -> None:
    good, rude = await house.board(), await house.board("Hall")
    async with house.connected(good) as quiet, house.connected(rude) as loud:
        for socket in (quiet, loud):
            await say(socket, **HELLO)
            await socket.recv()
        await say(loud, type="listen", state="start", mode="auto")
        flood = spoken(6.0) * 20
        sending = asyncio.create_task(asyncio.wait_for(_send_all(loud, flood), 20))
        await say(quiet, type="listen", state="start", mode="manual")
        for packet in spoken(0.6):
            await quiet.send(packet)
        await say(quiet, type="listen", state="stop")
        words, frames = await until_silent(quiet)
        assert words[-1] == "tts stop" and frames
        assert await close_code(loud) == 4429
        with contextlib.suppress(ConnectionClosed):
            await sending
    heard = {each.samples for each in house.assistant.conversations}
    assert max(heard) < 20 * 16_000


async def _send_all(socket: ClientConnection, packets: list[bytes]) -> None:
    for packet in packets:
        await socket.send(packet)


async def test_garbage_costs_itself_alone(house: House) -> None:
    async with house.connected(await house.board(), Protocol_Version="3") as socket:
        await say(socket, **{**HELLO, "version": 3})
        await socket.recv()
        await say(socket, type="listen", state="start", mode="auto")
        for frame in (b"", b"\0", b"\0\0\xff\xff1234", b"\x09" * 40, b"\0\0\0\4\xff\xff\xff\xff", "{", "[]"):
            await socket.send(frame)
        await socket.send(struct.pack(">BBH", 1, 0, 15) + b'{"type":"ping"}')
        assert json.loads(await socket.recv())["type"] == "pong"


async def test_a_board_that_vanishes_leaves_nothing_behind(house: House) -> None:
    before = len(asyncio.all_tasks())
    for _ in range(3):
        async with house.connected(await house.board()) as socket:
            await say(socket, **HELLO)
            await socket.recv()
            await say(socket, type="listen", state="start", mode="manual")
            await socket.send(spoken(0.06)[0])
            await say(socket, type="listen", state="stop")
            await socket.recv()
            socket.transport.abort()
    async with asyncio.timeout(30):
        while len(asyncio.all_tasks()) > before or not all(  # noqa: ASYNC110 - nothing tells when a socket is gone
            each.closed for each in house.assistant.conversations
        ):
            await asyncio.sleep(0)


async def test_boards_may_be_unwanted(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), xiaozhi=XiaoZhi(enabled=False))
    async with await Home.open(settings, WallClock()) as home:
        assert xiaozhi_routes(Door(home.tokens), home, FakeAssistant(), settings) == []
