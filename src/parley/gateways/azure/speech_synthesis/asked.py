"""What a turn of the Speech SDK asks for before its text comes: ``synthesis.context``."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from parley.gateways.azure.speech.framing import BadMessage
from parley.speech.ssml import values

DEFAULT_FORMAT = "raw-16khz-16bit-mono-pcm"
"""What the SDKs ask for where the program does not say."""
_Name = Annotated[str, Meta(max_length=200)]


class Metadata(Struct, frozen=True, rename="camel"):
    """Which events the program listens to."""

    bookmark_enabled: bool = False
    word_boundary_enabled: bool = False
    punctuation_boundary_enabled: bool = False
    sentence_boundary_enabled: bool = False
    session_end_enabled: bool = False


class Audio(Struct, frozen=True, rename="camel"):
    """How the sound is wanted."""

    output_format: _Name = DEFAULT_FORMAT
    metadata_options: Metadata = field(default_factory=Metadata)


class Input(Struct, frozen=True, rename="camel"):
    """How text that comes in pieces is said."""

    bidirectional_streaming_mode: bool = False
    voice_name: _Name = ""
    language: _Name = ""
    rate: _Name = ""
    pitch: _Name = ""
    volume: _Name = ""

    @property
    def manner(self) -> tuple[float, float, float]:
        """Factors of the speed, the pitch and the volume. Raises ``BadMessage``."""
        found: list[float] = []
        for read, text in (
            (values.rate, self.rate),
            (values.pitch, self.pitch),
            (values.volume, self.volume),
        ):
            value = read(text, 1.0) if text else 1.0
            if value is None:
                raise BadMessage("The rate, pitch or volume of the input means nothing.")
            found.append(value)
        rate, pitch, volume = found
        return rate, pitch, volume


class Synthesis(Struct, frozen=True):
    """A turn's settings."""

    audio: Audio = field(default_factory=Audio)
    input: Input = field(default_factory=Input)


class _Context(Struct, frozen=True):
    synthesis: Synthesis = field(default_factory=Synthesis)


def asked(body: str | bytes) -> Synthesis:
    """What a context says. Raises ``BadMessage``."""
    try:
        # Not strictly: the SDK for JavaScript writes some of its yes and no as text.
        return msgspec.convert(msgspec.json.decode(body), _Context, strict=False).synthesis
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadMessage("synthesis.context is not the JSON that it should be.") from error
