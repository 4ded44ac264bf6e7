"""Sound as Wyoming carries it, in the one form in which it moves through Parley, and back."""

from __future__ import annotations

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.resample import StreamResampler
from parley.errors import BadAudio
from parley.gateways.wyoming.framing import Event

_NOTHING: Samples = np.zeros(0, np.int16)
_MOST_CHANNELS = 8


class Intake:
    """The sound of ``audio-chunk`` events as int16 mono at 16 kHz."""

    def __init__(self) -> None:
        self._rate = SPEECH_RATE
        self._resampler: StreamResampler | None = None

    def samples(self, chunk: Event) -> Samples:
        """What a chunk holds. Raises ``BadAudio`` for anything but 16 bits."""
        channels = self._channels(chunk)
        payload = chunk.payload
        if len(payload) % (2 * channels):
            raise BadAudio("A chunk of sound holds whole samples of 16 bits.")
        samples: Samples = np.frombuffer(payload, "<i2").astype(np.int16, copy=False)
        if channels > 1:
            samples = samples[::channels]
        return samples if self._resampler is None else self._resampler.feed(samples)

    def rest(self) -> Samples:
        """The sound is over: what was held back of it."""
        return _NOTHING if self._resampler is None else self._resampler.flush()

    def _channels(self, chunk: Event) -> int:
        """How many; the resampler is made ready for the rate."""
        rate, width, channels = (chunk.data.get(name) for name in ("rate", "width", "channels"))
        if width != 2 or not isinstance(channels, int) or not 1 <= channels <= _MOST_CHANNELS:
            raise BadAudio("Sound is taken with 16 bits a sample and one to eight channels.")
        if rate != self._rate:
            if not isinstance(rate, int):
                raise BadAudio("Sound needs a rate in samples per second.")
            self._resampler = None if rate == SPEECH_RATE else StreamResampler(rate, SPEECH_RATE)
            self._rate = rate
        return channels


def sound_format(rate: int) -> dict[str, int]:
    """How ``audio-start`` and ``audio-chunk`` describe 16-bit mono sound."""
    return {"rate": rate, "width": 2, "channels": 1}


def payload(samples: Samples) -> bytes:
    """Samples as they are sent."""
    return samples.astype("<i2", copy=False).tobytes()
