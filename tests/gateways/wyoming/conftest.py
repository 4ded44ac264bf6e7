"""A Parley with fakes for engines that offers its services over Wyoming on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest_asyncio

from fakes.house import open_assistant
from fakes.recogniser import FakeRecogniser, Line
from fakes.synthesiser import HummingSynthesiser
from fakes.voice_activity import LoudnessVoiceActivity
from fakes.wake import FakeWakeEngine
from fakes.wyoming_client import Serve, Services
from parley.assistant.conversation import Ears
from parley.audio.endpoint import EndpointSettings
from parley.gateways.wyoming.offering import Limits, Offer
from parley.gateways.wyoming.server import Listener, Places
from parley.gateways.wyoming.session import Session


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
        ) -> Services:
            ears = Ears(
                LoudnessVoiceActivity,
                EndpointSettings(),
                wake=FakeWakeEngine(),
                words={"okay_nabu": "", "hey_jarvis": ""},
            )
            assistant = await stack.enter_async_context(
                open_assistant(tmp_path, *lines, recogniser=recogniser, synthesiser=synthesiser, ears=ears)
            )
            offer = Offer(assistant, "owner", limits or Limits())
            listener = Listener(
                "127.0.0.1", 0, (), lambda connection: Session(connection, offer).run(), places
            )
            return Services(await stack.enter_async_context(listener), offer)

        yield start
