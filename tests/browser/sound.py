"""What the browser's microphone hears: sentences said by Parley's own voice, and recordings."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.resample import resample
from parley.pool.host import EnginePool
from parley.pool.wire import Load
from parley.speech.types import SpeechRequest


class Microphone:
    """A file that Chromium reads, once and from its beginning, whenever a page opens the microphone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hears(pause(1))

    def hears(self, *sound: Samples) -> float:
        """What the next page to open the microphone hears before silence; its length in seconds."""
        samples = np.concatenate(sound)
        with wave.open(str(self.path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SPEECH_RATE)
            file.writeframes(samples.tobytes())
        return len(samples) / SPEECH_RATE


def pause(seconds: float) -> Samples:
    return np.zeros(int(seconds * SPEECH_RATE), np.int16)


def recording(path: Path) -> Samples:
    """A recording of 16 kHz, mono."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (SPEECH_RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int16)


def spoken(texts: Iterable[str]) -> Mapping[str, Samples]:
    """English sentences in espeak-ng's voice, which lives in a process of its own."""

    async def say() -> Mapping[str, Samples]:
        pool = EnginePool("espeak", Load("parley.speech.synthesisers.espeak:EspeakSynthesiser", {}))
        try:
            return {text: await _said(pool, text) for text in texts}
        finally:
            await pool.stop()

    # Playwright keeps an event loop in the thread of the tests.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(say())).result()


async def _said(pool: EnginePool, text: str) -> Samples:
    pieces = [piece async for piece in pool.stream("speak", SpeechRequest(text, "en"))]
    return resample(np.concatenate([piece.samples for piece in pieces]), pieces[0].rate, SPEECH_RATE)
