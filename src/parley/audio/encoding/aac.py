"""AAC in ADTS frames, by PyAV (FFmpeg), which comes with the extra ``calls``."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import numpy as np

from parley.audio.encoding.format import Format
from parley.audio.pcm import Samples
from parley.errors import MissingEngine, Unsupported

_RATES: Final = (
    96_000,
    88_200,
    64_000,
    48_000,
    44_100,
    32_000,
    24_000,
    22_050,
    16_000,
    12_000,
    11_025,
    8_000,
)
"""A frame names its rate by its place here (ISO/IEC 14496-3, table 1.18)."""
_FRAME: Final = 1_024
_USUAL: Final = 64_000


class AacEncoder:
    """One stream."""

    content_type = "audio/aac"

    def __init__(self, wanted: Format) -> None:
        """Raises ``MissingEngine``, and ``Unsupported`` for a rate that AAC does not have."""
        if wanted.rate not in _RATES:
            raise Unsupported(f"AAC knows {', '.join(map(str, _RATES))} Hz, not {wanted.rate}.")
        try:
            self._av: Any = import_module("av")
        except ImportError as error:
            raise MissingEngine("aac", "pip install 'parley[calls]'") from error
        self._rate = wanted.rate
        self._codec: Any = self._av.CodecContext.create("aac", "w")
        self._codec.sample_rate = wanted.rate
        self._codec.format = "fltp"
        self._codec.layout = "mono"
        self._codec.bit_rate = wanted.bitrate or _USUAL
        self._rest: Samples = np.zeros(0, np.int16)
        self._made = 0

    def feed(self, samples: Samples) -> bytes:
        joined = np.concatenate((self._rest, samples))
        whole = len(joined) - len(joined) % _FRAME
        self._rest = joined[whole:]
        return b"".join(self._frame(joined[at : at + _FRAME]) for at in range(0, whole, _FRAME))

    def finish(self) -> bytes:
        last = self._frame(np.pad(self._rest, (0, -len(self._rest) % _FRAME))) if len(self._rest) else b""
        return last + self._packets(None)

    def _frame(self, samples: Samples) -> bytes:
        floats = (samples.astype(np.float32) / 32_768)[np.newaxis, :]
        frame = self._av.AudioFrame.from_ndarray(floats, format="fltp", layout="mono")
        frame.sample_rate = self._rate
        frame.pts = self._made
        self._made += _FRAME
        return self._packets(frame)

    def _packets(self, frame: object) -> bytes:
        return b"".join(self._headed(bytes(packet)) for packet in self._codec.encode(frame))

    def _headed(self, data: bytes) -> bytes:
        """With the header of ADTS (ISO/IEC 13818-7, 6.2): low complexity, one channel, no checksum."""
        size = len(data) + 7
        bits = 0xFFF1 << 40 | 1 << 38 | _RATES.index(self._rate) << 34 | 1 << 30
        bits |= size << 13 | 0x7FF << 2
        return bits.to_bytes(7, "big") + data
