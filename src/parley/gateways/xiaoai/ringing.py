"""A timer or alarm rings on after its words until somebody says a wake word: the client has no bell."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache

import numpy as np

from parley.audio.pcm import Pcm
from parley.gateways.xiaoai.messages import PLAY_RATE

RINGS = frozenset({"timer_rang", "alarm_rang"})
"""Actions."""
LASTS = 60.0
"""Seconds, if nobody comes."""
_EVERY = 2.0
"""Seconds from one ring to the next."""
_NOTE, _PAUSE, _NOTES = 0.14, 0.06, 3
"""Seconds of a note, and between two; how many there are."""
_PITCH, _LEVEL = 1_046.5, 9_000.0


class Ringing:
    """The bell of one speaker."""

    def __init__(self, play: Callable[[int, Pcm], Awaitable[None]]) -> None:
        """``play`` takes the turn that a sound belongs to."""
        self._play = play
        self._due = 0
        """The turn after which it rings."""
        self._task: asyncio.Task[None] | None = None

    def due(self, turn: int) -> None:
        """The turn that is about to be said tells of something that rings."""
        self._due = turn

    def said(self, turn: int) -> None:
        """A turn is over: ring, if it was that one."""
        if turn == self._due:
            self.stop()
            self._task = asyncio.create_task(self._ring(turn), name="xiaoai ringing")

    def stop(self) -> bool:
        """Somebody has noticed; True when it rang."""
        self._due = 0
        task, self._task = self._task, None
        if task is None or task.done():
            return False
        task.cancel()
        return True

    async def _ring(self, turn: int) -> None:
        for _ in range(round(LASTS / _EVERY)):
            await self._play(turn, bell())
            await asyncio.sleep(_EVERY)


@cache
def bell() -> Pcm:
    """Three short notes."""
    at = np.arange(round(_NOTE * PLAY_RATE)) / PLAY_RATE
    note = _LEVEL * np.sin(2 * np.pi * _PITCH * at) * np.sin(np.pi * at / _NOTE)
    pause = np.zeros(round(_PAUSE * PLAY_RATE))
    return Pcm(np.concatenate([note, pause] * _NOTES).astype(np.int16), PLAY_RATE)
