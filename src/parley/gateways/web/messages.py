"""The messages of the talk protocol (``docs/talk-protocol.md``), one struct each.

The ``type`` field on the wire is the struct's tag. Sound travels beside them in binary frames:
from the browser bare int16 little-endian mono samples, to the browser :func:`pack_speech`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from parley.audio.pcm import Pcm
from parley.errors import ParleyError
from parley.skills.types import VOLUME

MAX_TEXT = 2_000
"""Characters of one typed utterance."""
MAX_MESSAGE = 16 * 1024
"""Bytes of one JSON message from the browser; 2,000 characters escaped as ``\\uXXXX`` are 12,000."""

_Name = Annotated[str, Meta(min_length=1, max_length=40, pattern="^[A-Za-z0-9_-]+$")]
_Tag = Annotated[str, Meta(min_length=2, max_length=20, pattern="^[A-Za-z0-9-]+$")]

_Ability = Annotated[str, Meta(min_length=1, max_length=20, pattern="^[a-z_]+$")]

_File = Annotated[str, Meta(max_length=64, pattern="^[0-9a-f]*$")]

_Occurrence = Annotated[str, Meta(min_length=1, max_length=120, pattern="^[A-Za-z0-9_.:-]+$")]


class BadMessage(ParleyError):
    """A message is not JSON, not of a known type, or out of bounds."""

    code = "bad_message"


class _Message(msgspec.Struct, frozen=True, tag_field="type"):
    pass


class Hello(_Message, frozen=True, tag="hello"):
    """The first message: who talks, and how its sound is sampled."""

    rate: Annotated[int, Meta(ge=8_000, le=96_000)]
    """Samples per second of the binary frames that follow."""
    language: _Tag = "auto"
    """Language the person will speak (BCP 47), or ``auto``."""
    ui: _Tag = "en"
    """Language of the page."""
    device: _Name = "page"
    """A name the browser keeps, so that the same tablet stays the same device."""
    conversation: _Name | None = None
    """A name the page chose; saying it again after a lost connection resumes the conversation."""
    rang: Annotated[list[_Occurrence], Meta(max_length=50)] | None = None
    """What this device rang lately, by the ``occurrence`` of the action that told it to, the latest last.
    With it, even empty, the device promises to answer every such action with ``rang``."""
    able: Annotated[frozenset[_Ability], Meta(max_length=20)] = VOLUME
    """What Parley may do to the device: ``volume``, ``sound``, ``brightness``, ``restart``, ``camera``."""
    model: Annotated[str, Meta(max_length=80)] = ""
    """What the device is, for its page."""
    version: Annotated[str, Meta(max_length=40)] = ""
    """Of what runs on it."""


class WakeWord(msgspec.Struct, frozen=True):
    """A wake word that the device itself heard just now, as other devices may have."""

    word: Annotated[str, Meta(min_length=1, max_length=60)]
    score: Annotated[float, Meta(ge=0, le=1)] = 1.0
    """How sure the device is."""
    loudness: Annotated[float, Meta(ge=-120, le=0)] = -60.0
    """RMS level of its sound, in dB relative to full scale."""


class Listen(_Message, frozen=True, tag="listen"):
    """Sound follows: press to talk, hands-free, or hands-free behind a wake word."""

    mode: Literal["press", "open", "wake"]
    woke: WakeWord | None = None


class Release(_Message, frozen=True, tag="release"):
    """Press-to-talk was let go."""


class Deaf(_Message, frozen=True, tag="deaf"):
    """Stop listening; no more sound follows."""


class Read(_Message, frozen=True, tag="read"):
    """A typed utterance."""

    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
    picture: _File = ""
    """Id of a file of the person's that the words are about."""


class Interrupt(_Message, frozen=True, tag="interrupt"):
    """Stop the answer at once."""


class Rang(_Message, frozen=True, tag="rang"):
    """The device has begun to ring, and remembers it."""

    occurrence: _Occurrence


class Looked(_Message, frozen=True, tag="looked"):
    """The answer to ``look``: the picture is among the person's files, or there is none."""

    id: int
    file: _File = ""
    reason: Literal["", "cancelled", "failed"] = ""


class Ping(_Message, frozen=True, tag="ping"):
    """The browser is still there."""


FromBrowser = Hello | Listen | Release | Deaf | Read | Interrupt | Rang | Looked | Ping


class Ready(_Message, frozen=True, tag="ready"):
    """The conversation is open."""

    version: str


class Look(_Message, frozen=True, tag="look"):
    """Let the person take a picture; the answer is ``looked``."""

    id: int


class Away(_Message, frozen=True, tag="away"):
    """That picture is not needed any more."""

    id: int


class Pong(_Message, frozen=True, tag="pong"):
    """The server is still there."""


class Listening(_Message, frozen=True, tag="listening"):
    turn: int


class Woke(_Message, frozen=True, tag="woke"):
    turn: int
    word: str


class Heard(_Message, frozen=True, tag="heard"):
    turn: int
    text: str
    language: str
    final: bool
    engine: str = ""
    spans: tuple[tuple[str, str], ...] = ()


class Thinking(_Message, frozen=True, tag="thinking"):
    turn: int


class Said(_Message, frozen=True, tag="said"):
    turn: int
    text: str
    language: str
    emotion: str


class Done(_Message, frozen=True, tag="did"):
    """Something was done: ``kind`` and ``data`` of the skill's action."""

    turn: int
    kind: str
    data: Mapping[str, object]


class Failed(_Message, frozen=True, tag="failed"):
    turn: int
    code: str


class Ended(_Message, frozen=True, tag="ended"):
    turn: int
    reason: str
    follow_up: bool
    intent: str
    slots: Mapping[str, object]
    timings: Mapping[str, float]
    """Seconds per stage."""


class Error(_Message, frozen=True, tag="error"):
    """A message could not be acted on; the connection lives unless a close follows."""

    code: str
    message: str


ToBrowser = (
    Ready | Look | Away | Pong | Listening | Woke | Heard | Thinking | Said | Done | Failed | Ended | Error
)

_decoder = msgspec.json.Decoder[FromBrowser](FromBrowser)
_encoder = msgspec.json.Encoder(enc_hook=str)


def decode(text: str) -> FromBrowser:
    """Read one message from the browser. Raises ``BadMessage``."""
    if len(text) > MAX_MESSAGE:
        raise BadMessage(f"A message may hold {MAX_MESSAGE} bytes.")
    try:
        return _decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeError) as error:
        # msgspec names the field that is wrong, never its value: safe to send and to log.
        raise BadMessage(str(error)) from error


def encode(message: ToBrowser) -> str:
    """Write one message to the browser. Slots that JSON does not know are written as text."""
    return _encoder.encode(message).decode()


def pack_speech(turn: int, pcm: Pcm) -> bytes:
    """One packet of speech: uint32 turn, uint32 samples per second, int16 samples, all little-endian."""
    return struct.pack("<II", turn, pcm.rate) + pcm.samples.astype("<i2", copy=False).tobytes()
