"""Opus in Ogg: RFC 3533 (pages) and RFC 7845 (what is in them)."""

from __future__ import annotations

import struct
from typing import Final

from parley.audio.encoding.opus_packets import OpusPackets, Packet
from parley.audio.pcm import Samples

_PER_PAGE: Final = 10
"""Packets in a page, 200 ms: a player begins with the first whole page."""
_MOST_SEGMENTS: Final = 255
_VENDOR: Final = b"Parley"
_FIRST, _LAST = 2, 4


def _table() -> tuple[int, ...]:
    """Of the checksum with polynomial 0x04c11db7, most significant bit first (RFC 3533, 6)."""
    values: list[int] = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        values.append(value & 0xFFFFFFFF)
    return tuple(values)


_TABLE: Final = _table()


class OggOpusEncoder:
    """A stream of pages."""

    content_type = "audio/ogg"

    def __init__(self, rate: int, bitrate: int) -> None:
        self._packets = OpusPackets(rate, bitrate)
        self._waiting: list[Packet] = []
        self._number = 0
        tags = b"OpusTags" + struct.pack("<I", len(_VENDOR)) + _VENDOR + struct.pack("<I", 0)
        self._begin = self._page([self._packets.header], 0, _FIRST) + self._page([tags], 0)

    def feed(self, samples: Samples) -> bytes:
        out, self._begin = [self._begin], b""
        self._waiting += self._packets.feed(samples)
        # One page is kept back: the last one says that it is the last.
        while len(self._waiting) > _PER_PAGE:
            out.append(self._of(self._waiting[:_PER_PAGE]))
            del self._waiting[:_PER_PAGE]
        return b"".join(out)

    def finish(self) -> bytes:
        out, self._begin = [self._begin], b""
        self._waiting += self._packets.finish()
        while len(self._waiting) > _PER_PAGE:
            out.append(self._of(self._waiting[:_PER_PAGE]))
            del self._waiting[:_PER_PAGE]
        out.append(self._of(self._waiting, _LAST))
        return b"".join(out)

    def _of(self, packets: list[Packet], kind: int = 0) -> bytes:
        # The position counts what is skipped at the beginning too.
        end = packets[-1].end + self._packets.skip if packets else 0
        return self._page([packet.data for packet in packets], end, kind)

    def _page(self, packets: list[bytes], position: int, kind: int = 0) -> bytes:
        sizes = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
        assert len(sizes) <= _MOST_SEGMENTS, "ten packets of 20 ms have at most 60 segments"
        head = struct.pack("<4sBBqIII", b"OggS", 0, kind, position, 1, self._number, 0)
        self._number += 1
        page = bytearray(b"".join((head, bytes([len(sizes)]), sizes, *packets)))
        struct.pack_into("<I", page, 22, checksum(page))
        return bytes(page)


def checksum(page: bytes | bytearray) -> int:
    """Of a page whose own checksum is zero."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value
