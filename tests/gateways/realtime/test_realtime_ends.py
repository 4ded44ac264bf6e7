"""How a session over a socket ends: in time, of silence, or because nobody takes what is sent."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from fakes.realtime import Client
from parley.gateways.openai.realtime import events as e
from parley.gateways.openai.realtime.carrying import ENOUGH, MOST, Carrying
from parley.gateways.openai.realtime.dialects import Ga
from parley.gateways.openai.realtime.socket import BURST, LEAST, PER_SECOND, Pace, hold
from parley.gateways.outbox import TooSlow
from parley.settings.services import Realtime


class FakeSocket:
    """A WebSocket whose client sends what the test says, and takes what comes unless it is ``stuck``."""

    def __init__(self, *, stuck: bool = False, offered: str = "") -> None:
        self.headers = {"sec-websocket-protocol": offered}
        self.subprotocol: str | None = None
        self.sent: list[dict[str, Any]] = []
        self.closed: int | None = None
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._stuck = stuck

    async def accept(self, subprotocol: str | None) -> None:
        self.subprotocol = subprotocol

    async def receive(self) -> dict[str, Any]:
        return await self.incoming.get()

    async def send_text(self, text: str) -> None:
        if self._stuck:
            await asyncio.Event().wait()
        self.sent.append(json.loads(text))

    async def close(self, code: int) -> None:
        self.closed = code


async def held(socket: FakeSocket, **limits: float) -> float:
    """Hold a session over it to its end; the seconds that it took."""
    begun = asyncio.get_running_loop().time()
    link = Carrying(Ga())
    talk = Client()
    talk.session._link = link  # pyright: ignore[reportPrivateUsage]
    await hold(socket, talk.session, link, Ga(), Realtime(**limits))  # type: ignore
    await talk.session.close()
    return asyncio.get_running_loop().time() - begun


async def test_a_session_ends_when_its_time_is_over() -> None:
    socket = FakeSocket(offered="realtime, openai-insecure-api-key.x")
    assert await held(socket, minutes=2.0) == 120
    assert socket.closed == 1001 and socket.subprotocol == "realtime"
    assert [each["type"] for each in socket.sent] == ["session.created", "error"]
    assert socket.sent[1]["error"]["code"] == "session_expired"


async def test_a_session_ends_when_nothing_comes() -> None:
    socket = FakeSocket()
    assert await held(socket, idle_minutes=1.0) == 60
    assert socket.sent[1]["error"]["code"] == "session_idle" and socket.subprotocol is None


async def test_a_session_ends_when_its_client_leaves() -> None:
    socket = FakeSocket()
    socket.incoming.put_nowait({"type": "websocket.receive", "text": '{"type":"input_audio_buffer.clear"}'})
    socket.incoming.put_nowait({"type": "websocket.disconnect", "code": 1006})
    assert await held(socket) == 0
    assert socket.closed is None


async def test_a_client_that_takes_nothing_is_left() -> None:
    socket = FakeSocket(stuck=True)
    assert await held(socket) <= 25
    assert socket.closed == 1013


async def test_sound_waits_while_much_is_on_its_way() -> None:
    link = Carrying(Ga())
    link.send(e.AudioDelta("r", "i", 0, 0, "x" * (ENOUGH + 1)))
    waiting = asyncio.create_task(link.room())
    await asyncio.sleep(60)
    assert not waiting.done()
    await link.next()
    await asyncio.wait_for(waiting, 1)


async def test_what_nobody_takes_is_bounded() -> None:
    link = Carrying(Ga())
    sent = 0
    try:
        while sent < 10_000:
            link.send(e.AudioDelta("r", "i", 0, 0, "x" * 100_000))
            sent += 1
    except TooSlow:
        pass
    assert 80 <= sent <= MOST / 100_000


async def test_who_sends_faster_than_anyone_could_speak_is_read_more_slowly() -> None:
    loop = asyncio.get_running_loop()
    pace, begun = Pace(loop.time), loop.time()
    await pace.take(BURST)
    assert loop.time() == begun
    for _ in range(10):
        await pace.take(PER_SECOND)
    assert loop.time() - begun == pytest.approx(10, abs=0.01)
    for _ in range(PER_SECOND // LEAST):
        await pace.take(1)
    assert loop.time() - begun == pytest.approx(11, abs=0.01)
