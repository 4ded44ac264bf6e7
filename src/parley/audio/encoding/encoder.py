"""Makes the encoder of a form of sound."""

from __future__ import annotations

from typing import Final

from parley.audio import opus
from parley.audio.encoding.aac import AacEncoder
from parley.audio.encoding.format import Encoder, Format
from parley.audio.encoding.ogg import OggOpusEncoder
from parley.audio.encoding.opus_packets import RawOpusEncoder
from parley.audio.encoding.plain import PlainEncoder
from parley.audio.encoding.sound_file import SoundFileEncoder
from parley.audio.encoding.webm import WebmOpusEncoder
from parley.audio.pcm import Samples
from parley.audio.resample import StreamResampler
from parley.errors import Unsupported

_PLAIN: Final = ("pcm", "mulaw", "alaw")
_FILES: Final = (("mp3", "mp3"), ("flac", "flac"))


def encoder(wanted: Format, rate: int = 24_000) -> Encoder:
    """An encoder that takes samples at ``rate`` per second, whatever the rate of its bytes.

    Raises ``Unsupported`` for what is not encoded and ``MissingEngine`` for a library that is not installed.
    """
    inner = _encoder(wanted)
    return inner if rate == wanted.rate else _Resampled(inner, rate, wanted.rate)


def _encoder(wanted: Format) -> Encoder:
    if wanted.codec in _PLAIN and wanted.container in ("raw", "wav"):
        return PlainEncoder(wanted)
    if (wanted.container, wanted.codec) in _FILES:
        return SoundFileEncoder(wanted)
    if (wanted.container, wanted.codec) == ("aac", "aac"):
        return AacEncoder(wanted)
    if wanted.codec == "opus":
        if wanted.rate not in opus.RATES:
            raise Unsupported(f"Opus knows {', '.join(map(str, opus.RATES))} Hz, not {wanted.rate}.")
        if wanted.container == "ogg":
            return OggOpusEncoder(wanted.rate, wanted.bitrate)
        if wanted.container == "webm":
            return WebmOpusEncoder(wanted.rate, wanted.bitrate)
        if wanted.container == "raw":
            return RawOpusEncoder(wanted.rate, wanted.bitrate)
    raise Unsupported(f"{wanted.codec} in {wanted.container} is not encoded.")


class _Resampled:
    """An encoder behind a change of rate."""

    def __init__(self, inner: Encoder, from_rate: int, to_rate: int) -> None:
        self._inner = inner
        self._resampler = StreamResampler(from_rate, to_rate)
        self.content_type = inner.content_type

    def feed(self, samples: Samples) -> bytes:
        return self._inner.feed(self._resampler.feed(samples))

    def finish(self) -> bytes:
        return self._inner.feed(self._resampler.flush()) + self._inner.finish()
