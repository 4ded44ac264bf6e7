"""Talks with the Speech SDK are tested in virtual time, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from fakes.speech_sdk import HOST, FakeSpeechSdk
from fakes.virtual_time import VirtualTimeLoop
from fakes.written_down import FakeTranscribing, FakeTranscript
from parley.gateways.azure.speech.listening import Listening
from parley.home.accounts.callers import Caller, Kind, Role, Scope

CALLER = Caller("account", Role.OWNER, Kind.KEY, frozenset({Scope.SERVICES}), "token")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    """Every test of this folder runs in a loop whose clock jumps."""
    return {"virtual": VirtualTimeLoop}


@dataclass
class FakeUsage:
    """What was counted."""

    counted: list[tuple[str, int, float]] = field(default_factory=list[tuple[str, int, float]])

    def count(
        self, caller: Caller, service: str, *, requests: int = 1, seconds: float = 0.0, characters: int = 0
    ) -> None:
        self.counted.append((service, requests, seconds))


@dataclass
class Talk:
    """A client in the middle of it."""

    sdk: FakeSpeechSdk
    transcribing: FakeTranscribing
    usage: FakeUsage
    running: asyncio.Task[None]

    @property
    def transcript(self) -> FakeTranscript:
        """The newest."""
        return self.transcribing.opened[-1]

    async def over(self) -> None:
        """The server has nothing more to do with it."""
        await asyncio.wait_for(self.running, 600)


MakeTalk = Callable[..., Any]


@pytest.fixture(params=[False, True], ids=["received", "offered"])
def talk(request: pytest.FixtureRequest) -> MakeTalk:
    """Opens a connection: ``talk(transcribing, mode="interactive", path=…, query=…, translation=…)``.

    Once by ASGI alone, and once by a server that offers sound as it comes: nobody can tell.
    """

    @asynccontextmanager
    async def connected(
        transcribing: FakeTranscribing,
        mode: str = "interactive",
        *,
        path: str = "",
        query: Mapping[str, str] | None = None,
        **more: Any,
    ) -> AsyncIterator[Talk]:
        usage = FakeUsage()
        asked = {"language": "en-US"} | dict(query or {})
        sdk = FakeSpeechSdk(path or HOST.format(mode), asked, offered=request.param)
        listening = Listening(transcribing, usage=usage, **more)  # type: ignore[arg-type]
        before = asyncio.all_tasks()
        running = asyncio.create_task(listening.serve(sdk.websocket, CALLER))
        talk = Talk(sdk, transcribing, usage, running)
        try:
            yield talk
        finally:
            sdk.vanish()
            await talk.over()
        assert all(each.closed for each in transcribing.opened), "what was opened is closed"
        assert asyncio.all_tasks() == before, "no task is left"

    return connected
