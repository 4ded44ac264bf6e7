"""Opus packets in and out, one frame each, as the protocols of speakers and browsers carry them."""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import numpy as np

from parley.audio import libopus
from parley.audio.pcm import Samples
from parley.errors import BadAudio, EngineFailed

RATES = (8_000, 12_000, 16_000, 24_000, 48_000)
"""Samples per second that the codec takes and gives."""

FRAMES_MS = (2.5, 5.0, 10.0, 20.0, 40.0, 60.0)
"""Milliseconds that one packet of an encoder may hold."""

MAX_PACKET = 1_275 * 6 + 7
"""Bytes of the largest packet accepted: six 20 ms frames of the largest size (RFC 6716, 3.2), and lengths."""

MAX_PACKET_SECONDS = 0.12
"""Seconds of sound in the longest packet there may be (RFC 6716, 3.2.5)."""


class _Codec:
    """What an encoder and a decoder share: a state of libopus that is freed exactly once.

    For one stream, and not for two threads at once.
    """

    def __init__(self, rate: int, kind: str, application: int = libopus.APPLICATION_VOIP) -> None:
        if rate not in RATES:
            raise BadAudio(f"Opus knows {', '.join(map(str, RATES))} Hz, not {rate}.")
        self.rate = rate
        """Samples per second."""
        self._library = libopus.library()
        code = ctypes.c_int()
        arguments = (rate, 1, application) if kind == "encoder" else (rate, 1)
        state: int | None = getattr(self._library, f"opus_{kind}_create")(*arguments, ctypes.byref(code))
        if not state:
            raise EngineFailed(f"libopus made no {kind}: {libopus.said(code.value)}.")
        self._pointer: int | None = state
        self._free = weakref.finalize(self, getattr(self._library, f"opus_{kind}_destroy"), state)

    def close(self) -> None:
        """Free the codec's memory. Safe to call twice; nothing else may be called afterwards."""
        self._pointer = None
        self._free()

    @property
    def _state(self) -> int:
        if self._pointer is None:
            raise ValueError("This codec is closed.")
        return self._pointer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class OpusEncoder(_Codec):
    """Turns a stream of mono frames into packets."""

    def __init__(
        self,
        rate: int,
        frame_ms: float = 60.0,
        *,
        bitrate: int = 24_000,
        expected_loss: int = 0,
        complexity: int = 5,
        light: bool = False,
        constant: bool = False,
    ) -> None:
        """An encoder for frames of ``frame_ms`` milliseconds (``FRAMES_MS``) at ``rate`` (``RATES``).

        ``bitrate`` is in bits per second, 6,000 to 510,000. With ``expected_loss`` (percent of packets,
        0 to 100) above 0, packets carry a rough copy of the frame before (in-band FEC). ``complexity``
        is libopus's effort from 0 to 10. ``light`` keeps to the half of Opus that suits any sound and costs a
        third; speech needs a few kbit/s more to be as good. With ``constant`` all packets have one size.
        Raises ``BadAudio`` for values out of range, ``MissingEngine`` without libopus.
        """
        frame = _frame(rate, frame_ms)
        if not (6_000 <= bitrate <= 510_000 and 0 <= expected_loss <= 100 and 0 <= complexity <= 10):
            raise BadAudio("An Opus bit rate, expected loss or complexity is out of range.")
        application = libopus.APPLICATION_LOWDELAY if light else libopus.APPLICATION_VOIP
        super().__init__(rate, "encoder", application)
        self.frame = frame
        """Samples in a frame."""
        self._buffer = ctypes.create_string_buffer(MAX_PACKET)
        self._address = ctypes.addressof(self._buffer)
        self._set(libopus.SET_BITRATE, bitrate)
        self._set(libopus.SET_COMPLEXITY, complexity)
        self._set(libopus.SET_SIGNAL, libopus.SIGNAL_VOICE)
        self._set(libopus.SET_INBAND_FEC, int(expected_loss > 0))
        self._set(libopus.SET_PACKET_LOSS_PERC, expected_loss)
        self._set(libopus.SET_VBR, int(not constant))

    @property
    def lookahead(self) -> int:
        """Samples by which what is decoded lags behind what was encoded."""
        lag = ctypes.c_int32()
        code: int = self._library.opus_encoder_ctl(self._state, libopus.GET_LOOKAHEAD, ctypes.byref(lag))
        if code != libopus.OK:
            raise EngineFailed(f"libopus does not tell its delay: {libopus.said(code)}.")
        return lag.value

    def encode(self, frame: Samples) -> bytes:
        """The packet of one frame: ``self.frame`` samples, int16 mono, else ``BadAudio``."""
        if frame.shape != (self.frame,) or frame.dtype != np.int16:
            raise BadAudio(f"A frame has {self.frame} int16 samples, not {frame.dtype} {frame.shape}.")
        size: int = self._library.opus_encode(
            self._state, frame.tobytes(), self.frame, self._address, MAX_PACKET
        )
        if size < 0:
            raise EngineFailed(f"libopus did not encode: {libopus.said(size)}.")
        return ctypes.string_at(self._address, size)

    def _set(self, request: int, value: int) -> None:
        code: int = self._library.opus_encoder_ctl(self._state, request, ctypes.c_int32(value))
        if code != libopus.OK:
            raise EngineFailed(f"libopus refused setting {request}: {libopus.said(code)}.")


class OpusDecoder(_Codec):
    """Turns packets into mono sound, and covers for those that were lost.

    Stereo packets are mixed down; a packet may hold any length up to 120 ms.
    """

    def __init__(self, rate: int, frame_ms: float = 60.0) -> None:
        """A decoder that gives samples at ``rate`` (``RATES``), whatever rate the sender had.

        ``frame_ms`` is what a packet lost before any arrived is taken to have held.
        """
        frame = _frame(rate, frame_ms)
        super().__init__(rate, "decoder")
        self._last = frame  # samples of the last packet, which a lost one most likely had too
        self._buffer = np.zeros(int(rate * MAX_PACKET_SECONDS), np.int16)
        self._address: int = self._buffer.ctypes.data

    def decode(self, packet: bytes | None) -> Samples:
        """The sound of a packet, int16 mono; of a lost one (``None``), what libopus guesses it was.

        Raises ``BadAudio`` for what is not an Opus packet; the decoder goes on with the next one.
        """
        if packet is None:
            return self._decode(None, self._last, fec=False)
        self._check(packet)
        samples = self._decode(packet, len(self._buffer), fec=False)
        self._last = len(samples)
        return samples

    def decode_several(self, packets: Sequence[bytes]) -> tuple[Samples, int]:
        """The sound of packets that follow each other, int16 mono, in one piece, which costs less; and how
        many of them were not Opus packets: they are left out."""
        state, decode, most = self._state, self._library.opus_decode, len(self._buffer)
        sound = np.empty(most * len(packets), np.int16)
        address: int = sound.ctypes.data
        filled = spoiled = 0
        for packet in packets:
            # libopus refuses by itself what is no packet; only an empty one it takes for lost.
            count: int = (
                decode(state, packet, len(packet), address + 2 * filled, most, 0)
                if 0 < len(packet) <= MAX_PACKET
                else libopus.INVALID_PACKET
            )
            if count > 0:
                self._last = count
                filled += count
            else:
                spoiled += 1
        return sound[:filled], spoiled

    def recover(self, following: bytes) -> Samples:
        """The sound of a lost packet from the copy in the one that follows it (in-band FEC).

        Call before ``decode(following)``. Where the packet carries no copy, the sound is a guess.
        """
        self._check(following)
        return self._decode(following, self._last, fec=True)

    def reset(self) -> None:
        """Forget the stream, as before its first packet."""
        self._library.opus_decoder_ctl(self._state, libopus.RESET_STATE)

    def _check(self, packet: bytes) -> None:
        # libopus takes an empty packet for a lost one; a peer that sends one is mistaken.
        if not packet:
            raise BadAudio("An Opus packet is empty.")
        if len(packet) > MAX_PACKET:
            raise BadAudio(f"An Opus packet of {len(packet)} bytes is larger than any may be.")
        if self._library.opus_decoder_get_nb_samples(self._state, packet, len(packet)) <= 0:
            raise BadAudio("This is not an Opus packet.")

    def _decode(self, packet: bytes | None, room: int, *, fec: bool) -> Samples:
        length = 0 if packet is None else len(packet)
        count: int = self._library.opus_decode(self._state, packet, length, self._address, room, int(fec))
        if count < 0:
            raise BadAudio(f"An Opus packet could not be decoded: {libopus.said(count)}.")
        return self._buffer[:count].copy()


def _frame(rate: int, frame_ms: float) -> int:
    if frame_ms not in FRAMES_MS:
        raise BadAudio(f"An Opus frame lasts {', '.join(f'{ms:g}' for ms in FRAMES_MS)} ms, not {frame_ms}.")
    return int(rate * frame_ms / 1_000)
