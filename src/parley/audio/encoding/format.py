"""In which form sound is wanted, and what an encoder of it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from parley.audio.pcm import Samples

Container = Literal["raw", "wav", "mp3", "ogg", "webm", "flac", "aac"]
Codec = Literal["pcm", "mulaw", "alaw", "mp3", "opus", "flac", "aac"]


@dataclass(frozen=True, slots=True)
class Format:
    """A form of mono sound."""

    container: Container
    codec: Codec
    rate: int
    """Samples per second."""

    bitrate: int = 0
    """Bits per second, of codecs that have a choice; 0 for a usual one."""


class Encoder(Protocol):
    """Turns one stream of sound into bytes."""

    content_type: str
    """The media type of the bytes."""

    def feed(self, samples: Samples) -> bytes:
        """Take the next samples (int16 mono, any number, at the rate the encoder was made for); return the
        bytes that are ready, which may be none."""
        ...

    def finish(self) -> bytes:
        """The stream is over: the last bytes. Call once."""
        ...
