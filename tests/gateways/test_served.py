"""A server that sleeps while nobody wants anything of it, and wakes when it is to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from parley.gateways import served
from parley.gateways.served import Served


class Counted(Served):
    """Counts how often it looks at the clock."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.looks = 0
        self.begun = asyncio.Event()

    async def on_tick(self, counter: int) -> bool:
        self.looks += 1
        self.begun.set()
        return await super().on_tick(counter)


async def _hello(_: Any) -> PlainTextResponse:
    return PlainTextResponse("hello")


@asynccontextmanager
async def running() -> AsyncGenerator[tuple[Counted, str, asyncio.Task[None]]]:
    app = Starlette(routes=[Route("/", _hello)])
    server = Counted(uvicorn.Config(app, lifespan="off", log_level="critical", timeout_graceful_shutdown=1))
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        task = asyncio.create_task(server.serve([bound]))
        await server.begun.wait()
        yield server, f"http://127.0.0.1:{bound.getsockname()[1]}/", task
        server.stop()
        await task


async def test_it_looks_at_the_clock_once_a_second_and_answers_at_any_time() -> None:
    async with running() as (server, address, _):
        begun = asyncio.get_running_loop().time()
        async with httpx.AsyncClient() as client:
            for _ in range(5):
                await asyncio.sleep(0.3)
                answer = await client.get(address)
                assert answer.text == "hello" and answer.headers["date"]
        seconds = asyncio.get_running_loop().time() - begun
        assert server.looks <= seconds / served.TICK + 2


STOPS: list[Callable[[Served], None]] = [
    lambda server: server.stop(),
    lambda _: os.kill(os.getpid(), signal.SIGINT),
    lambda _: os.kill(os.getpid(), signal.SIGTERM),
]


@pytest.mark.parametrize("stop", STOPS, ids=["told", "interrupted", "terminated"])
async def test_it_stops_at_once(stop: Callable[[Served], None], monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", raised.append)  # uvicorn passes signals on when it is done
    monkeypatch.setattr(served, "TICK", 3_600.0)
    async with running() as (server, _, task):
        stop(server)
        await asyncio.wait_for(task, 30)
        assert server.looks == 2
