"""Changing the sample rate, of a whole stretch of sound or of a stream, by soxr."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import Pcm, Samples
from parley.errors import BadAudio, MissingEngine

_RATES = range(4_000, 384_001)


class _Stream(Protocol):
    """What is used of ``soxr.ResampleStream``."""

    def resample_chunk(self, x: NDArray[np.float32], last: bool = False) -> NDArray[np.float32]: ...


def resample(samples: Samples, from_rate: int, to_rate: int) -> Samples:
    """The same sound (int16 mono) at another rate. Raises ``BadAudio`` for a rate outside 4 to 384 kHz."""
    _check(from_rate, to_rate)
    if from_rate == to_rate or not len(samples):
        return samples
    return _whole(cast("NDArray[np.float32]", _soxr().resample(_floats(samples), from_rate, to_rate)))


def at_rate(pcm: Pcm, rate: int) -> Pcm:
    """The same sound at another rate."""
    return pcm if pcm.rate == rate else Pcm(resample(pcm.samples, pcm.rate, rate), rate)


class StreamResampler:
    """Changes the rate of a stream as it comes, without a seam between chunks."""

    def __init__(self, from_rate: int, to_rate: int) -> None:
        """Raises ``BadAudio`` for a rate outside 4 to 384 kHz."""
        _check(from_rate, to_rate)
        self._rates = (from_rate, to_rate)
        self._stream = self._open()

    def feed(self, samples: Samples) -> Samples:
        """Take the next samples (int16 mono, any number); return what is ready, which lags a little."""
        if self._stream is None:
            return samples
        return _whole(self._stream.resample_chunk(_floats(samples)))

    def flush(self) -> Samples:
        """The stream is over: return the rest. What is fed afterwards is another stream."""
        if self._stream is None:
            return np.zeros(0, np.int16)
        rest = self._stream.resample_chunk(np.zeros(0, np.float32), last=True)
        self._stream = self._open()
        return _whole(rest)

    def _open(self) -> _Stream | None:
        from_rate, to_rate = self._rates
        if from_rate == to_rate:
            return None
        return cast("_Stream", _soxr().ResampleStream(from_rate, to_rate, 1, dtype="float32"))


def _check(*rates: int) -> None:
    for rate in rates:
        if rate not in _RATES:
            raise BadAudio(f"A rate of {rate} Hz is not between 4 and 384 kHz.")


def _floats(samples: Samples) -> NDArray[np.float32]:
    # In floats, because soxr adds random dither to integers: silence would not stay silence.
    return samples.astype(np.float32)


def _whole(samples: NDArray[np.float32]) -> Samples:
    return np.clip(np.rint(samples), -32_768, 32_767).astype(np.int16)


def _soxr() -> ModuleType:
    try:
        return import_module("soxr")
    except ImportError as error:
        raise MissingEngine("soxr", "pip install soxr") from error
