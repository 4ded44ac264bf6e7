"""What the recognition of voices exchanges, and what an engine must be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import Samples

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Voiceprint:
    """How somebody sounded in one utterance. No sound can be made of it."""

    model: str
    """Which engine and model made it; those of two models cannot be compared."""

    vector: Vector
    """Of length 1; two of one person point in nearly the same direction."""

    speech: float
    """Seconds of speech it was made from; a short one is uncertain."""


class VoiceEngine(Protocol):
    """Sound to voiceprints."""

    name: str

    def listen(self, samples: Samples) -> Voiceprint:
        """The voice in an utterance (int16 mono, 16 kHz), pauses included. Raises ``BadAudio`` where there is
        no speech in it."""
        ...


class Match(Enum):
    """How sure it is who spoke."""

    KNOWN = "known"
    """Somebody whose voice was learned."""
    UNKNOWN = "unknown"
    """Nobody whose voice was learned."""
    UNSURE = "unsure"
    """Too short, too much like two people, or between like and unlike."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who spoke."""

    match: Match
    account: str = ""
    """Whose voice it is, where it is known."""
    score: float = 0.0
    """Cosine with the likeliest person's voice, in [-1, 1]."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How alike voices must be, as the cosine of two prints.

    The defaults are GE2E's, calibrated on recordings of fifteen readers: docs/speakers/voices.md has the
    figures, ``benchmarks/voices.py`` makes them.
    """

    same: float = 0.78
    """From here on it is that person."""
    other: float = 0.67
    """Below it is not."""
    again: float = 0.70
    """Enough to go on with whoever spoke just before, also in a few words."""
    apart: float = 0.04
    """By which the likeliest person must be likelier than the next."""
    short: float = 1.5
    """Seconds of speech below which nobody is told from others."""
    long: float = 2.0
    """Seconds of speech from which ``same`` is enough; a shorter one needs ``extra`` more."""
    extra: float = 0.02
    least: float = 0.3
    """Seconds of speech below which nothing is told at all."""
