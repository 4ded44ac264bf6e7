"""A bell for boards, which have none of their own: it rings on after the words, until somebody sees to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import cache

import numpy as np

from parley.audio.pcm import Pcm, Samples
from parley.errors import ParleyError
from parley.gateways.xiaozhi.messages import RATE
from parley.telemetry import log

RINGS = frozenset({"alarm_rang", "timer_rang", "find"})
"""Kinds of actions that a person expects to ring, and not only to be said."""
LASTS = 60.0
"""Seconds for which it rings when nobody does anything."""

_STROKES = ((880.0, 0.0), (880.0, 0.18), (1174.7, 0.36))
"""Frequency in Hz and beginning in seconds of each stroke."""
_PERIOD = 1.2
_SOFTEST, _LOUDEST, _LOUDER_FOR = 0.15, 0.7, 20.0
"""It begins softly, and is as loud as it gets after so many seconds."""


class Bell:
    """The bell of one talk."""

    def __init__(self, play: Callable[[int, Pcm], Awaitable[None]], end: Callable[[int], Awaitable[None]]):
        """``play`` and ``end`` sound of a turn."""
        self._play, self._end = play, end
        self._due = 0
        self._ringing: asyncio.Task[None] | None = None

    def due(self, turn: int) -> None:
        """It is to ring when the words of a turn are over."""
        self._due = turn

    def begins(self, turn: int) -> bool:
        """A turn's words are over: ring, if it is to."""
        if turn != self._due:
            return False
        self.hush()
        self._ringing = asyncio.create_task(self._ring(turn), name="xiaozhi bell")
        return True

    def hush(self) -> None:
        """Somebody has seen to it, or something else is to be heard."""
        self._due = 0
        ringing, self._ringing = self._ringing, None
        if ringing is not None:
            ringing.cancel()

    def rest(self) -> None:
        """Words are to be heard instead; what is due after them still is."""
        due = self._due
        self.hush()
        self._due = due

    async def _ring(self, turn: int) -> None:
        try:
            for pcm in strokes():
                await self._play(turn, pcm)
            await self._end(turn)
        except ParleyError as error:  # the board is gone, which whoever listens to it finds out too
            log.debug("xiaozhi.gone_while_ringing", code=error.code)


def strokes() -> Iterator[Pcm]:
    """All of the ringing, a period at a time."""
    for number in range(round(LASTS / _PERIOD)):
        loud = min(1.0, number * _PERIOD / _LOUDER_FOR)
        volume = _SOFTEST + (_LOUDEST - _SOFTEST) * loud
        yield Pcm((_period() * volume).astype(np.int16), RATE)


@cache
def _period() -> Samples:
    at = np.arange(round(_PERIOD * RATE)) / RATE
    wave = np.zeros(len(at))
    for frequency, begins in _STROKES:
        after = np.clip(at - begins, 0, None)
        fades = np.exp(-after * 9) * np.clip(after / 0.004, 0, 1)
        wave += fades * (np.sin(2 * np.pi * frequency * after) + 0.3 * np.sin(4 * np.pi * frequency * after))
    return (wave / np.abs(wave).max() * 32_000).astype(np.int16)
