"""Sounds that a person sends to a device from its page: a chime to try it with, and their own voice."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import cache

import numpy as np

from parley.assistant.playing import Passing
from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.skills.types import Action

PACKET = 0.04
"""Seconds of one packet."""
LONGEST = 30.0
"""Seconds for which somebody may speak through a device at a time."""
MOST_WAITING = 3.0
"""Seconds of a voice that wait to be heard; of more, the oldest are left out."""
_SILENT_FOR = 5.0
"""Seconds without a packet after which a voice is taken to be over."""
_NOTES = ((523.25, 0.0), (659.25, 0.28), (783.99, 0.56), (1046.5, 0.84))
"""Frequency in Hz and beginning in seconds of each note: a broken chord, upwards."""
_LASTS = 2.4


class Chime(Passing):
    """Four bells, 2.4 s."""

    def __init__(self) -> None:
        self._left = deque(_packets())

    async def next(self) -> Pcm | Action | None:
        return self._left.popleft() if self._left else None

    def pause(self) -> None:
        """It costs nobody anything."""

    def close(self) -> None:
        self._left.clear()


class Voice(Passing):
    """What somebody says into their page, as it comes."""

    def __init__(self) -> None:
        self._waiting: deque[Samples] = deque()
        self._samples = 0
        self._taken = 0
        self._over = False
        self._came = asyncio.Event()

    @property
    def over(self) -> bool:
        """Nothing more of it will be heard."""
        return self._over

    def push(self, samples: Samples) -> None:
        """The next samples, int16 mono at the rate of speech; what is beyond ``LONGEST`` is left out."""
        room = round(LONGEST * SPEECH_RATE) - self._taken
        samples = samples[: max(0, room)]
        if self._over or not len(samples):
            return
        self._taken += len(samples)
        self._waiting.append(samples)
        self._samples += len(samples)
        while self._samples > MOST_WAITING * SPEECH_RATE and len(self._waiting) > 1:
            self._samples -= len(self._waiting.popleft())
        self._came.set()
        if len(samples) == room:
            self.end()

    def end(self) -> None:
        """The button was let go: what has come is still heard."""
        self._over = True
        self._came.set()

    async def next(self) -> Pcm | Action | None:
        while not self._waiting:
            if self._over:
                return None
            self._came.clear()
            try:
                async with asyncio.timeout(_SILENT_FOR):
                    await self._came.wait()
            except TimeoutError:
                self._over = True
                return None
        samples = self._waiting.popleft()
        size = round(PACKET * SPEECH_RATE)
        if len(samples) > size:
            self._waiting.appendleft(samples[size:])
            samples = samples[:size]
        self._samples -= len(samples)
        return Pcm(samples, SPEECH_RATE)

    def pause(self) -> None:
        """Somebody spoke in between: nobody wants to hear the rest after that."""
        self.close()

    def close(self) -> None:
        self._over = True
        self._waiting.clear()
        self._samples = 0
        self._came.set()


@cache
def _packets() -> tuple[Pcm, ...]:
    at = np.arange(round(_LASTS * SPEECH_RATE)) / SPEECH_RATE
    wave = np.zeros(len(at))
    for pitch, begin in _NOTES:
        since = np.maximum(at - begin, 0.0)
        # A bell: overtones that are not quite in tune, and fade the faster the higher they are.
        for times, part in ((1.0, 1.0), (2.003, 0.35), (3.01, 0.12)):
            wave += part * np.sin(2 * np.pi * pitch * times * since) * np.exp(-3.2 * times * since)
    attack = np.minimum(1.0, at / 0.01)
    fade = np.minimum(1.0, (_LASTS - at) / 0.1)
    samples = (0.55 * 32_767 * attack * fade * wave / np.abs(wave).max()).astype(np.int16)
    size = round(PACKET * SPEECH_RATE)
    return tuple(Pcm(samples[begin : begin + size], SPEECH_RATE) for begin in range(0, len(samples), size))
