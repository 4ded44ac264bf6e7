"""Music that tells where it is: every packet of 40 ms holds its own number."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from parley.assistant.events import Event, Speech
from parley.audio.pcm import Samples
from parley.speech.saying import SPEAKING_RATE

PACKET = SPEAKING_RATE // 25
_FIRST = 5_000
"""Beyond what a hum or silence holds for a whole packet."""


def ruler(seconds: float, first: int = 0) -> Samples:
    """Sound in which packet n, of 40 ms, holds nothing but its number."""
    count = round(seconds * 25)
    return np.repeat(np.arange(first, first + count, dtype=np.int16) + _FIRST, PACKET)


def write_song(folder: Path, name: str, seconds: float = 60.0, first: int = 0) -> Path:
    """A song whose packets count from ``first``."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SPEAKING_RATE)
        file.writeframes(ruler(seconds, first).tobytes())
    return path


def heard(events: Iterable[Event]) -> list[int]:
    """The packets of music among events, by their numbers; words are left out."""
    numbers: list[int] = []
    for event in events:
        if isinstance(event, Speech):
            samples = event.pcm.samples
            if len(samples) and samples.min() >= _FIRST and samples.max() - samples.min() <= 1:
                numbers.append(int(samples[0]) - _FIRST)
    return numbers
