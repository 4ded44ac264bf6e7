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
