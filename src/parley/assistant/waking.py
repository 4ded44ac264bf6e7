"""A wake word that a device heard, as it competes with what other devices heard of it."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples

SILENT = -96.0
"""dB relative to full scale: less than the quietest sound that 16 bits hold."""


@dataclass(frozen=True, slots=True)
class Bid:
    """One device's claim to answer a wake word."""

    word: str
    score: float = 1.0
    """How sure the wake engine is, in [0, 1]; 1 where it does not tell."""
    loudness: float = -60.0
    """RMS level of the wake word's sound, in dB relative to full scale."""


class Loudness:
    """How loud the last second of a stream was: about as long as a wake word takes."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[int, float]] = deque()
        """(samples, their energy), the latest last."""
        self._count = 0

    def feed(self, samples: Samples) -> None:
        """The next samples (int16 mono, 16 kHz)."""
        piece = samples[-SPEECH_RATE:].astype(np.float64) / 32_768
        self._pieces.append((len(piece), float(piece @ piece)))
        self._count += len(piece)
        while len(self._pieces) > 1 and self._count - self._pieces[0][0] >= SPEECH_RATE:
            self._count -= self._pieces.popleft()[0]

    @property
    def level(self) -> float:
        """RMS level in dB relative to full scale."""
        energy = sum(energy for _, energy in self._pieces)
        power = energy / self._count if self._count else 0.0
        return max(SILENT, 10 * math.log10(power)) if power > 0 else SILENT


def loudness(samples: Samples) -> float:
    """RMS level of the last second of ``samples`` (int16 mono, 16 kHz), in dB relative to full scale."""
    heard = Loudness()
    heard.feed(samples)
    return heard.level
