"""A conversation with fakes for everything that is slow or makes a sound."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from fakes.recogniser import FakeRecogniser, Line
from fakes.records import MemoryHome
from fakes.slow import Slow
from fakes.synthesiser import HummingSynthesiser
from fakes.voice_activity import LoudnessVoiceActivity
from parley.assistant.assistant import Assistant, Parts
from parley.assistant.conversation import Conversation, Ears
from parley.assistant.events import Event, Speech
from parley.audio.endpoint import EndpointSettings
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.pool.host import Inline
from parley.settings import Settings
from parley.speech.hearing import Ear, HearingService
from parley.speech.saying import ANY, Mouth, Saying
from parley.speech.voices.service import VoiceService

_E = TypeVar("_E", bound=Event)


def speech(seconds: float = 1.0) -> Samples:
    """Loud enough to be taken for somebody speaking."""
    count = int(seconds * SPEECH_RATE)
    return (np.sin(np.arange(count) * 0.2) * 8_000).astype(np.int16)


def silence(seconds: float = 1.0) -> Samples:
    return np.zeros(int(seconds * SPEECH_RATE), np.int16)


def fake_ear(
    hears: FakeRecogniser,
    *,
    grammar: bool = False,
    reconsiders: bool = False,
    slow: Mapping[str, float] | None = None,
) -> Ear:
    """``slow``: method → seconds that it takes."""
    return Ear(
        hears.name,
        hears.languages,
        Slow(hears.name, lambda: hears, slow) if slow else Inline(hears.name, lambda: hears),
        hears.partials,
        grammar,
        reconsiders=reconsiders,
        resumes=hears.resumes,
    )


def fake_parts(
    hears: FakeRecogniser,
    says: HummingSynthesiser,
    ears: Ears | None = None,
    voices: VoiceService | None = None,
) -> Parts:
    """Engines in this very process."""
    mouth = Mouth("fake", frozenset(), Inline("fake", lambda: says))
    return Parts(
        HearingService([fake_ear(hears)]),
        Saying({ANY: [mouth]}),
        ears or Ears(LoudnessVoiceActivity, EndpointSettings()),
        voices,
    )


def open_assistant(
    folder: Path,
    *lines: Line | str,
    recogniser: FakeRecogniser | None = None,
    synthesiser: HummingSynthesiser | None = None,
    ears: Ears | None = None,
    home: MemoryHome | None = None,
    voices: VoiceService | None = None,
) -> Assistant:
    """An assistant that hears ``lines``, one an utterance; in its home live ``PEOPLE``."""
    heard = recogniser or FakeRecogniser(*lines)
    parts = fake_parts(heard, synthesiser or HummingSynthesiser(), ears, voices)
    return Assistant(Settings(data=str(folder)), home or MemoryHome(), parts)


@dataclass
class Diary:
    """Everything that happened in a conversation, with the time at which it did."""

    conversation: Conversation
    events: list[tuple[float, Event]] = field(default_factory=list[tuple[float, Event]])

    async def keep(self) -> None:
        loop = asyncio.get_running_loop()
        async for event in self.conversation.events():
            self.events.append((loop.time(), event))

    async def until(self, wanted: Callable[[Event], bool], within: float = 60.0) -> Event:
        """The first event that is wanted; virtual seconds."""
        seen = 0
        async with asyncio.timeout(within):
            while True:
                for _, event in self.events[seen:]:
                    seen += 1
                    if wanted(event):
                        return event
                await asyncio.sleep(0.01)

    def of(self, kind: type[_E]) -> list[_E]:
        return [event for _, event in self.events if isinstance(event, kind)]

    def order(self) -> list[str]:
        """Names of the events with their turns; packets of sound in a row are one."""
        names: list[str] = []
        for _, event in self.events:
            name = f"{type(event).__name__}({event.turn})"
            if not (isinstance(event, Speech) and names and names[-1] == name):
                names.append(name)
        return names


async def say(conversation: Conversation, samples: Samples, step: float = 0.02) -> None:
    """Push sound as fast as a microphone would give it."""
    size = int(step * SPEECH_RATE)
    for begin in range(0, len(samples), size):
        conversation.push(samples[begin : begin + size])
        await asyncio.sleep(step)
