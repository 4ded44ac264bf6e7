"""A speaker's connection comes back, believes no rubbish, and piles nothing up for a stalled server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection, serve

from parley.audio.pcm import Pcm
from parley.errors import NotAllowed
from parley.satellite import link as links
from parley.satellite import messages as m
from parley.satellite.link import Link

Serve = Callable[[ServerConnection], Awaitable[None]]
READY = '{"type":"ready","version":"1"}'


class Ear:
    """Hears what the link tells."""

    def __init__(self) -> None:
        self.there: list[bool] = []
        self.messages: list[m.FromServer] = []
        self.speech: list[int] = []
        self.changed = asyncio.Event()

    def hello(self) -> m.Hello:
        return m.Hello(16_000, "auto", "en", "c", [], [])

    def connected(self, there: bool) -> None:
        self.there.append(there)
        self.changed.set()

    def take(self, message: m.FromServer) -> None:
        self.messages.append(message)
        self.changed.set()

    def take_speech(self, turn: int, pcm: Pcm) -> None:
        self.speech.append(turn)
        self.changed.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not holds():
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def linked(server: Serve) -> AsyncIterator[tuple[Link, Ear, asyncio.Task[None]]]:
    ear = Ear()
    async with serve(server, "127.0.0.1", 0, close_timeout=0.2) as running:
        port = next(iter(running.sockets)).getsockname()[1]
        link = Link(f"http://127.0.0.1:{port}", lambda: "token", ear, None)
        task = asyncio.create_task(link.run())
        try:
            yield link, ear, task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, NotAllowed):
                await task


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "FIRST_PAUSE", 0.01)


async def test_it_says_hello_with_its_token_and_comes_back_after_every_cut() -> None:
    greeted: list[str] = []

    async def server(socket: ServerConnection) -> None:
        assert socket.request is not None
        assert socket.request.headers["Authorization"] == "Bearer token"
        assert socket.request.path == "/api/talk"
        greeted.append(str(await socket.recv()))
        await socket.send(READY)

    async with linked(server) as (_, ear, _task):
        await ear.until(lambda: ear.there.count(True) >= 3)
    assert ear.there[:5] == [True, False, True, False, True]
    assert greeted[0].startswith('{"type":"hello"')


async def test_rubbish_is_passed_over() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(READY)
        for frame in ("{", '{"type":"song"}', b"", b"123", b"\0" * 9, b"\xff" * 64):
            await socket.send(frame)
        await socket.send(b"\x03\0\0\0\xc0\x5d\0\0" + bytes(960))
        await socket.wait_closed()

    async with linked(server) as (link, ear, task):
        await ear.until(lambda: bool(ear.speech))
        assert ear.speech == [3] and link.ready and not task.done()


@pytest.mark.parametrize("code", [4401])
async def test_a_token_that_ended_is_not_tried_again(code: int) -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.close(code)

    async with linked(server) as (_, _ear, task):
        with pytest.raises(NotAllowed, match="pair"):
            async with asyncio.timeout(60):
                await task


@pytest.mark.parametrize("code", [1013, 4429, 4400, 1001])
async def test_after_any_other_close_it_tries_again(code: int) -> None:
    times = 0

    async def server(socket: ServerConnection) -> None:
        nonlocal times
        times += 1
        await socket.recv()
        if times < 3:
            await socket.close(code)
            return
        await socket.send(READY)
        await socket.wait_closed()

    async with linked(server) as (_, ear, _task):
        await ear.until(lambda: True in ear.there)
    assert times == 3


async def test_what_a_stalled_network_does_not_take_is_bounded() -> None:
    stalled = asyncio.Event()

    async def server(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(READY)
        socket.transport.pause_reading()
        await stalled.wait()

    async with linked(server) as (link, ear, _task):
        await ear.until(lambda: link.ready)
        block, sent = np.zeros(160, np.int16), 0
        while link.send_sound(block):
            sent += 1
            assert sent < 100_000
            if sent % 100 == 0:
                await asyncio.sleep(0)
        assert not link.ready and ear.there[-1] is False
        stalled.set()


async def test_a_server_that_does_not_answer_a_ping_is_not_there() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(READY)
        answered = False
        async for frame in socket:
            if frame == '{"type":"ping"}' and not answered:
                answered = True
                await socket.send('{"type":"pong"}')

    async with linked(server) as (link, ear, _task):
        await ear.until(lambda: link.ready)
        assert await link.answers(5.0)
        assert not await link.answers(0.1)
        assert not link.send(m.Deaf()) or ear.there.count(True) > 1


async def test_nobody_is_there_before_the_server_is_ready() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with linked(server) as (link, ear, _task):
        assert not link.send(m.Interrupt()) and not await link.answers(0.1)
        assert ear.there == []
