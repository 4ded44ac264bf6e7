"""What goes over the wire: text frames of one tagged JSON object, and binary frames that are JSON too."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

import msgspec
import numpy as np
from msgspec import Meta, Struct, field

from parley.audio.pcm import Samples
from parley.errors import ParleyError

MOST_BYTES = 1_000_000
"""One message: 90 ms of sound as an array of numbers takes 10,000."""
PLAY_RATE = 24_000
"""Samples per second that speakers are given."""
RECORDING: dict[str, object] = {
    "pcm": "noop",  # what the patched firmware calls its microphones
    "channels": 1,
    "bits_per_sample": 16,
    "sample_rate": 16_000,
    "period_size": 360,
    "buffer_size": 1_440,
}
PLAYING: dict[str, object] = {**RECORDING, "sample_rate": PLAY_RATE}

_Id = Annotated[str, Meta(max_length=64)]
_Name = Annotated[str, Meta(max_length=40)]


class BadMessage(ParleyError):
    """A frame is not what the client sends."""

    code = "bad_message"


class Request(Struct, frozen=True):
    """The speaker asks for something."""

    id: _Id
    command: _Name


class Response(Struct, frozen=True):
    """The speaker answers."""

    id: _Id
    code: int | None = None
    msg: str | None = None
    data: Any = None


class Event(Struct, frozen=True):
    """Something happened there."""

    id: _Id
    event: _Name
    data: Any = None


class _Envelope(Struct, frozen=True):
    request: Request | None = field(name="Request", default=None)
    response: Response | None = field(name="Response", default=None)
    event: Event | None = field(name="Event", default=None)


class _Stream(Struct, frozen=True):
    id: _Id
    tag: _Name
    bytes: list[int]


_text = msgspec.json.Decoder(_Envelope)
_binary = msgspec.json.Decoder(_Stream)


def decode(frame: str) -> Request | Response | Event:
    """A text frame. Raises ``BadMessage``."""
    try:
        envelope = _text.decode(frame)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as error:
        raise BadMessage("That is no message of an open-xiaoai client.") from error
    message = envelope.request or envelope.response or envelope.event
    if message is None:
        raise BadMessage("A message is a Request, a Response or an Event.")
    return message


def recorded(frame: bytes) -> Samples | None:
    """The microphone's samples in a binary frame; None in one of something else. Raises ``BadMessage``."""
    try:
        stream = _binary.decode(frame)
        if stream.tag != "record":
            return None
        sound = bytes(stream.bytes)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
        raise BadMessage("That is no sound of an open-xiaoai client.") from error
    if len(sound) % 2:
        raise BadMessage("Half a sample is none.")
    return np.frombuffer(sound, "<i2").astype(np.int16, copy=False)


def request(id: str, command: str, payload: object = None) -> str:
    """Have the speaker do something."""
    return _encoded({"Request": {"id": id, "command": command, "payload": payload}})


def refusal(id: str) -> str:
    """What the speaker asked for is not done here."""
    return _encoded({"Response": {"id": id, "code": -1, "msg": "command not found"}})


def played(samples: Samples) -> bytes:
    """A binary frame of sound."""
    sound = list(samples.astype("<i2", copy=False).tobytes())
    return msgspec.json.encode({"id": str(uuid4()), "tag": "play", "bytes": sound})


def _encoded(message: dict[str, object]) -> str:
    return msgspec.json.encode(message).decode()
