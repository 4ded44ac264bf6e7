"""The front end of the GE2E network: 40 mel bands of 25 ms of sound, every 10 ms.

The network wants what it was trained on: power (no logarithm) of a Hann window of 400 samples every 160, in
bands of equal area on Slaney's scale, which is linear up to 1 kHz and logarithmic above. Sources: Wan et al.,
"Generalized End-to-End Loss for Speaker Verification" (2018), for the network and its windows; M. Slaney,
"Auditory Toolbox" (1998), for the scale; the parameters are those that Resemblyzer documents.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE

BANDS = 40
WINDOW = 400
"""Samples: 25 ms."""
HOP = 160
"""Samples: 10 ms."""
_QUIET = -30.0
"""dBFS to which what is quieter is raised."""
_BREAK = 1_000.0
"""Hz at which the scale turns from linear to logarithmic; it is 15 there, after steps of 200/3 Hz."""
_STEP = 200.0 / 3
_LOG_STEP = np.log(6.4) / 27
"""6.4 kHz is 27 steps above 1 kHz."""

Floats = NDArray[np.float32]


def mel(wave: Floats) -> Floats:
    """Frames × bands of a wave in [-1, 1] at 16 kHz, one frame more than there are whole hops in it."""
    padded = np.pad(wave, WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    spectrum = np.fft.rfft(frames * _hann(), axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    return power @ _filters().T


def levelled(wave: Floats) -> Floats:
    """The wave at -30 dBFS, if it is quieter; louder ones stay as they are."""
    power = float(np.mean(np.square(wave, dtype=np.float64))) if len(wave) else 0.0
    if power <= 0.0:
        return wave
    gain = 10 ** ((_QUIET - 10 * np.log10(power)) / 20)
    return wave * np.float32(gain) if gain > 1.0 else wave


def to_mel(hertz: float) -> float:
    """A frequency on Slaney's scale."""
    if hertz < _BREAK:
        return hertz / _STEP
    return _BREAK / _STEP + float(np.log(hertz / _BREAK)) / _LOG_STEP


def to_hertz(mels: float) -> float:
    """The frequency of a place on Slaney's scale."""
    knee = _BREAK / _STEP
    return mels * _STEP if mels < knee else _BREAK * float(np.exp(_LOG_STEP * (mels - knee)))


@lru_cache(maxsize=1)
def _hann() -> Floats:
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)


@lru_cache(maxsize=1)
def _filters() -> Floats:
    """Bands × frequencies: triangles, each of area 1 in Hz."""
    top = to_mel(SPEECH_RATE / 2)
    edges = np.array([to_hertz(each) for each in np.linspace(0.0, top, BANDS + 2)])
    hertz = np.linspace(0.0, SPEECH_RATE / 2, WINDOW // 2 + 1)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (hertz - low) / (middle - low), (high - hertz) / (high - middle)
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return (triangles * 2.0 / (high - low)).astype(np.float32)
