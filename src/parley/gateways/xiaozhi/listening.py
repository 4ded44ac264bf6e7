"""What a board's microphone sends: within bounds, as samples at the rate of speech."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import ClassVar

import numpy as np

from parley.audio.opus import OpusDecoder
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio, ParleyError
from parley.home.accounts.limits import Allowance
from parley.telemetry import log

_BURST = 10.0
"""Seconds of sound that may come at once, after a stalled network."""
_SPEED = 2.0
"""Seconds of sound that may come per second in the long run."""
_PATIENCE = 30.0
"""Seconds of sound beyond that after which a board is cut off."""
_LEAST = 0.01
"""Seconds that the shortest packet is taken for."""
_KEPT = 50
"""Packets from before it listens that are kept: three seconds, a wake word and what was around it."""

_SILK, _HYBRID, _CELT = (0.01, 0.02, 0.04, 0.06), (0.01, 0.02), (0.0025, 0.005, 0.01, 0.02)
_FRAMES = _SILK * 3 + _HYBRID * 2 + _CELT * 4
"""Seconds of a frame by the upper five bits of a packet (RFC 6716, table 2)."""


class TooFast(ParleyError):
    """A device sends more than anyone can say."""

    code: ClassVar[str] = "too_fast"


def seconds_of(packet: bytes) -> float:
    """How much sound an Opus packet holds, by its head alone; what is none counts as the longest."""
    head = packet[0]
    frame, code = _FRAMES[head >> 3], head & 3
    if code < 3:
        return frame * (1 if code == 0 else 2)
    return min(0.12, frame * (packet[1] & 63)) if len(packet) > 1 else 0.12


class Microphone:
    """The sound that one board sends. Costs nothing while it does not listen."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._allowance = Allowance(_BURST, _SPEED, now)
        self._decoder: OpusDecoder | None = None
        self._before: deque[bytes] = deque(maxlen=_KEPT)
        self._waiting: list[bytes] = []
        self._dropped = 0.0
        self._spoiled = 0
        self.open = False
        """The board says that it listens."""

    def start(self) -> None:
        """The board listens from now on."""
        self.open = True
        self._before.clear()
        self._waiting.clear()
        if self._decoder is not None:
            self._decoder.reset()

    def stop(self) -> None:
        """It no longer listens; what comes nevertheless is kept for a while, for ``before``."""
        self.open = False
        self._before.clear()
        self._waiting.clear()
        if self._decoder is not None:
            self._decoder.close()  # 18 KB
            self._decoder = None

    def admit(self, packet: bytes) -> bool:
        """Whether there is room for a packet. Raises ``TooFast`` when far too many came."""
        seconds = max(_LEAST, seconds_of(packet))
        if self._allowance.take(seconds):
            return True
        if not self._dropped:
            log.warning("xiaozhi.too_fast")
        self._dropped += seconds
        if self._dropped > _PATIENCE:
            raise TooFast("Sound comes faster than anyone can speak.")
        return False

    def samples(self, packet: bytes, together: int = 1) -> Samples | None:
        """The sound of so many packets ``together``, with the last of them; None until then, of those that
        are spoiled, and of those from before the board listens."""
        if not self.open:
            self._before.append(packet)
            return None
        self._waiting.append(packet)
        return self.rest() if len(self._waiting) >= together else None

    def rest(self) -> Samples | None:
        """The sound of the packets that wait for others."""
        packets, self._waiting = self._waiting, []
        if not packets:
            return None
        if self._decoder is None:
            # Whatever rate a packet was made at, Opus gives it at any other.
            self._decoder = OpusDecoder(SPEECH_RATE)
        samples, spoiled = self._decoder.decode_several(packets)
        if spoiled and not self._spoiled:
            log.warning("xiaozhi.bad_packet", code=BadAudio.code, bytes=sum(map(len, packets)))
        self._spoiled += spoiled
        return samples if len(samples) else None

    def before(self) -> Samples:
        """The sound that came before the board listened, such as a wake word; it is given once."""
        packets = list(self._before)
        self._before.clear()
        with OpusDecoder(SPEECH_RATE) as decoder:
            pieces = list(_decoded(decoder, packets))
        return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)

    @property
    def kept(self) -> int:
        """Packets that ``before`` would give."""
        return len(self._before)


def _decoded(decoder: OpusDecoder, packets: Iterable[bytes]) -> Iterable[Samples]:
    for packet in packets:
        try:
            yield decoder.decode(packet)
        except BadAudio:
            continue  # the loudness of the others will do
