"""MP3 as it comes over a network, decoded piece by piece: radio has no beginning and no end.

libsndfile decodes files, and its decoder carries state from frame to frame. So each piece is made a file: a
header that says how many frames there are, the last frames of the piece before (a frame may use 511 bytes of
those before it), and the new ones, whose sound is the end of what comes out. The result is the same, sample
by sample, as that of the whole file.
"""

from __future__ import annotations

import importlib
import io
import struct
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from parley.audio.pcm import Samples
from parley.audio.resample import StreamResampler
from parley.audio.track import mono
from parley.errors import BadAudio, Unsupported

_KBITS = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_RATES = (44_100, 48_000, 32_000)
_BEFORE = 10
"""Frames of the piece before that go along."""
_LONGEST = 1_441
"""Bytes of the longest frame."""
_MOST_WAITING = 1 << 20
"""Bytes that may wait for a frame to be found among them."""
_LOST = 64 * 1024
"""Bytes without a frame after which it is no MP3."""


class Header(NamedTuple):
    """What the four bytes before a frame say."""

    size: int
    """Bytes of the frame, with the header."""
    samples: int
    """Per channel."""
    rate: int
    """Samples per second."""
    channels: int
    first: bool
    """MPEG 1, rather than 2 or 2.5."""


def header(data: bytes | bytearray, at: int = 0) -> Header | None:
    """The header of a Layer III frame, or None where there is none."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    bits, rate = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or layer != 1 or bits in (0, 15) or rate == 3:
        return None
    first = version == 3
    per_second = _RATES[rate] // (1 if first else 2 if version == 2 else 4)
    kbits = _KBITS[0 if first else 1][bits]
    padding = data[at + 2] >> 1 & 1
    samples = 1152 if first else 576
    channels = 1 if data[at + 3] >> 6 == 3 else 2
    return Header(samples // 8 * kbits * 1000 // per_second + padding, samples, per_second, channels, first)


class Mp3Stream:
    """Decodes a stream that begins anywhere. It works while it is fed, some milliseconds for a second."""

    def __init__(self, rate: int) -> None:
        """``rate``: samples per second of what comes out, mono."""
        self._rate = rate
        self._waiting = bytearray()
        self._before: deque[bytes] = deque(maxlen=_BEFORE)
        self._form: tuple[int, int] | None = None
        self._resampler: StreamResampler | None = None
        self._skipped = 0

    def feed(self, data: bytes) -> Samples:
        """The sound of what has come so far. Raises ``Unsupported`` when it is no MP3."""
        self._waiting += data
        if len(self._waiting) > _MOST_WAITING:
            raise BadAudio("Too much came at once.")
        pieces: list[Samples] = []
        frames: list[bytes] = []
        for frame, found in self._frames():
            form = (found.rate, found.channels)
            if form != self._form:
                pieces += self._decoded(frames)
                frames = []
                self._begin(form)
            frames.append(frame)
        pieces += self._decoded(frames)
        return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)

    def _begin(self, form: tuple[int, int]) -> None:
        self._form = form
        self._before.clear()
        self._resampler = StreamResampler(form[0], self._rate)

    def _frames(self) -> Iterator[tuple[bytes, Header]]:
        """Whole frames; each is believed because another follows it."""
        data, at = self._waiting, 0
        while at + _LONGEST + 4 < len(data):
            found = header(data, at)
            after = header(data, at + found.size) if found else None
            if found is None or after is None or after.rate != found.rate:
                at += 1
                self._skipped += 1
                if self._skipped > _LOST:
                    raise Unsupported("What the station sends is no MP3.")
                continue
            self._skipped = 0
            yield bytes(data[at : at + found.size]), found
            at += found.size
        del data[:at]

    def _decoded(self, frames: list[bytes]) -> list[Samples]:
        if not frames:
            return []
        assert self._resampler is not None
        several = [*self._before, *frames]
        self._before.extend(frames)
        first = header(frames[0])
        assert first is not None
        sound = _decode(_counting(frames[0], first, len(several)) + b"".join(several), first)
        new = len(frames) * first.samples
        if len(sound) < new:  # the very first frames lack what came before them
            sound = np.concatenate((np.zeros(new - len(sound), np.int16), sound))
        return [self._resampler.feed(sound[-new:])]


def _counting(like: bytes, form: Header, count: int) -> bytes:
    """A frame that holds no sound and says how many frames follow; without it the decoder guesses."""
    beginning = bytearray(like[:4])
    beginning[1] |= 1  # no checksum
    beginning[2] = beginning[2] & 0x0C | 0x90  # long enough for what is to stand in it
    made = header(beginning)
    assert made is not None
    at = 4 + (32 if form.first else 17) if form.channels == 2 else 4 + (17 if form.first else 9)
    frame = bytearray(made.size)
    frame[:4] = beginning
    frame[at : at + 12] = b"Info" + struct.pack(">II", 1, count)
    return bytes(frame)


def _decode(data: bytes, form: Header) -> Samples:
    library: Any = importlib.import_module("soundfile")
    try:
        with library.SoundFile(io.BytesIO(data)) as file:
            if file.samplerate != form.rate or file.channels != form.channels:
                raise BadAudio("The stream changed within a piece.")
            return mono(file.read(dtype="float32", always_2d=True))
    except RuntimeError as error:
        raise BadAudio("A piece of the stream cannot be decoded.") from error
