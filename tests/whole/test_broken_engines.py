"""Engines that crash and hang in mid-turn, in real processes: an apology aloud, and the next turn works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from fakes.fragile import CRASHES, HANGS
from fakes.records import MemoryHome
from fakes.synthesiser import HummingSynthesiser
from fakes.voice_activity import LoudnessVoiceActivity
from parley.assistant.assistant import Assistant, Parts
from parley.assistant.conversation import Conversation, Ears
from parley.assistant.events import EndReason, Event, Failed, Mode, Said, Speech, TurnEnded
from parley.audio.endpoint import EndpointSettings
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.pool.host import EnginePool, Inline
from parley.pool.wire import Load
from parley.settings import Settings
from parley.speech.hearing import Ear, HearingService
from parley.speech.saying import ANY, Mouth, Saying

ORDINARY = 8_000


@pytest.fixture
async def conversation(tmp_path: Path) -> AsyncIterator[Conversation]:
    pool = EnginePool("fragile", Load("fakes.fragile:FragileRecogniser", {}), call_timeout=1.0)
    mouth = Mouth("hum", frozenset(), Inline("hum", HummingSynthesiser))
    parts = Parts(
        HearingService([Ear("fragile", frozenset({"en"}), pool)]),
        Saying({ANY: [mouth]}),
        Ears(LoudnessVoiceActivity, EndpointSettings()),
    )
    assistant = Assistant(Settings(data=str(tmp_path)), MemoryHome(), parts)
    async with assistant, assistant.open("kitchen", person="owner", paced=False) as opened:
        yield opened


async def spoken(peak: int) -> AsyncIterator[Samples]:
    yield (np.sin(np.arange(SPEECH_RATE) * 0.2) * (peak + 500)).astype(np.int16)


async def turn(conversation: Conversation, peak: int) -> list[Event]:
    return [event async for event in conversation.hear(spoken(peak), Mode.PRESS)]


@pytest.mark.parametrize(("peak", "code"), [(CRASHES, "engine_failed"), (HANGS, "engine_timeout")])
async def test_a_broken_engine_costs_one_turn(conversation: Conversation, peak: int, code: str) -> None:
    assert _reason(await turn(conversation, ORDINARY)) is EndReason.ANSWERED
    broken = await turn(conversation, peak)
    assert [event.code for event in broken if isinstance(event, Failed)] == [code]
    assert _reason(broken) is EndReason.FAILED
    assert any(isinstance(event, Said) for event in broken), "the apology is shown"
    assert any(isinstance(event, Speech) for event in broken), "the apology is spoken"
    assert _reason(await turn(conversation, ORDINARY)) is EndReason.ANSWERED


def _reason(events: list[Event]) -> EndReason:
    last = events[-1]
    assert isinstance(last, TurnEnded)
    return last.reason
