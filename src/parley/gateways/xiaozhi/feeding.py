"""How a board is fed sound: frames of 60 ms as Opus, no faster than its firmware can queue them."""

from __future__ import annotations

import asyncio

import numpy as np

from parley.audio.opus import OpusEncoder
from parley.audio.pcm import Pcm, Samples
from parley.audio.resample import StreamResampler
from parley.errors import ParleyError
from parley.gateways.xiaozhi.link import Link
from parley.gateways.xiaozhi.messages import FRAME_MS, RATE
from parley.telemetry import log

FRAME = RATE * FRAME_MS // 1_000
"""Samples in a packet."""
PACKET = FRAME_MS / 1_000
"""Seconds in a packet."""

_BITRATE = 40_000
_COMPLEXITY = 0
# With `light` 55 µs a packet: a core feeds a thousand boards that all speak. Of recorded speech it keeps more
# (4.4 dB log-spectral distance) than 32 kbit/s at complexity 1 (4.7 dB, 77 µs), or than 24 kbit/s without
# `light` at complexity 5 (6.2 dB, 400 µs).

_AHEAD = 10
"""Packets that a board may have waiting: what the assistant itself sends ahead, and one."""
_MEMORY = 5
"""Packets at once of which a board must take as many, to be sent several together later, too."""
_GATHER = 0.05
"""Least seconds between packets that are not to come at once, until as many as ``_AHEAD`` wait."""
_TAIL = 7 * PACKET
"""Seconds after the last packet until a board is told that we are silent: sooner, it cuts the end off."""
_RUNNING_DRY = 0.05
"""Seconds of sound that a board has left when it is about to run dry."""
_NO_MORE = 0.1
"""Seconds without sound after which the next takes its time."""
_MARGIN = 2 * PACKET
"""Seconds of network delay that a board is granted beyond the sound itself."""


class Feeder:
    """The sound of one board's answers. Costs nothing while nothing is said."""

    def __init__(self, link: Link, at_once: int) -> None:
        """``at_once``: packets with which an answer may begin before it is paced."""
        self._link = link
        self._at_once = at_once
        self._most = max(at_once, _AHEAD)
        self._careful = at_once < _MEMORY
        """Also later no two packets may come at once."""
        self._encoder: OpusEncoder | None = None
        self._resampler: StreamResampler | None = None
        self._rate = RATE
        self._rest: Samples = np.zeros(0, np.int16)
        self._cuts = 0
        """How often what was being said has been cut off."""
        self._wait: asyncio.Future[None] | None = None
        self._begun = 0.0
        self._run = 0
        """Packets since ``_begun``, from which on the board has not run dry."""
        self._packets = 0
        """Packets of the answer."""
        self._now = asyncio.get_running_loop().time
        self._last = float("-inf")
        self._feeding, self._fed = False, 0.0
        """Sound is being sent; when the latest was."""
        self._look: asyncio.TimerHandle | None = None
        self._flushing: asyncio.Task[None] | None = None

    @property
    def tail(self) -> float:
        """Seconds from now until the board has played what it was sent."""
        if not self._packets:
            return 0.0
        heard = self._begun + self._run * PACKET + _MARGIN
        return max(heard, self._last + _TAIL) - self._now()

    async def feed(self, pcm: Pcm) -> None:
        """Send the next sound, once the board has room for it; nothing more of it after a ``cut``."""
        samples = self._at_rate(pcm)
        if len(self._rest):
            samples = np.concatenate((self._rest, samples))
        whole = len(samples) - len(samples) % FRAME
        self._rest = samples[whole:]
        self._feeding = True
        try:
            for begin in range(0, whole, FRAME):
                if not await self._send(samples[begin : begin + FRAME]):
                    return
        finally:
            self._feeding, self._fed = False, self._now()
        if len(self._rest) and self._look is None:
            self._look = asyncio.get_running_loop().call_later(self._dry_in(), self._look_at_rest)

    async def flush(self) -> None:
        """Send what is left, filled up with silence."""
        if len(self._rest):
            frame = np.zeros(FRAME, np.int16)
            frame[: len(self._rest)] = self._rest
            self._rest = self._rest[:0]
            await self._send(frame)

    def cut(self) -> None:
        """Forget what has not been sent, and whoever waits to send it."""
        self._cuts += 1
        self._rest = self._rest[:0]
        if self._wait is not None and not self._wait.done():
            self._wait.set_result(None)

    def rest(self) -> None:
        """The answer is over: let go of what only an answer needs."""
        self.cut()
        if self._look is not None:
            self._look.cancel()
            self._look = None
        if self._encoder is not None:
            self._encoder.close()  # 43 KB
        self._encoder = self._resampler = None
        self._run = self._packets = 0

    async def _send(self, frame: Samples) -> bool:
        """Send one packet when it is time; False when it was cut off."""
        cuts = self._cuts
        delay = self._delay()
        if delay > 0:
            await self._pause(delay)
            if cuts != self._cuts:
                return False
        if self._encoder is None:
            self._encoder = OpusEncoder(RATE, FRAME_MS, bitrate=_BITRATE, complexity=_COMPLEXITY, light=True)
        packet, timestamp = self._encoder.encode(frame), self._packets * FRAME_MS
        self._last = self._now()
        self._run += 1
        self._packets += 1
        await self._link.send_packet(packet, timestamp)
        if self._packets == 1:
            self._link.flush()  # somebody waits for it
        return cuts == self._cuts

    def _dry_in(self) -> float:
        """Seconds until the board is about to have played everything, and no more seems to come."""
        dry = self._begun + self._run * PACKET - _RUNNING_DRY
        return PACKET if self._feeding else max(dry, self._fed + _NO_MORE) - self._now()

    def _look_at_rest(self) -> None:
        """What does not fill a packet goes out before the board runs dry: nothing may come for long."""
        self._look = None
        if len(self._rest):
            loop = asyncio.get_running_loop()
            if (left := self._dry_in()) > 0:
                self._look = loop.call_later(left, self._look_at_rest)
            else:
                self._flushing = loop.create_task(self._flush_late(), name="xiaozhi rest")

    async def _flush_late(self) -> None:
        try:
            await self.flush()
        except ParleyError as error:  # the board is gone, which whoever listens to it finds out too
            log.debug("xiaozhi.gone_before_the_rest", code=error.code)

    def _delay(self) -> float:
        """Seconds until the next packet may be sent."""
        now = self._now()
        if not self._run or now > self._begun + self._run * PACKET:
            self._begun, self._run = now, 0
        ahead = self._begun + (self._run + 1 - self._most) * PACKET - now
        if self._run < self._at_once or (self._run >= _AHEAD and not self._careful):
            return ahead
        return max(ahead, self._last + _GATHER - now)

    async def _pause(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._wait = wait = loop.create_future()
        timer = loop.call_later(seconds, _release, wait)
        try:
            await wait
        finally:
            timer.cancel()
            self._wait = None

    def _at_rate(self, pcm: Pcm) -> Samples:
        if pcm.rate == RATE:
            return pcm.samples
        if self._resampler is None or pcm.rate != self._rate:
            self._resampler, self._rate = StreamResampler(pcm.rate, RATE), pcm.rate
        return self._resampler.feed(pcm.samples)


def _release(wait: asyncio.Future[None]) -> None:
    if not wait.done():
        wait.set_result(None)
