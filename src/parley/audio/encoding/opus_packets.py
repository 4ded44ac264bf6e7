"""A stream of sound as Opus packets of 20 ms."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np

from parley.audio.opus import OpusEncoder
from parley.audio.pcm import Samples

FRAME_MS: Final = 20
UNITS: Final = 48_000
"""Opus counts in 48ths of a millisecond, whatever rate the sound has."""
FRAME_UNITS: Final = UNITS * FRAME_MS // 1_000
_USUAL: Final = 32_000


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet."""

    data: bytes
    end: int
    """Where it ends in the sound, in 48ths of a millisecond since the first sample that is played; what lies
    beyond the end of the last packet's sound is not played."""


class OpusPackets:
    """Cuts a stream into frames and encodes them."""

    def __init__(self, rate: int, bitrate: int, *, constant: bool = False) -> None:
        """``constant``: every packet has as many bytes."""
        bits = bitrate or _USUAL
        self._encoder = OpusEncoder(rate, FRAME_MS, bitrate=bits, constant=constant)
        self._rate = rate
        self._rest: Samples = np.zeros(0, np.int16)
        self._fed = 0
        self._made = 0
        self.skip = self._encoder.lookahead * UNITS // rate
        """Units that come before the first sample when it is decoded."""

    @property
    def header(self) -> bytes:
        """``OpusHead`` (RFC 7845, 5.1)."""
        return b"OpusHead" + struct.pack("<BBHIhB", 1, 1, self.skip, self._rate, 0, 0)

    def feed(self, samples: Samples) -> list[Packet]:
        self._fed += len(samples)
        return self._encoded(np.concatenate((self._rest, samples)))

    def finish(self) -> list[Packet]:
        """The last packets, filled up with silence until the last sample can be played."""
        whole = self._fed * UNITS // self._rate
        missing = whole + self.skip - self._made
        silence = np.zeros(max(0, missing * self._rate // UNITS - len(self._rest)), np.int16)
        frame = self._encoder.frame
        last = np.concatenate((self._rest, silence))
        last = np.concatenate((last, np.zeros(-len(last) % frame, np.int16)))
        packets = self._encoded(last)
        self._encoder.close()
        if packets:
            packets[-1] = Packet(packets[-1].data, whole)
        return packets

    def _encoded(self, samples: Samples) -> list[Packet]:
        frame = self._encoder.frame
        whole = len(samples) - len(samples) % frame
        self._rest = samples[whole:]
        packets: list[Packet] = []
        for start in range(0, whole, frame):
            self._made += FRAME_UNITS
            data = self._encoder.encode(samples[start : start + frame])
            packets.append(Packet(data, self._made - self.skip))
        return packets


class RawOpusEncoder:
    """Packets one after the other with nothing between: they are all of one size."""

    content_type = "audio/opus"

    def __init__(self, rate: int, bitrate: int) -> None:
        self._packets = OpusPackets(rate, bitrate, constant=True)

    def feed(self, samples: Samples) -> bytes:
        return b"".join(packet.data for packet in self._packets.feed(samples))

    def finish(self) -> bytes:
        return b"".join(packet.data for packet in self._packets.finish())
