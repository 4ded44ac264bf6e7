"""How a file is sealed: segments that are encrypted one by one, so that any part can be read by itself.

An object is an 8-byte mark, then segments of 64 KiB (the last may be shorter, and only an empty file's is
empty), each AES-256-GCM with 16 bytes of tag. Every object has a random key of its own. A segment's nonce is
its index, and its associated data are the mark, the index and whether it is the last: segments that are cut,
swapped, repeated or altered are found out, also by somebody who reads only a part.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from parley.home.vault import KEY_BYTES, Unreadable

MARK = b"parley\x00\x01"
"""The first bytes of an object; the last of them is the version."""
SEGMENT = 64 * 1024
"""Bytes of the file in a segment."""
TAG = 16
_STRIDE = SEGMENT + TAG


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of an object holds some bytes of the file."""

    first: int
    """Index of the first segment."""
    begin: int
    """Where in the object to begin reading, in bytes."""
    end: int
    """Where in the object to end reading, in bytes."""
    skip: int
    """Bytes of the first segment that come before those asked for."""


def new_key() -> bytes:
    """A key for one object."""
    return secrets.token_bytes(KEY_BYTES)


def segments(size: int) -> int:
    """How many segments a file of so many bytes has."""
    return max(1, -(-size // SEGMENT))


def sealed_size(size: int) -> int:
    """Bytes of the object for a file of so many bytes."""
    return len(MARK) + size + TAG * segments(size)


def span(size: int, start: int, end: int) -> Span:
    """The part of the object that holds the file's bytes from ``start`` to before ``end``.

    It begins with the object's mark where it begins with the first segment, and has whole segments.
    """
    if not 0 <= start <= end <= size:
        raise ValueError(f"bytes {start} to {end} of {size}")
    first = min(start // SEGMENT, segments(size) - 1)
    after = max(first + 1, segments(end))
    return Span(
        first=first,
        begin=len(MARK) + first * _STRIDE if first else 0,
        end=min(len(MARK) + after * _STRIDE, sealed_size(size)),
        skip=start - first * SEGMENT,
    )


def seal(key: bytes, size: int, first: int, data: bytes) -> bytes:
    """Seal whole segments of a file of ``size`` bytes, the first of which has the index ``first``."""
    cipher, last = AESGCM(key), segments(size) - 1
    count = segments(len(data))
    if len(data) != min(count * SEGMENT, size - first * SEGMENT) or first + count - 1 > last:
        raise ValueError("only whole segments can be sealed")
    parts = [MARK] if first == 0 else []
    for number in range(count):
        plain = data[number * SEGMENT : (number + 1) * SEGMENT]
        index = first + number
        parts.append(cipher.encrypt(_nonce(index), plain, _about(index, index == last)))
    return b"".join(parts)


def unseal(key: bytes, size: int, span: Span, sealed: bytes) -> bytes:
    """What the segments of a span hold. Raises ``Unreadable`` unless every bit is right."""
    if len(sealed) != span.end - span.begin:
        raise Unreadable("A file is cut off; restore it from a backup.")
    view = memoryview(sealed)
    if span.begin == 0:
        if bytes(view[: len(MARK)]) != MARK:
            raise Unreadable("This is not a file that Parley has sealed, or it is damaged.")
        view = view[len(MARK) :]
    cipher, last = AESGCM(key), segments(size) - 1
    plain: list[bytes] = []
    for begin in range(0, len(view), _STRIDE):
        index = span.first + begin // _STRIDE
        try:
            opened = cipher.decrypt(
                _nonce(index), view[begin : begin + _STRIDE], _about(index, index == last)
            )
        except (InvalidTag, ValueError) as error:
            raise Unreadable(f"Part {index} of a file is damaged; restore it from a backup.") from error
        plain.append(opened)
    return b"".join(plain)


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _about(index: int, last: bool) -> bytes:
    return MARK + struct.pack(">Q?", index, last)
