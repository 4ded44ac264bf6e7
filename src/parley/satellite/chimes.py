"""The sounds that a speaker makes by itself, computed and not recorded."""

from __future__ import annotations

from functools import cache

import numpy as np

from parley.audio.pcm import Samples
from parley.satellite.playing import PLAYED_RATE

_PEAK = 0.5
_E5, _A5, _C5, _G4 = 659.26, 880.0, 523.25, 392.0


@cache
def woken() -> Samples:
    """It listens: two short notes up."""
    return _notes((_E5, _A5), apart=0.07, lasts=0.12, peak=0.2)


@cache
def done() -> Samples:
    """It listens no more: the same down."""
    return _notes((_A5, _E5), apart=0.07, lasts=0.12, peak=0.2)


@cache
def away() -> Samples:
    """The server cannot be reached: three notes down."""
    return _notes((_E5, _C5, _G4), apart=0.16, lasts=0.35, peak=0.3)


@cache
def bell() -> Samples:
    """A timer or an alarm: E5, then A5, as bells fade."""
    return _notes((_E5, _A5), apart=0.22, lasts=1.4, peak=_PEAK)


@cache
def loud_bell() -> Samples:
    """To be heard from under a cushion."""
    return _notes((_E5, _A5), apart=0.2, lasts=0.6, peak=0.9)


def scale() -> Samples:
    """What ``list-sound`` plays: a scale."""
    return _notes((_C5, 587.33, _E5, 698.46, 783.99, _A5, 987.77, 1046.5), apart=0.2, lasts=0.4, peak=0.3)


def _notes(pitches: tuple[float, ...], apart: float, lasts: float, peak: float) -> Samples:
    sound = np.zeros(round((apart * (len(pitches) - 1) + lasts) * PLAYED_RATE))
    at = np.arange(round(lasts * PLAYED_RATE)) / PLAYED_RATE
    shape = np.minimum(at / 0.01, 1.0) * np.exp(-at * 5 / lasts) * np.minimum((lasts - at) / 0.01, 1.0)
    for number, pitch in enumerate(pitches):
        begin = round(apart * number * PLAYED_RATE)
        sound[begin : begin + len(at)] += np.sin(2 * np.pi * pitch * at) * shape
    return np.rint(np.clip(sound * peak, -1, 1) * 32_767).astype(np.int16)
