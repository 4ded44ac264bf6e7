"""A Parley with fakes for engines that offers its services over Wyoming on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest_asyncio

from fakes.house import fake_parts, open_assistant
from fakes.recogniser import FakeRecogniser, Line
from fakes.synthesiser import HummingSynthesiser
from fakes.voice_activity import LoudnessVoiceActivity
from fakes.wake import FakeWakeEngine
from fakes.wyoming_client import Serve, Services
from parley.assistant.assistant import Parts
from parley.assistant.conversation import Ears
from parley.audio.endpoint import EndpointSettings
from parley.gateways.conversing import Conversation
from parley.gateways.wyoming.offering import Assistant, Limits, Offer
from parley.gateways.wyoming.server import Listener, Places
from parley.gateways.wyoming.session import Session
from parley.settings import Settings
from parley.skills.service import Skills


class Unskilled:
    """An assistant that hears, speaks and wakes up, and understands nothing: its skills take long to load."""

    def __init__(self, parts: Parts) -> None:
        self.settings, self.parts = Settings(), parts
        self.skills = cast(Skills, SimpleNamespace(meet=self._meet, read=self._read))

    async def _meet(self, context: object) -> None:
        pass

    def _read(self, *_: object) -> object:
        return SimpleNamespace(commands=())

    def open(self, *_: object, **__: object) -> Conversation:
        raise AssertionError("nobody talks to it")


@pytest_asyncio.fixture
async def serve(tmp_path: Path) -> AsyncIterator[Serve]:
    """Serve an assistant that hears lines, one an utterance."""
    async with AsyncExitStack() as stack:

        async def start(
            *lines: Line | str,
            recogniser: FakeRecogniser | None = None,
            synthesiser: HummingSynthesiser | None = None,
            limits: Limits | None = None,
            places: Places | None = None,
            skills: bool = False,
        ) -> Services:
            ears = Ears(
                LoudnessVoiceActivity,
                EndpointSettings(),
                wake=FakeWakeEngine(),
                words={"okay_nabu": "", "hey_jarvis": ""},
            )
            if skills:
                whole = open_assistant(tmp_path, recogniser=recogniser, synthesiser=synthesiser, ears=ears)
                assistant: Assistant = await stack.enter_async_context(whole)
            else:
                assistant = Unskilled(
                    fake_parts(
                        recogniser or FakeRecogniser(*lines), synthesiser or HummingSynthesiser(), ears
                    )
                )
            offer = Offer(assistant, "owner", limits or Limits())
            listener = Listener(
                "127.0.0.1", 0, (), lambda connection: Session(connection, offer).run(), places
            )
            return Services(await stack.enter_async_context(listener), offer)

        yield start
