"""Voices for tests: how loud the sound is tells who speaks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio, EngineFailed
from parley.home.voices import Vector
from parley.pool.host import Inline
from parley.speech.voices.service import VoiceService
from parley.speech.voices.types import Bounds, Voiceprint

LOUDNESS = {"anna": 8_000, "bob": 9_000, "carl": 10_000, "twin": 11_000, "mumbler": 12_000}
"""Peak of the sound that each of them makes. The twin sounds nearly like Anna, the mumbler half like her."""
SIZE = 16


def vector_of(name: str) -> Vector:
    """How somebody sounds."""
    made = np.zeros(SIZE, np.float32)
    made[list(LOUDNESS).index(name)] = 1.0
    if name in ("twin", "mumbler"):
        made[0] = 4.0 if name == "twin" else 1.05
    return made / np.float32(np.linalg.norm(made))


def spoken_by(name: str, seconds: float = 3.0) -> Samples:
    """Somebody speaks."""
    count = int(seconds * SPEECH_RATE)
    return (np.sin(np.arange(count) * 0.2) * LOUDNESS[name]).astype(np.int16)


class LoudnessVoices:
    """Tells who speaks by how loud they are. Keeps count of what it was asked."""

    name = "loudness"

    def __init__(self) -> None:
        self.listened = 0
        self.failing = False

    def listen(self, samples: Samples) -> Voiceprint:
        self.listened += 1
        if self.failing:
            raise EngineFailed("The engine raised.")
        peak = int(np.abs(samples).max())
        if not peak:
            raise BadAudio("There is no speech in the sound.")
        name = min(LOUDNESS, key=lambda each: abs(LOUDNESS[each] - peak))
        seconds = float(np.count_nonzero(np.abs(samples) > 100)) / SPEECH_RATE
        return Voiceprint(self.name, vector_of(name), seconds)


class SlowInline(Inline):
    """An engine whose answer comes late."""

    seconds = 0.0

    async def call(self, method: str, *arguments: object) -> object:
        await asyncio.sleep(self.seconds)
        return await super().call(method, *arguments)


def voice_service(engine: LoudnessVoices, bounds: Bounds | None = None) -> VoiceService:
    """The service with that engine, in this process."""
    return VoiceService(SlowInline(engine.name, lambda: engine), bounds)


def prints_of(names: Mapping[str, str] | Sequence[str]) -> list[Vector]:
    """Prints of several people."""
    return [vector_of(each) for each in names]
