"""The loudspeaker of one speaker: sound at 24 kHz, silenced at once, and how loud it is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from parley.audio.pcm import Pcm, Samples
from parley.audio.resample import StreamResampler
from parley.errors import ParleyError
from parley.gateways.xiaoai import messages as m
from parley.gateways.xiaoai.calling import Calls
from parley.gateways.xiaoai.commands import Line, volume
from parley.skills.types import Action
from parley.telemetry import log

_AUDIBLE = 40
"""Per cent, when it is unmuted and nobody knows how loud it was."""
_AT_ONCE = 8
"""Changes of the volume that wait for each other."""


class Loudspeaker:
    """What sounds on one speaker."""

    def __init__(self, calls: Calls, send: Callable[[bytes, int], None]) -> None:
        """``send`` takes a frame of sound and its turn."""
        self._calls = calls
        self._send = send
        self._open = False
        self._opening = asyncio.Lock()
        """The client does several calls at once, in any order."""
        self._broken = 0
        """The turn that cannot be heard, for the speaker would not open its loudspeaker."""
        self._resampler: tuple[int, StreamResampler] | None = None
        """The turn whose sound it changes, and the resampler."""
        self._before: int | None = None
        """Per cent before it was muted."""
        self._one_by_one = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def play(self, turn: int, pcm: Pcm) -> None:
        """The next packet, once the loudspeaker is open: the client drops what comes before."""
        if turn == self._broken:
            return
        async with self._opening:
            if not self._open:
                try:
                    await self._calls.call("start_play", m.PLAYING)
                except ParleyError as error:
                    log.warning("xiaoai.silent", code=error.code)
                    self._broken = turn
                    return
                self._open = True
        samples = self._at_rate(turn, pcm)
        if len(samples):
            self._send(m.played(samples), turn)

    def over(self, turn: int) -> None:
        """The turn's sound is complete: send what the resampler held back."""
        if self._resampler is not None and self._resampler[0] == turn:
            rest, self._resampler = self._resampler[1].flush(), None
            if len(rest):
                self._send(m.played(rest), turn)

    async def silence(self) -> None:
        """Nothing that was sent is to be heard any more."""
        self._resampler = None
        async with self._opening:
            if not self._open:
                return
            self._open = False
            try:
                await self._calls.call("stop_play")
            except ParleyError as error:
                log.warning("xiaoai.not_silenced", code=error.code)

    def set_volume(self, action: Action) -> None:
        """Make it louder or softer, beside the talk."""
        if len(self._tasks) < _AT_ONCE:
            task = asyncio.create_task(self._volume(action), name="xiaoai volume")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """The speaker is gone."""
        for task in self._tasks:
            task.cancel()

    def _at_rate(self, turn: int, pcm: Pcm) -> Samples:
        if pcm.rate == m.PLAY_RATE:
            return pcm.samples
        if self._resampler is None or self._resampler[0] != turn:
            self._resampler = (turn, StreamResampler(pcm.rate, m.PLAY_RATE))
        return self._resampler[1].feed(pcm.samples)

    async def _volume(self, action: Action) -> None:
        level, change, muted = (action.data.get(each) for each in ("level", "change", "muted"))
        try:
            async with self._one_by_one:
                if isinstance(level, int | float):
                    await self._calls.shell(volume(round(level)))
                elif isinstance(change, int | float):
                    await self._calls.shell(volume((await self._level() or 0) + round(change)))
                elif muted is True:
                    self._before = await self._level() or self._before
                    await self._calls.shell(volume(0))
                elif muted is False:
                    await self._calls.shell(volume(self._before or _AUDIBLE))
        except ParleyError as error:
            log.warning("xiaoai.not_done", action="volume", code=error.code)

    async def _level(self) -> int:
        found = re.search(r"\d{1,3}", await self._calls.shell(Line.VOLUME))
        return min(100, int(found[0])) if found else 0
