"""The answer's sound on its way into a call: played as it is heard, silence in between."""

from __future__ import annotations

import asyncio
import fractions
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame

from parley.audio.pcm import Samples
from parley.audio.resample import StreamResampler
from parley.gateways.openai.realtime import events as e
from parley.gateways.openai.realtime.link import Cut, Link
from parley.speech.saying import SPEAKING_RATE

RATE = 48_000
FRAME = 960
"""Samples in 20 ms."""
_AHEAD = 30 * RATE
"""Samples that may wait to be played."""
_LATE = 0.2
"""Seconds that a frame may be late before the clock is set anew."""
_SILENCE = np.zeros(FRAME, np.int16)


@dataclass(slots=True)
class _Playing:
    """One response: what waits to be played, and what was."""

    response: str
    resampler: StreamResampler = field(default_factory=lambda: StreamResampler(SPEAKING_RATE, RATE))
    waiting: deque[Samples] = field(default_factory=deque[Samples])
    left: int = 0
    """Samples that wait."""
    played: int = 0
    begun: bool = False
    complete: bool = False


class AnswerTrack(MediaStreamTrack):
    """A ``Player`` that is a track of a call."""

    kind = "audio"

    def __init__(self, link: Link, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._link, self._now = link, now
        self._queue: deque[_Playing] = deque()
        self._room = asyncio.Event()
        self._room.set()
        self._begin = 0.0
        self._position = 0
        """Samples since then."""
        self._sent = 0
        """Samples since the call began."""

    # As a Player.

    async def play(self, response: str, samples: Samples) -> None:
        """More of an answer (int16 mono, 24 kHz); waits while half a minute waits to be played."""
        await self._room.wait()
        if not self._queue or self._queue[-1].response != response:
            self._queue.append(_Playing(response))
        self._add(self._queue[-1], self._queue[-1].resampler.feed(samples))

    def finished(self, response: str) -> None:
        """Nothing more of the answer follows."""
        for each in self._queue:
            if each.response == response and not each.complete:
                each.complete = True
                self._add(each, each.resampler.flush())

    def clear(self) -> Cut | None:
        """Play no more of what is there; None if nothing was playing or waiting to be."""
        if not self._queue:
            return None
        playing = self._queue[0]
        self._queue.clear()
        self._room.set()
        if playing.begun:
            self._link.send(e.PlayingCleared(playing.response))
        return Cut(playing.response, playing.played / RATE)

    def _add(self, playing: _Playing, samples: Samples) -> None:
        if len(samples):
            playing.waiting.append(samples)
            playing.left += len(samples)
        if sum(each.left for each in self._queue) > _AHEAD:
            self._room.clear()

    # As a track.

    async def recv(self) -> AudioFrame:
        """The next 20 ms, when it is time for them."""
        if self.readyState != "live":
            raise MediaStreamError
        await self._in_time()
        samples = self._next()
        frame = AudioFrame(format="s16", layout="mono", samples=FRAME)
        frame.planes[0].update(samples.tobytes())
        frame.pts, frame.sample_rate = self._sent, RATE
        frame.time_base = fractions.Fraction(1, RATE)
        self._sent += FRAME
        return frame

    async def _in_time(self) -> None:
        now, due = self._now(), self._begin + self._position / RATE
        if not self._position or now - due > _LATE:
            self._begin, self._position = now, 0
        elif due > now:
            await asyncio.sleep(due - now)
        self._position += FRAME

    def _next(self) -> Samples:
        """What is played in the next 20 ms; silence where there is nothing, or not enough yet."""
        if not self._queue:
            return _SILENCE
        playing = self._queue[0]
        if not playing.begun and playing.left:
            playing.begun = True
            self._link.send(e.PlayingStarted(playing.response))
        samples = self._taken(playing)
        if playing.complete and not playing.left:
            self._queue.popleft()
            if playing.begun:
                self._link.send(e.PlayingStopped(playing.response))
        if sum(each.left for each in self._queue) <= _AHEAD // 2:
            self._room.set()
        return samples

    def _taken(self, playing: _Playing) -> Samples:
        taken = np.zeros(FRAME, np.int16)
        filled = 0
        while filled < FRAME and playing.waiting:
            piece = playing.waiting.popleft()
            part = piece[: FRAME - filled]
            taken[filled : filled + len(part)] = part
            filled += len(part)
            if len(part) < len(piece):
                playing.waiting.appendleft(piece[len(part) :])
        playing.left -= filled
        playing.played += filled
        return taken
