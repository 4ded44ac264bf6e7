"""Talks with the Speech SDK that is spoken to, in virtual time, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from fakes.speech_sdk import FakeSpeechSdk
from fakes.telling import TellingSynthesiser
from fakes.virtual_time import VirtualTimeLoop
from parley.gateways.azure.speech_synthesis.speaking import Speaking
from parley.home.accounts.callers import Caller, Kind, Role, Scope
from parley.pool.host import EngineHost, Inline
from parley.speech.saying import ANY, Mouth, Saying
from parley.speech.voice_names import VoiceNames

CALLER = Caller("account", Role.OWNER, Kind.KEY, frozenset({Scope.SERVICES}), "token")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    """Every test of this folder runs in a loop whose clock jumps."""
    return {"virtual": VirtualTimeLoop}


@dataclass
class FakeUsage:
    """What was counted."""

    counted: list[tuple[str, int, float, int]] = field(default_factory=list[tuple[str, int, float, int]])

    def count(
        self, caller: Caller, service: str, *, requests: int = 1, seconds: float = 0.0, characters: int = 0
    ) -> None:
        self.counted.append((service, requests, round(seconds, 2), characters))


@dataclass
class Talk:
    """A client in the middle of it."""

    sdk: FakeSpeechSdk
    engine: TellingSynthesiser
    usage: FakeUsage
    running: asyncio.Task[None]

    def context(self, request: str, **more: Any) -> None:
        """What the SDK says before its text. ``metadata``: the events it listens to; ``input``; ``form``."""
        options = {f"{name}Enabled": True for name in more.get("metadata", ())}
        audio = {"outputFormat": more.get("form", "raw-16khz-16bit-mono-pcm"), "metadataOptions": options}
        synthesis: dict[str, Any] = {"audio": audio, "language": {"autoDetection": False}}
        if "input" in more:
            synthesis["input"] = more["input"]
        self.sdk.text("synthesis.context", {"synthesis": synthesis}, request)

    def plain(self, path: str, text: str, request: str) -> None:
        """A message whose body is no JSON."""
        self.sdk.raw(f"X-RequestId:{request}\r\nPath:{path}\r\nContent-Type:text/plain\r\n\r\n{text}")

    def ssml(self, text: str, request: str) -> None:
        self.plain("ssml", text, request)


@pytest.fixture
def talk() -> Callable[..., Any]:
    """Opens a connection: ``talk(engine=…, host=…)``."""

    @asynccontextmanager
    async def connected(
        engine: TellingSynthesiser | None = None, host: EngineHost | None = None
    ) -> AsyncIterator[Talk]:
        engine = engine or TellingSynthesiser()
        usage = FakeUsage()
        mouth = Mouth("telling", engine.languages, host or Inline("telling", lambda: engine), pitch=True)
        saying = Saying({ANY: [mouth]})
        sdk = FakeSpeechSdk("/cognitiveservices/websocket/v1")
        speaking = Speaking(saying, VoiceNames(saying), usage)  # type: ignore[arg-type]
        before = asyncio.all_tasks()
        running = asyncio.create_task(speaking.serve(sdk.websocket, CALLER))
        talk = Talk(sdk, engine, usage, running)
        try:
            yield talk
        finally:
            sdk.vanish()
            await asyncio.wait_for(running, 600)
        assert asyncio.all_tasks() == before, "no task is left"
        begun = [event for event in engine.events if event.startswith("say ")]
        assert len(engine.events) == 2 * len(begun), "what was begun has ended"

    return connected
