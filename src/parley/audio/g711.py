"""G.711, the sound of telephones: eight bits a sample, mu-law or A-law (ITU-T G.711), both ways by tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import Samples

Law = Literal["mulaw", "alaw"]
RATE = 8_000
"""Samples per second."""


def decode(data: bytes, law: Law) -> Samples:
    """The samples (int16 mono) of any number of bytes."""
    return _meaning(law)[np.frombuffer(data, np.uint8)]


def encode(samples: Samples, law: Law) -> bytes:
    """One byte for each sample (int16 mono): the one whose meaning is nearest."""
    return _nearest(law)[samples.view(np.uint16)].tobytes()


@lru_cache(maxsize=2)
def _meaning(law: Law) -> Samples:
    code = np.arange(256, dtype=np.int32)
    if law == "mulaw":
        turned = ~code & 0xFF
        sized = ((((turned & 0x0F) << 3) + 0x84) << (turned >> 4 & 7)) - 0x84
        return np.where(turned & 0x80, -sized, sized).astype(np.int16)
    turned = code ^ 0x55
    exponent, mantissa = turned >> 4 & 7, turned & 0x0F
    sized = np.where(
        exponent > 0, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0), (mantissa << 4) + 8
    )
    return np.where(turned & 0x80, sized, -sized).astype(np.int16)


@lru_cache(maxsize=2)
def _nearest(law: Law) -> NDArray[np.uint8]:
    """For each sample, taken as an unsigned number, its byte."""
    meaning = _meaning(law).astype(np.int32)
    order = np.argsort(meaning, kind="stable")
    middles = (meaning[order][1:] + meaning[order][:-1]) / 2
    every = np.arange(65_536, dtype=np.uint16).view(np.int16)
    return order[np.searchsorted(middles, every)].astype(np.uint8)
