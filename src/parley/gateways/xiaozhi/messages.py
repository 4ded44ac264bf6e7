"""The messages of the XiaoZhi protocol. Any field may be missing, and with some boards is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from parley.errors import ParleyError

MOST_CHARACTERS = 64 * 1024
"""Of a message: a board answers a tool with 8,000 bytes at most."""
MOST_TEXT = 2_000
"""Characters of a wake word or a typed utterance."""

RATE = 24_000
FRAME_MS = 60
"""The sound that boards are sent, as our hello says."""


class BadMessage(ParleyError):
    """What the device sent is not a message of this protocol."""

    code: ClassVar[str] = "bad_message"


# From the board.


class AudioParams(Struct, frozen=True):
    """The sound that one side sends."""

    format: str = "opus"
    sample_rate: int = 16_000
    channels: int = 1
    frame_duration: float = 60.0
    """Milliseconds."""


class Hello(Struct, frozen=True):
    """The board says what it is; the first message."""

    version: int = 1
    transport: str = ""
    features: Mapping[str, object] | None = None
    """``mcp``: it has tools; ``aec``: it leaves cancelling the echo of our voice to us."""
    audio_params: AudioParams | None = None

    def has(self, feature: str) -> bool:
        """Whether the board says so."""
        return bool((self.features or {}).get(feature))


class Listen(Struct, frozen=True):
    """It listens, no longer listens, or heard a wake word."""

    state: str = ""
    """``detect``, ``start`` or ``stop``."""
    mode: str = "auto"
    """``auto``, ``manual`` or ``realtime``, with ``start``."""
    text: str | None = None
    """The wake word, or what somebody typed, with ``detect``."""


class Abort(Struct, frozen=True):
    """Somebody pressed the button, or said the wake word, to have silence."""

    reason: str | None = None


class Mcp(Struct, frozen=True):
    """An answer of the board's tools."""

    payload: Mapping[str, object] | None = None


class Ping(Struct, frozen=True):
    """Some copies of the firmware ask whether we are there."""


class Goodbye(Struct, frozen=True):
    """The board ends the talk."""


class Ignored(Struct, frozen=True):
    """A message that asks for nothing: a kind of old, or one that nobody knows."""

    type: str
    known: bool = True


FromBoard = Hello | Listen | Abort | Mcp | Ping | Goodbye | Ignored

_KINDS: Mapping[str, type[Hello | Listen | Abort | Mcp | Ping | Goodbye]] = {
    "hello": Hello,
    "listen": Listen,
    "abort": Abort,
    "mcp": Mcp,
    "ping": Ping,
    "goodbye": Goodbye,
}
_OLD = frozenset({"iot"})


class _Kind(Struct, frozen=True):
    type: str = ""


_kind = msgspec.json.Decoder(_Kind)
_decoders = {name: msgspec.json.Decoder(kind) for name, kind in _KINDS.items()}


def decode(text: str | bytes) -> FromBoard:
    """A message of the board's. Raises ``BadMessage``."""
    if len(text) > MOST_CHARACTERS:
        raise BadMessage(f"A message has at most {MOST_CHARACTERS} characters.")
    try:
        kind = _kind.decode(text).type
        if kind not in _decoders:
            return Ignored(kind[:40], kind in _OLD)
        message = _decoders[kind].decode(text)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise BadMessage("This is no message, or one of its fields is not what it should be.") from error
    except RecursionError as error:
        raise BadMessage("The message is nested too deeply.") from error
    if isinstance(message, Listen) and len(message.text or "") > MOST_TEXT:
        raise BadMessage(f"A text has at most {MOST_TEXT} characters.")
    return message


# To the board.


class Udp(Struct, frozen=True):
    """Where and how the board sends its sound when it does not go over the same connection."""

    server: str
    port: int
    key: str
    """32 hexadecimal digits, as is ``nonce``."""
    nonce: str
    encryption: str = "aes-128-ctr"


class OurHello(Struct, frozen=True, tag_field="type", tag="hello"):
    """The talk begins."""

    session_id: str
    transport: str
    version: int | UnsetType = UNSET
    """3 with ``udp``."""
    udp: Udp | UnsetType = UNSET
    audio_params: AudioParams = AudioParams("opus", RATE, 1, FRAME_MS)


class Stt(Struct, frozen=True, tag_field="type", tag="stt"):
    """What the person said."""

    session_id: str
    text: str


class Llm(Struct, frozen=True, tag_field="type", tag="llm"):
    """A face to make."""

    session_id: str
    emotion: str
    text: str
    """The same as an emoji."""


class Tts(Struct, frozen=True, tag_field="type", tag="tts", omit_defaults=True):
    """We speak (``start``), this is what we say (``sentence_start``), we are silent (``stop``)."""

    session_id: str
    state: str
    text: str | None = None


class OurMcp(Struct, frozen=True, tag_field="type", tag="mcp"):
    """A question to the board's tools."""

    session_id: str
    payload: Mapping[str, object]


class System(Struct, frozen=True, tag_field="type", tag="system"):
    """``reboot``."""

    session_id: str
    command: str


class Alert(Struct, frozen=True, tag_field="type", tag="alert"):
    """Something to show, with a short sound of the board's own. Nothing may be missing."""

    session_id: str
    status: str
    message: str
    emotion: str


class Pong(Struct, frozen=True, tag_field="type", tag="pong"):
    """We are there."""

    timestamp: str = field(default="")
    """``2026-11-21 08:30:00`` by the clock of the house."""


class OurGoodbye(Struct, frozen=True, tag_field="type", tag="goodbye"):
    """The talk is over; needed where the connection stays open."""

    session_id: str


ToBoard = OurHello | Stt | Llm | Tts | OurMcp | System | Alert | Pong | OurGoodbye

_encoder = msgspec.json.Encoder()


def encode(message: ToBoard) -> str:
    """A message as JSON."""
    return _encoder.encode(message).decode()
