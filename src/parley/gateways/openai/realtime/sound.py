"""Sound as clients write it: 16-bit PCM or G.711 in, and the same out."""

from __future__ import annotations

import base64
import binascii

import numpy as np

from parley.audio import g711
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.resample import StreamResampler
from parley.errors import BadAudio
from parley.gateways.openai.realtime.settings import Format
from parley.speech.saying import SPEAKING_RATE


def unpacked(audio: str) -> bytes:
    """The bytes of Base64. Raises ``BadAudio``."""
    try:
        return base64.b64decode(audio, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadAudio("The sound is not Base64.") from error


class Decoder:
    """Turns what a client sends, cut anywhere, into what recognisers hear (int16 mono, 16 kHz)."""

    def __init__(self, form: Format) -> None:
        self.form = form
        self._odd = b""
        """Half a sample."""
        self._resampler = StreamResampler(form.hertz, SPEECH_RATE)

    def feed(self, data: bytes) -> Samples:
        """More of the stream."""
        return self._resampler.feed(self._samples(data))

    def flush(self) -> Samples:
        """The stream is over, or pauses: what was held back."""
        self._odd = b""
        return self._resampler.flush()

    def _samples(self, data: bytes) -> Samples:
        if self.form.type != "audio/pcm":
            return g711.decode(data, "mulaw" if self.form.type == "audio/pcmu" else "alaw")
        data = self._odd + data
        whole = len(data) - len(data) % 2
        self._odd = data[whole:]
        return np.frombuffer(data[:whole], "<i2").astype(np.int16, copy=False)


class Encoder:
    """Turns what Parley says (int16 mono, 24 kHz) into what a client wants."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self._resampler = StreamResampler(SPEAKING_RATE, form.hertz)

    def feed(self, samples: Samples) -> bytes:
        """More of the stream; what comes out lags a little."""
        return self._bytes(self._resampler.feed(samples))

    def flush(self) -> bytes:
        """The stream is over: the rest."""
        return self._bytes(self._resampler.flush())

    def _bytes(self, samples: Samples) -> bytes:
        if self._form.type == "audio/pcm":
            return samples.astype("<i2", copy=False).tobytes()
        return g711.encode(samples, "mulaw" if self._form.type == "audio/pcmu" else "alaw")
