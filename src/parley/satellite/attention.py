"""Waits for its name, and keeps what was said around it."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.satellite.messages import Woke
from parley.speech.types import WakeListener

_KEPT = 1.5
"""Seconds of sound that are kept: a wake word is hardly longer."""
_LAG = 0.36
"""Seconds that an engine may take after a wake word's end to be sure of it. Of ten recordings none took more
than 0.3, and one was sure when the word had just ended."""
_STEP = SPEECH_RATE // 50
"""Samples in whose loudness a pause is looked for: 20 ms."""


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody said the wake word."""

    woke: Woke
    since: Samples
    """What was heard since the wake word ended (16 kHz): the first syllables of what is wanted."""


class Attention:
    """One stream of sound in which the wake word is looked for."""

    def __init__(self, listener: WakeListener) -> None:
        self._listener = listener
        self._kept: deque[Samples] = deque()
        self._length = 0

    def feed(self, block: Samples) -> Called | None:
        """The next samples of the microphone (16 kHz); whether the wake word ended in them."""
        self._kept.append(block)
        self._length += len(block)
        while self._length - len(self._kept[0]) >= _KEPT * SPEECH_RATE:
            self._length -= len(self._kept.popleft())
        wakes = self._listener.feed(block)
        if not wakes:
            return None
        sound = np.concatenate(self._kept)
        wake = wakes[-1]
        return Called(
            Woke(wake.word, round(wake.score, 3), loudness(sound[-SPEECH_RATE:])), after_the_word(sound)
        )

    def lately(self, seconds: float) -> Samples:
        """The last sound that was heard."""
        return np.concatenate([np.zeros(0, np.int16), *self._kept])[-round(seconds * SPEECH_RATE) :]


def after_the_word(sound: Samples) -> Samples:
    """From the pause between the wake word and what follows: the quietest moment that it can be.

    Who speaks on without a pause loses nothing by it, and of the word itself hardly anything is sent.
    """
    tail = sound[-round(_LAG * SPEECH_RATE) :]
    steps = len(tail) // _STEP
    if steps < 3:
        return tail
    levels = np.square(tail[: steps * _STEP].astype(np.float64)).reshape(steps, _STEP).mean(axis=1)
    smooth = np.convolve(np.pad(levels, 1, "edge"), np.full(3, 1 / 3), "valid")
    # Of several that are as quiet, the first: silence after the word is worth keeping as it is.
    quietest = int(np.flatnonzero(smooth <= smooth.min() * 1.5 + 1.0)[0])
    return tail[quietest * _STEP :]


def loudness(sound: Samples) -> float:
    """RMS level in dB relative to full scale."""
    if not len(sound):
        return -96.0
    mean = float(np.square(sound.astype(np.float64)).mean())
    return round(max(-96.0, 10 * math.log10(mean / 32_768**2 + 1e-12)), 1)
