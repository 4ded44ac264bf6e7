"""16-bit mono PCM, the one form in which sound moves through Parley."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
"""Mono samples, int16, shape (n,)."""

SPEECH_RATE = 16_000
"""Samples per second at which every recogniser, wake word and voice-activity engine listens."""


@dataclass(frozen=True, slots=True)
class Pcm:
    """A stretch of sound."""

    samples: Samples
    """Mono samples, int16, shape (n,)."""

    rate: int
    """Samples per second."""

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate
