"""A wake engine that hears its word wherever a very loud sample is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.speech.types import Wake

LOUD = 30_000
"""A sample of at least this height is the wake word; ``word(samples)`` puts one in."""


def word(seconds: float = 0.5) -> Samples:
    """Somebody says the wake word."""
    samples = np.zeros(int(seconds * SPEECH_RATE), np.int16)
    samples[-1] = LOUD
    return samples


class FakeWakeEngine:
    """Knows one word per listener: the first that is asked for."""

    name = "fake"

    def words(self) -> Sequence[str]:
        return ["okay_nabu", "hey_jarvis"]

    def open(self, words: Sequence[str]) -> FakeWakeListener:
        return FakeWakeListener(words[0])


class FakeWakeListener:
    def __init__(self, wanted: str) -> None:
        self._word = wanted
        self._heard = 0

    def feed(self, samples: Samples) -> Sequence[Wake]:
        self._heard += len(samples)
        found = np.flatnonzero(samples >= LOUD)
        return [Wake(self._word, self._heard / SPEECH_RATE, 1.0)] if len(found) else []
