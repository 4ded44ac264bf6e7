"""The device's side of the talk protocol (``docs/talk-protocol.md``), one struct a message."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import msgspec
import numpy as np

from parley.audio.pcm import Pcm, Samples

LARGEST_MESSAGE = 1024 * 1024
"""Bytes of one frame from the server."""
_HEAD = struct.Struct("<II")


class Woke(msgspec.Struct, frozen=True):
    """The wake word that was heard here, as other devices may have heard it better."""

    word: str
    score: float
    """How sure the wake engine is, in [0, 1]."""
    loudness: float
    """RMS level of its sound, in dB relative to full scale."""


class _ToServer(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    pass


class Hello(_ToServer, frozen=True, tag="hello"):
    """The first message."""

    rate: int
    language: str
    ui: str
    conversation: str
    rang: list[str]
    able: list[str]
    version: str = ""


class Listen(_ToServer, frozen=True, tag="listen"):
    """Sound follows."""

    mode: str
    woke: Woke | None = None


class Release(_ToServer, frozen=True, tag="release"):
    """What was said while the key was down is complete."""


class Deaf(_ToServer, frozen=True, tag="deaf"):
    """No more sound follows."""


class Interrupt(_ToServer, frozen=True, tag="interrupt"):
    """Stop the answer."""


class Rang(_ToServer, frozen=True, tag="rang"):
    """This device rings, and remembers it."""

    occurrence: str


class Ping(_ToServer, frozen=True, tag="ping"):
    """Is the server there?"""


ToServer = Hello | Listen | Release | Deaf | Interrupt | Rang | Ping


class _FromServer(msgspec.Struct, frozen=True, tag_field="type"):
    pass


class Ready(_FromServer, frozen=True, tag="ready"):
    version: str = ""


class Pong(_FromServer, frozen=True, tag="pong"):
    pass


class Listening(_FromServer, frozen=True, tag="listening"):
    turn: int


class WokenUp(_FromServer, frozen=True, tag="woke"):
    turn: int


class Heard(_FromServer, frozen=True, tag="heard"):
    turn: int
    text: str = ""
    language: str = ""
    final: bool = False


class Thinking(_FromServer, frozen=True, tag="thinking"):
    turn: int


class Said(_FromServer, frozen=True, tag="said"):
    turn: int
    text: str = ""
    language: str = ""


class Did(_FromServer, frozen=True, tag="did"):
    turn: int
    kind: str
    data: Mapping[str, object] = {}


class Failed(_FromServer, frozen=True, tag="failed"):
    turn: int
    code: str = ""


class Ended(_FromServer, frozen=True, tag="ended"):
    turn: int
    reason: str = ""
    follow_up: bool = False


class Refused(_FromServer, frozen=True, tag="error"):
    code: str
    message: str = ""


FromServer = Ready | Pong | Listening | WokenUp | Heard | Thinking | Said | Did | Failed | Ended | Refused

_decoder = msgspec.json.Decoder[FromServer](FromServer)
_encoder = msgspec.json.Encoder()


def encode(message: ToServer) -> str:
    """One message to the server."""
    return _encoder.encode(message).decode()


def decode(text: str) -> FromServer | None:
    """One message from the server; None for one that this device does not know."""
    try:
        return _decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeError):
        return None  # a newer server says more


def unpack_speech(frame: bytes) -> tuple[int, Pcm] | None:
    """Turn and sound of a binary frame; None for what is none."""
    if len(frame) < _HEAD.size or len(frame) % 2:
        return None
    turn, rate = _HEAD.unpack_from(frame)
    if not 8_000 <= rate <= 96_000:
        return None
    return turn, Pcm(np.frombuffer(frame, "<i2", offset=_HEAD.size).astype(np.int16), rate)


def pack_sound(samples: Samples) -> bytes:
    """Microphone sound as it is sent."""
    return samples.astype("<i2", copy=False).tobytes()
