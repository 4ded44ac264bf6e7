"""Pieces of sound of any length and rate, made packets of one length and rate."""

from __future__ import annotations

import numpy as np

from parley.audio.pcm import Pcm, Samples
from parley.audio.resample import StreamResampler

SPEAKING_RATE = 24_000
"""Samples per second of everything Parley says, whichever engine made it; Opus takes it as it is."""

PACKET_SECONDS = 0.08
"""Length of a packet: short enough to stop within one, long enough that hundreds at once are no burden."""


class Packets:
    """One stream."""

    def __init__(self) -> None:
        self._size = int(PACKET_SECONDS * SPEAKING_RATE)
        self._rest: Samples = np.zeros(0, np.int16)
        self._resampler: StreamResampler | None = None
        self._from = 0

    def feed(self, pcm: Pcm) -> list[Pcm]:
        samples = self._resampled(pcm)
        joined = np.concatenate((self._rest, samples))
        whole = len(joined) - len(joined) % self._size
        self._rest = joined[whole:]
        return [Pcm(joined[i : i + self._size], SPEAKING_RATE) for i in range(0, whole, self._size)]

    def flush(self) -> list[Pcm]:
        tail = self._resampler.flush() if self._resampler is not None else self._rest[:0]
        self._resampler = None
        last = np.concatenate((self._rest, tail))
        self._rest = self._rest[:0]
        return [Pcm(last[i : i + self._size], SPEAKING_RATE) for i in range(0, len(last), self._size)]

    def _resampled(self, pcm: Pcm) -> Samples:
        before = self._rest[:0]
        if pcm.rate != self._from:
            if self._resampler is not None:
                before = self._resampler.flush()
            self._from = pcm.rate
            self._resampler = None if pcm.rate == SPEAKING_RATE else StreamResampler(pcm.rate, SPEAKING_RATE)
        after = pcm.samples if self._resampler is None else self._resampler.feed(pcm.samples)
        return np.concatenate((before, after)) if len(before) else after
