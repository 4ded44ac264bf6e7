"""Binary frames of a XiaoZhi board: one Opus packet each, in one of three wrappings."""

from __future__ import annotations

import struct
from typing import ClassVar, NamedTuple

from parley.errors import ParleyError

VERSIONS = (1, 2, 3)
"""What ``Protocol-Version`` may say."""

MOST_BYTES = 8 * 1024
"""Of a payload: the largest Opus packet there may be, and a little."""

_V2 = struct.Struct(">HHIII")
"""Version, kind, reserved, milliseconds, length of the payload."""
_V3 = struct.Struct(">BBH")
"""Kind, reserved, length of the payload."""
LONGEST = _V2.size + MOST_BYTES
"""Bytes of the longest frame."""

_OPUS, _JSON = 0, 1
_CLOCK = 1 << 32
"""Milliseconds at which a timestamp begins anew."""


class BadFrame(ParleyError):
    """A board sent bytes that are no frame of its protocol."""

    code: ClassVar[str] = "bad_frame"


class Frame(NamedTuple):
    """What a board sent."""

    payload: bytes
    """An Opus packet, or JSON in UTF-8."""
    timestamp: int = 0
    """Milliseconds by the board's own count; 0 where the wrapping has no room for it."""
    json: bool = False
    """It is a message, and no sound."""


def pack(version: int, packet: bytes, timestamp: int = 0) -> bytes:
    """A frame for the board, whose firmware trusts the length it is told. Raises ``BadFrame``."""
    if not 0 < len(packet) <= MOST_BYTES:
        raise BadFrame(f"A packet has 1 to {MOST_BYTES} bytes, not {len(packet)}.")
    if version == 2:
        return _V2.pack(2, _OPUS, 0, timestamp % _CLOCK, len(packet)) + packet
    if version == 3:
        return _V3.pack(_OPUS, 0, len(packet)) + packet
    return packet


def unpack(version: int, frame: bytes) -> Frame:
    """What is in a frame of the board's. Raises ``BadFrame``."""
    if not 0 < len(frame) <= LONGEST:
        raise BadFrame(f"A frame has 1 to {LONGEST} bytes, not {len(frame)}.")
    if version == 2:
        return _unpack_2(frame)
    if version == 3:
        return _unpack_3(frame)
    return _checked(Frame(frame), len(frame))


def _unpack_2(frame: bytes) -> Frame:
    if len(frame) < _V2.size:
        raise BadFrame(f"{len(frame)} bytes are less than the head of a frame of version 2.")
    version, kind, _, timestamp, size = _V2.unpack_from(frame)
    if version != 2:
        raise BadFrame(f"A frame of version 2 says that it is of version {version}.")
    return _checked(Frame(frame[_V2.size :], timestamp, _is_json(kind)), size)


def _unpack_3(frame: bytes) -> Frame:
    if len(frame) < _V3.size:
        raise BadFrame(f"{len(frame)} bytes are less than the head of a frame of version 3.")
    kind, _, size = _V3.unpack_from(frame)
    return _checked(Frame(frame[_V3.size :], 0, _is_json(kind)), size)


def _is_json(kind: int) -> bool:
    if kind not in (_OPUS, _JSON):
        raise BadFrame(f"Frames are of kind {_OPUS} or {_JSON}, not {kind}.")
    return kind == _JSON


def _checked(frame: Frame, size: int) -> Frame:
    if size != len(frame.payload):
        raise BadFrame(f"A frame promises {size} bytes and has {len(frame.payload)}.")
    if not 0 < size <= MOST_BYTES:
        raise BadFrame(f"A payload has 1 to {MOST_BYTES} bytes, not {size}.")
    return frame
