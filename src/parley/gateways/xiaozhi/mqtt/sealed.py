"""Sound as it goes over UDP: a header in the clear, from which AES counts, and a sealed Opus packet."""

from __future__ import annotations

import secrets
import struct
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

HEADER = 16
"""Bytes."""
MOST_BYTES = 2_000
"""Of an Opus packet; boards send some hundred. A network carries no more in one piece anyway."""
_SOUND = 1
"""The only type of packet there is."""
_OURS = 0x80
"""Flag of what we send. Boards do not look at it, and do not set it."""
_FIELDS = struct.Struct(">BBHIII")


class Header(NamedTuple):
    """What stands before a sealed packet."""

    kind: int
    flags: int
    length: int
    channel: int
    timestamp: int
    """Milliseconds."""
    number: int
    """From 1, one more for every packet."""


def read_header(datagram: bytes) -> Header | None:
    """None for what is no packet of sound, or is of another length than it says."""
    if len(datagram) < HEADER:
        return None
    header = Header._make(_FIELDS.unpack_from(datagram))
    if (
        header.kind != _SOUND
        or header.length != len(datagram) - HEADER
        or not 0 < header.length <= MOST_BYTES
    ):
        return None
    return header


class Seal:
    """The key of one channel, made anew for every hello: the same keystream must never be used twice.

    The cipher has no checksum. What is opened may have been forged by somebody on the way, who can make noise
    with it but hear nothing.
    """

    def __init__(self, channel: int) -> None:
        """``channel``: the number by which packets of this channel are known."""
        self.key = secrets.token_bytes(16)
        self.nonce = _FIELDS.pack(_SOUND, 0, 0, channel, 0, 0)
        """The template from which a board makes its headers."""
        self._channel = channel
        self._cipher = Cipher(algorithms.AES(self.key), modes.CTR(self.nonce)).encryptor()
        self._number = self._timestamp = self._epoch = 0

    def open(self, datagram: bytes) -> bytes:
        """The packet in a datagram with a header as ``read_header`` wants it."""
        return self._crypt(datagram[:HEADER], datagram[HEADER:])

    def close(self, packet: bytes, timestamp: int) -> bytes:
        """A packet of ours as a datagram; ``timestamp`` in milliseconds."""
        self._number += 1
        timestamp &= 0xFFFF_FFFF
        # A packet uses up several numbers of the counter, so that two whose headers differ in their number
        # alone would share keystream; and what a board sends has numbers from 1 too. Flags keep them apart.
        if timestamp <= self._timestamp:
            self._epoch = (self._epoch + 1) & 0x7F
        self._timestamp = timestamp
        flags = _OURS | self._epoch
        header = _FIELDS.pack(_SOUND, flags, len(packet), self._channel, timestamp, self._number)
        return header + self._crypt(header, packet)

    def _crypt(self, header: bytes, data: bytes) -> bytes:
        self._cipher.reset_nonce(header)
        return self._cipher.update(data)
