"""Sound as it is, or in the eight bits of the telephone, with or without a WAV header."""

from __future__ import annotations

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parley.audio.encoding.format import Codec, Format
from parley.audio.pcm import Samples

_UNKNOWN: Final = 0xFFFFFFFF
"""The sizes in the header of a WAV whose end nobody knows yet."""
_TAGS: Final[dict[Codec, int]] = {"pcm": 1, "alaw": 6, "mulaw": 7}
"""Of RFC 2361."""


class PlainEncoder:
    """PCM (16 bits, little endian), mu-law or A-law."""

    def __init__(self, wanted: Format) -> None:
        self._codec = wanted.codec
        self._begin = b""
        self.content_type = "audio/pcm" if wanted.codec == "pcm" else "audio/basic"
        if wanted.container == "wav":
            self.content_type = "audio/wav"
            self._begin = wav_header(wanted)

    def feed(self, samples: Samples) -> bytes:
        head, self._begin = self._begin, b""
        if self._codec == "pcm":
            return head + samples.astype("<i2").tobytes()
        return head + (mulaw(samples) if self._codec == "mulaw" else alaw(samples)).tobytes()

    def finish(self) -> bytes:
        head, self._begin = self._begin, b""
        return head


def wav_header(wanted: Format) -> bytes:
    """The header of a WAV of unknown length."""
    bits = 16 if wanted.codec == "pcm" else 8
    width = bits // 8
    form = struct.pack("<HHIIHH", _TAGS[wanted.codec], 1, wanted.rate, wanted.rate * width, width, bits)
    if wanted.codec != "pcm":
        form += b"\0\0"  # the length of what follows in the header, which is nothing
    parts = (b"RIFF", struct.pack("<I", _UNKNOWN), b"WAVE", b"fmt ", struct.pack("<I", len(form)), form)
    return b"".join((*parts, b"data", struct.pack("<I", _UNKNOWN)))


def mulaw(samples: Samples) -> NDArray[np.uint8]:
    """Eight bits a sample by ITU-T G.711's mu-law."""
    wide = samples.astype(np.int32)
    size = np.minimum(np.abs(wide), 32_635) + 132
    # The segment is the place of the highest bit above the seven lowest.
    segment = np.frexp(size.astype(np.float64))[1] - 8
    step = (size >> (segment + 3)) & 15
    sign = np.where(wide < 0, 0x80, 0)
    return (~(sign | (segment << 4) | step)).astype(np.uint8)


def alaw(samples: Samples) -> NDArray[np.uint8]:
    """Eight bits a sample by ITU-T G.711's A-law."""
    wide = samples.astype(np.int32)
    negative = wide < 0
    size = np.where(negative, ~wide, wide) >> 4
    segment = np.maximum(np.frexp(size.astype(np.float64))[1] - 4, 0)
    step = np.where(segment > 1, size >> np.maximum(segment - 1, 0), size) & 15
    value = (segment << 4) | step
    return (value ^ np.where(negative, 0x55, 0xD5)).astype(np.uint8)
