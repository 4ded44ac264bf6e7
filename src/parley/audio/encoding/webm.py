"""Opus in WebM, as it is made: a segment and clusters without a length.

Elements by RFC 8794 (EBML) and RFC 9559 (Matroska); which of them WebM has: webmproject.org/docs/container.
"""

from __future__ import annotations

import struct
from typing import Final

from parley.audio.encoding.opus_packets import FRAME_MS, UNITS, OpusPackets, Packet
from parley.audio.pcm import Samples

_EBML, _SEGMENT, _CLUSTER = b"\x1aE\xdf\xa3", b"\x18S\x80g", b"\x1fC\xb6u"
_INFO, _TRACKS, _TRACK, _AUDIO = b"\x15I\xa9f", b"\x16T\xaek", b"\xae", b"\xe1"
_UNKNOWN: Final = b"\x01" + b"\xff" * 7
_PER_CLUSTER: Final = 1_000
"""Milliseconds; a block's time has 16 bits."""
_PREROLL: Final = 80_000_000
"""Nanoseconds that a decoder needs to be itself again after a jump (RFC 7845, 4.6)."""


class WebmOpusEncoder:
    """A stream of clusters."""

    content_type = "audio/webm"

    def __init__(self, rate: int, bitrate: int) -> None:
        self._packets = OpusPackets(rate, bitrate)
        self._begin = _head(self._packets, rate)
        self._time = 0
        self._cluster: int | None = None

    def feed(self, samples: Samples) -> bytes:
        out, self._begin = [self._begin], b""
        out += [self._block(packet) for packet in self._packets.feed(samples)]
        return b"".join(out)

    def finish(self) -> bytes:
        out, self._begin = [self._begin], b""
        packets = self._packets.finish()
        out += [self._block(packet) for packet in packets[:-1]]
        out += [self._block(packet, last=True) for packet in packets[-1:]]
        return b"".join(out)

    def _block(self, packet: Packet, *, last: bool = False) -> bytes:
        out = b""
        if self._cluster is None or self._time - self._cluster >= _PER_CLUSTER:
            self._cluster = self._time
            out = _CLUSTER + _UNKNOWN + _element(b"\xe7", _number(self._time))
        place = struct.pack(">Bh", 0x81, self._time - self._cluster)
        self._time += FRAME_MS
        if not last:
            return out + _element(b"\xa3", place + b"\x80" + packet.data)
        # What the last packet holds beyond the end is not to be played.
        beyond = self._time * (UNITS // 1_000) - self._packets.skip - packet.end
        discard = _element(b"\x75\xa2", struct.pack(">q", max(0, beyond) * 1_000_000_000 // UNITS))
        return out + _element(b"\xa0", _element(b"\xa1", place + b"\0" + packet.data) + discard)


def _head(packets: OpusPackets, rate: int) -> bytes:
    ebml = b"".join(
        (
            _element(b"\x42\x86", b"\1"),
            _element(b"\x42\xf7", b"\1"),
            _element(b"\x42\xf2", b"\4"),
            _element(b"\x42\xf3", b"\x08"),
            _element(b"\x42\x82", b"webm"),
            _element(b"\x42\x87", b"\4"),
            _element(b"\x42\x85", b"\2"),
        )
    )
    info = b"".join(
        (
            _element(b"\x2a\xd7\xb1", _number(1_000_000)),
            _element(b"\x4d\x80", b"Parley"),
            _element(b"\x57\x41", b"Parley"),
        )
    )
    delay = packets.skip * 1_000_000_000 // UNITS
    audio = _element(b"\xb5", struct.pack(">d", float(rate))) + _element(b"\x9f", b"\1")
    track = b"".join(
        (
            _element(b"\xd7", b"\1"),
            _element(b"\x73\xc5", b"\1"),
            _element(b"\x83", b"\2"),
            _element(b"\x86", b"A_OPUS"),
            _element(b"\x63\xa2", packets.header),
            _element(b"\x56\xaa", _number(delay)),
            _element(b"\x56\xbb", _number(_PREROLL)),
            _element(_AUDIO, audio),
        )
    )
    segment = _element(_INFO, info) + _element(_TRACKS, _element(_TRACK, track))
    return _element(_EBML, ebml) + _SEGMENT + _UNKNOWN + segment


def _element(name: bytes, data: bytes) -> bytes:
    """An element with its size in four bytes, which do for any that is made here."""
    return name + (len(data) | 0x10000000).to_bytes(4, "big") + data


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
