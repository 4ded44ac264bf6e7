"""Transcription with fake engines: a tone is speech, silence is silence, and the test says what is heard."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import numpy as np

from fakes.recogniser import FakeRecogniser
from fakes.voice_activity import LoudnessVoiceActivity
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.pool.host import EngineHost, Inline
from parley.speech.alignment.service import Alignment
from parley.speech.hearing import Ear, HearingService
from parley.speech.transcribing.service import Bounds, Transcribing
from parley.speech.transcribing.transcript import Transcript
from parley.speech.transcribing.types import Event
from parley.speech.voices.service import VoiceService


def tone(seconds: float, peak: int = 8_000) -> Samples:
    """Somebody speaks."""
    return (np.sin(np.arange(int(seconds * SPEECH_RATE)) * 0.2) * peak).astype(np.int16)


def silence(seconds: float) -> Samples:
    """Nobody speaks."""
    return np.zeros(int(seconds * SPEECH_RATE), np.int16)


def spoken(*parts: float) -> Samples:
    """Silence, speech, silence, … of so many seconds each."""
    return np.concatenate([(tone if at % 2 else silence)(seconds) for at, seconds in enumerate(parts)])


def ear(recogniser: FakeRecogniser, *, grammar: bool = False, host: EngineHost | None = None) -> Ear:
    """The recogniser as an ear."""
    running = host or Inline(recogniser.name, lambda: recogniser)
    return Ear(recogniser.name, recogniser.languages, running, recogniser.partials, grammar)


def transcribing(
    *recognisers: FakeRecogniser | Ear,
    alignment: Alignment | None = None,
    voices: VoiceService | None = None,
    bounds: Bounds | None = None,
) -> Transcribing:
    """The service with these ears."""
    ears = [each if isinstance(each, Ear) else ear(each) for each in recognisers]
    return Transcribing(
        HearingService(ears), alignment, voices, bounds=bounds, activity=LoudnessVoiceActivity
    )


async def told(transcript: Transcript, sound: Samples, chunk: int = 1600) -> list[Event]:
    """Everything that is told of the sound, fed in chunks."""
    try:
        events: list[Event] = []
        for piece in pieces(sound, chunk):
            events += await transcript.feed(piece)
        return events + await transcript.finish()
    finally:
        transcript.close()


def pieces(sound: Samples, chunk: int) -> Iterable[Samples]:
    """The sound in chunks."""
    return (sound[begin : begin + chunk] for begin in range(0, len(sound), chunk))


class Patient(Inline):
    """Makes the second final result, and all after it, only when it is told to."""

    def __init__(self, recogniser: FakeRecogniser) -> None:
        super().__init__(recogniser.name, lambda: recogniser)
        self.go_on, self.asked, self._finished = asyncio.Event(), asyncio.Event(), 0

    async def keep(self, method: str, *arguments: object) -> Any:
        kept, host = await super().keep(method, *arguments), self

        class Kept:
            async def call(self, method: str, *arguments: object, timeout: float | None = None) -> object:
                if method == "finish":
                    host._finished += 1
                    if host._finished > 1:
                        host.asked.set()
                        await host.go_on.wait()
                return await kept.call(method, *arguments, timeout=timeout)

            def close(self) -> None:
                kept.close()

        return Kept()
