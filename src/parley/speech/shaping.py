"""Sound of an engine made higher or lower, longer or shorter than the engine can."""

from __future__ import annotations

import asyncio

import numpy as np

from parley.audio.pcm import Pcm, Samples
from parley.errors import TooLong
from parley.speech.synthesisers.stretch import stretch
from parley.speech.types import Boundary

_MOST_SECONDS = 1_200.0
"""Longest sound of one request that is kept to be stretched; 5,000 characters at half speed are shorter."""


class Shaped:
    """The sound of one request."""

    def __init__(self, played: float, longer: float) -> None:
        """``played``: how much faster it is played than it was made, which makes it higher too; streams.
        ``longer``: factor of the length at equal pitch; the whole sound has to be there first."""
        self._played = played
        self._longer = longer if abs(longer - 1.0) > 0.02 else 1.0
        self._kept: list[Samples] = []
        self._seconds = 0.0
        self._rate = 0

    def feed(self, pcm: Pcm) -> Pcm | None:
        """The next piece as it is to be heard; None while it has to wait."""
        if self._played != 1.0:
            pcm = Pcm(pcm.samples, round(pcm.rate * self._played))
        if self._longer == 1.0:
            return pcm
        self._kept.append(pcm.samples)
        self._rate = pcm.rate
        self._seconds += pcm.seconds
        if self._seconds > _MOST_SECONDS:
            raise TooLong("That is too much to be said at once at this speed.")
        return None

    def boundary(self, boundary: Boundary, place: tuple[int, int]) -> Boundary:
        """A word of the sound as it is to be heard, and where it is written."""
        factor = self._longer / self._played
        return Boundary(*place, boundary.at * factor, boundary.until * factor)

    async def finish(self) -> Pcm | None:
        """The sound that had to wait."""
        if not self._kept:
            return None
        samples, self._kept = np.concatenate(self._kept), []
        return Pcm(await asyncio.to_thread(_stretched, samples, self._longer, self._rate), self._rate)


def _stretched(samples: Samples, factor: float, rate: int) -> Samples:
    wave = stretch(samples.astype(np.float32), factor, rate)
    return np.clip(np.rint(wave), -32_768, 32_767).astype(np.int16)
