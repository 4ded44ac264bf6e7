"""The Speech SDK's WebSockets behind the real door, with real transcription over a scripted ear."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from fakes.door import FakeDoor
from fakes.home_server import listening
from fakes.recogniser import FakeRecogniser, Line
from fakes.speech_sdk import HOST, REQUEST, UNIVERSAL, riff
from fakes.transcribing import spoken, transcribing
from parley.audio.pcm import Samples
from parley.gateways.access import Limits
from parley.gateways.azure.faults import fault
from parley.gateways.azure.speech.framing import Message, read_text
from parley.gateways.azure.speech.routes import PATHS, routes
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Kind, Scope

HELLO = Line("Hello there.", partials=("hello",))


class Counted:
    def __init__(self) -> None:
        self.used: list[tuple[str, int, float]] = []
        self.counted = asyncio.Event()

    def count(self, _: object, service: str, *, requests: int = 1, seconds: float = 0.0) -> None:
        self.used.append((service, requests, seconds))
        self.counted.set()


class House:
    """A server with one ear."""

    def __init__(self, *lines: Line | str) -> None:
        self.ear = FakeRecogniser(*lines, languages=("en",))
        self.counted = Counted()
        self.door = FakeDoor(Limits(requests=1e9, requests_per_second=1e9))
        self.key = self.door.tokens.issue((Scope.SERVICES,), Kind.KEY)
        surface = Surface("azure-speech", "Speech", self.door, fault, self.counted)  # type: ignore[arg-type]
        self.app = Starlette(routes=routes(surface, transcribing(self.ear), None, None))

    @asynccontextmanager
    async def connected(self, path: str, **headers: str) -> AsyncIterator[ClientConnection]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with (
            listening(self.app) as address,
            connect(
                f"ws://{address}{path}",
                additional_headers=named or {"Ocp-Apim-Subscription-Key": self.key},
                subprotocols=[Subprotocol("USP")],
            ) as socket,
        ):
            yield socket


async def begin(socket: ClientConnection, **detection: str) -> None:
    context = json.dumps({"phraseDetection": {"language": "en-US", **detection}})
    await socket.send(f"Path: speech.context\r\nX-RequestId: {REQUEST}\r\n\r\n{context}")
    await audio(socket, riff())


async def audio(socket: ClientConnection, data: bytes) -> None:
    head = f"Path: audio\r\nX-RequestId: {REQUEST}\r\n".encode()
    await socket.send(len(head).to_bytes(2, "big") + head + data)


async def say(socket: ClientConnection, sound: Samples) -> None:
    for at in range(0, len(sound), 1_600):
        await audio(socket, sound[at : at + 1_600].tobytes())


async def until(socket: ClientConnection, path: str) -> Message:
    async with asyncio.timeout(20):
        while True:
            message = read_text(str(await socket.recv()))
            if message.path == path:
                return message


async def gone(house: House) -> None:
    """Nobody hears anything any more, and what was used is counted."""
    async with asyncio.timeout(20):
        await house.counted.counted.wait()
    assert all(each.closed for each in house.ear.hearings)


@pytest.mark.parametrize("path", [each for each in PATHS if "translation" not in each])
async def test_every_address_hears(path: str) -> None:
    house = House(HELLO)
    async with house.connected(f"{path}?language=en-US") as socket:
        assert socket.subprotocol == "USP"
        await begin(socket)
        await say(socket, spoken(0.5, 1, 1.5))
        said = json.loads((await until(socket, "speech.phrase")).body)
        assert said["DisplayText"] == "Hello there."
        assert said["Offset"] == pytest.approx(5_000_000, abs=400_000)
        assert said["Duration"] == pytest.approx(10_000_000, abs=800_000)
    await gone(house)


async def test_the_address_for_translations_says_that_there_are_none() -> None:
    house = House(HELLO)
    async with house.connected("/speech/translation/cognitiveservices/v1?from=en-US&to=de") as socket:
        await begin(socket)
        with pytest.raises(ConnectionClosed) as closed:
            await until(socket, "turn.start")
        assert closed.value.rcvd and closed.value.rcvd.code == 1007
        assert "translation" in closed.value.rcvd.reason


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Ocp_Apim_Subscription_Key": "wrong"}, 401),
        ({"Authorization": "Bearer "}, 401),
        ({"X_ConnectionId": "08daaba9c0a74d25a97332ac02ec0bed"}, 401),
    ],
)
async def test_without_a_good_key_the_connection_is_not_opened(headers: dict[str, str], status: int) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with House(HELLO).connected(UNIVERSAL, **headers):
            pass
    assert refused.value.response.status_code == status
    assert json.loads(refused.value.response.body or b"")["error"]


async def test_a_key_that_may_not_use_services_is_refused() -> None:
    house = House(HELLO)
    key = house.door.tokens.issue((Scope.TALK,), Kind.KEY)
    with pytest.raises(InvalidStatus) as refused:
        async with house.connected(UNIVERSAL, Authorization=f"Bearer {key}"):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("politely", [True, False])
async def test_a_client_that_leaves_in_mid_speech_stops_the_ear(politely: bool) -> None:
    house = House(HELLO)
    async with house.connected(HOST.format("conversation")) as socket:
        await begin(socket)
        await say(socket, spoken(0.5, 2))
        await until(socket, "speech.hypothesis")
        assert [each.closed for each in house.ear.hearings] == [False]
        working = {each for each in asyncio.all_tasks() if each.get_name().startswith("transcript")}
        assert len(working) >= 2, "it is being heard, and told"
        if politely:
            await socket.close()
        else:
            socket.transport.abort()
        await gone(house)
        _, left = await asyncio.wait(working, timeout=20)
        assert not left
        assert not house.ear.hearings[0].finished, "nothing more was worked out"
    assert [(service, requests) for service, requests, _ in house.counted.used] == [("speech.recognise", 1)]


async def test_a_key_that_is_taken_back_ends_the_connection() -> None:
    house = House(HELLO)
    async with house.connected(HOST.format("conversation")) as socket:
        await begin(socket)
        await say(socket, spoken(0.5, 2))
        await until(socket, "speech.hypothesis")
        house.door.tokens.revoke_all()
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(20):
                while True:
                    await socket.recv()
        await gone(house)
