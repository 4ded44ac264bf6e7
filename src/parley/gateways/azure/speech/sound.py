"""Sound as the SDKs send it, in pieces cut anywhere, as what recognisers listen to: 16 kHz, mono, int16."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from struct import unpack_from
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.resample import StreamResampler
from parley.errors import BadAudio

PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
"""Format tags of RIFF."""

MOST_HEADER = 4 * 1024
"""Bytes before the samples; the SDKs send 44."""
_RATES = range(8_000, 192_001)
_WIDTHS = {(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32), (A_LAW, 8), (MU_LAW, 8)}
_ACCEPTED = "WAV (PCM of 8 to 32 bits, float, A-law or mu-law, 8 to 192 kHz, one to eight channels)"
_LITTLE = 2.0
"""Seconds."""
_NOTHING: Samples = np.zeros(0, np.int16)


@dataclass(frozen=True, slots=True)
class Format:
    """What the samples are."""

    tag: int = PCM
    channels: int = 1
    rate: int = SPEECH_RATE
    """Samples per second and channel."""
    bits: int = 16

    @property
    def size(self) -> int:
        """Bytes of a sample in all channels."""
        return self.channels * self.bits // 8


@dataclass(frozen=True, slots=True)
class Together:
    """How much is kept until it is given at once."""

    sound: float = 0.0
    """Seconds of sound; up to two are little work for whoever is given them."""
    time: float = 0.0
    """Seconds after which it is given although there is less."""


class Sound:
    """One stream of it. The header's sizes are 0 or untrue, since nobody knows yet how long it will be."""

    def __init__(self, together: Together | None = None, now: Callable[[], float] = monotonic) -> None:
        self._together, self._now = together or Together(), now
        self._due = 0.0
        """When what is held is to be given although there is little of it."""
        self._format: Format | None = None
        self._enough = 0
        """Bytes that are given at once."""
        self._came = 0
        """Bytes of samples."""
        self._held = bytearray()
        """Bytes of the header, or of samples that are not given yet, the last of which may be incomplete."""
        self._resampler = StreamResampler(SPEECH_RATE, SPEECH_RATE)

    @property
    def seconds(self) -> float:
        """How much came."""
        format = self._format
        return self._came // format.size / format.rate if format is not None else 0.0

    def feed(self, piece: bytes, kind: str = "") -> Samples:
        """Take the next bytes; give the samples that are ready. ``kind`` is the content type.

        Raises ``BadAudio`` for what is not WAV, or of a kind nobody knows.
        """
        self._held += piece
        if self._format is None:
            self._begin(kind)
            if self._format is None:
                return _NOTHING
            piece = bytes(self._held)
        self._came += len(piece)
        return self._given(self._format) if len(self._held) >= self._enough else _NOTHING

    def hold(self, piece: bytes) -> bool:
        """Take the next bytes if ``feed`` would give nothing for them; whether they were taken."""
        if self._format is None or not piece or len(self._held) + len(piece) >= self._enough:
            return False
        self._held += piece
        self._came += len(piece)
        return True

    def is_little(self, piece: bytes) -> bool:
        """Whether ``feed`` gives at most two seconds for the next bytes, and cannot fail."""
        format = self._format
        return format is not None and 0 < len(piece) <= _LITTLE * format.rate * format.size - len(self._held)

    @property
    def is_late(self) -> bool:
        """Whether something has been held for long enough."""
        return self._format is not None and len(self._held) >= self._format.size and self._now() >= self._due

    @property
    def spare(self) -> tuple[int, float]:
        """Bytes that are of no use yet when they come, and when any are."""
        return (max(0, self._enough - len(self._held)), self._due) if self._format is not None else (0, 0.0)

    def gather(self, seconds: float) -> None:
        """From now on so much is given at once."""
        if self._format is not None:
            self._enough = ceil(seconds * self._format.rate * self._format.size)

    def give(self) -> Samples:
        """What is held."""
        return self._given(self._format) if self._format is not None else _NOTHING

    def finish(self) -> Samples:
        """The stream is over: the rest. Half a sample is let go."""
        return np.concatenate((self.give(), self._resampler.flush()))

    def _given(self, format: Format) -> Samples:
        """All whole samples that are held."""
        self._due = self._now() + self._together.time
        whole = len(self._held) // format.size * format.size
        data = bytes(self._held[:whole])
        del self._held[:whole]
        return self._resampler.feed(_mono(data, format)) if data else _NOTHING

    def _begin(self, kind: str) -> None:
        """Look for the header, and take it off."""
        if not self._is_riff(kind):
            return
        found = _header(bytes(self._held))
        if found is None:
            if len(self._held) > MOST_HEADER:
                raise BadAudio("The sound has a header, and no samples within the first 4 KB.")
            return
        self._format, start = found
        self._enough = ceil(self._together.sound * self._format.rate * self._format.size)
        self._due = self._now() + self._together.time
        self._resampler = StreamResampler(self._format.rate, SPEECH_RATE)
        del self._held[:start]

    def _is_riff(self, kind: str) -> bool:
        if len(self._held) < 4:
            return b"RIFF".startswith(bytes(self._held)) or self._held_is_refused(kind)
        return self._held.startswith(b"RIFF") or self._held_is_refused(kind)

    def _held_is_refused(self, kind: str) -> bool:
        named = kind.split(";", 1)[0] or "sound without a header"
        raise BadAudio(f"This is {named}; what is understood is {_ACCEPTED}.")


def _header(data: bytes) -> tuple[Format, int] | None:
    """The format and where the samples begin; None while that has not come. Raises ``BadAudio``."""
    if len(data) < 12:
        return None
    if data[8:12] != b"WAVE":
        raise BadAudio(f"What is understood is {_ACCEPTED}.")
    at, format = 12, None
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int(unpack_from("<I", data, at + 4)[0])
        if name == b"data":
            if format is None:
                raise BadAudio("The samples come before what they are.")
            return format, at + 8
        if size > MOST_HEADER:
            raise BadAudio("The header of the sound is damaged.")
        if name == b"fmt " and at + 8 + size <= len(data):
            format = _format(data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    return None


def _format(chunk: bytes) -> Format:
    if len(chunk) < 16:
        raise BadAudio("The header of the sound is damaged.")
    tag, channels, rate, _, _, bits = unpack_from("<HHIIHH", chunk)
    if tag == EXTENSIBLE and len(chunk) >= 26:
        tag = int(unpack_from("<H", chunk, 24)[0])
    if (tag, bits) not in _WIDTHS or rate not in _RATES or not 1 <= channels <= 8:
        raise BadAudio(f"What is understood is {_ACCEPTED}.")
    return Format(tag, channels, rate, bits)


def _mono(data: bytes, format: Format) -> Samples:
    """Whole frames as int16, channels averaged."""
    samples = _samples(data, format)
    if format.channels == 1:
        return samples
    frames = samples.reshape(-1, format.channels).astype(np.int32)
    return (frames.sum(axis=1) // format.channels).astype(np.int16)


def _samples(data: bytes, format: Format) -> Samples:
    if format.tag in (A_LAW, MU_LAW):
        table = _A_LAW if format.tag == A_LAW else _MU_LAW
        return table[np.frombuffer(data, np.uint8)]
    if format.tag == FLOAT:
        floats = np.nan_to_num(np.frombuffer(data, "<f4"), nan=0.0, posinf=1.0, neginf=-1.0)
        return (np.clip(floats, -1.0, 1.0) * 32_767).astype(np.int16)
    if format.bits == 8:
        return ((np.frombuffer(data, np.uint8).astype(np.int16) - 128) * 256).astype(np.int16)
    if format.bits == 16:
        return np.frombuffer(data, "<i2").astype(np.int16)
    # Of 24 and 32 bits the upper 16 are kept.
    width = format.bits // 8
    upper = np.frombuffer(data, np.uint8).reshape(-1, width)[:, width - 2 :]
    return np.ascontiguousarray(upper).view("<i2").reshape(-1).astype(np.int16)


def _expanded_mu_law() -> NDArray[np.int16]:
    """ITU-T G.711, µ-law: all bits are inverted, a sign, three bits of exponent, four of mantissa."""
    code = ~np.arange(256, dtype=np.uint8)
    value = (((code & 0x0F).astype(np.int32) << 3) + 0x84 << ((code >> 4) & 7)) - 0x84
    return np.where(code & 0x80, -value, value).astype(np.int16)


def _expanded_a_law() -> NDArray[np.int16]:
    """ITU-T G.711, A-law: every other bit is inverted; the smallest exponent has no hidden bit."""
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    mantissa, exponent = (code & 0x0F).astype(np.int32) << 4, ((code >> 4) & 7).astype(np.int32)
    value = np.where(exponent == 0, mantissa + 8, (mantissa + 0x108) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, value, -value).astype(np.int16)


_MU_LAW, _A_LAW = _expanded_mu_law(), _expanded_a_law()
