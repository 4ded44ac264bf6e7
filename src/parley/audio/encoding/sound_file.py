"""MP3 and FLAC, by libsndfile (LAME and libFLAC), as they are made."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from parley.audio.encoding.format import Format
from parley.audio.pcm import Samples
from parley.errors import MissingEngine, Unsupported

_MP3_RATES: Final = ((32_000, 32, 320), (16_000, 8, 160), (8_000, 8, 64))
"""From which sample rate on MP3 has which lowest and highest bit rate (kbit/s): MPEG 1, 2 and 2.5."""
_USUAL_MP3: Final = 96_000


class SoundFileEncoder:
    """One stream through libsndfile, which believes that it writes a file."""

    def __init__(self, wanted: Format) -> None:
        """``wanted`` is MP3 or FLAC. Raises ``MissingEngine`` and ``Unsupported`` (a bit rate)."""
        try:
            sound: Any = import_module("soundfile")
        except ImportError as error:
            raise MissingEngine("soundfile", "pip install soundfile") from error
        mp3 = wanted.codec == "mp3"
        self.content_type = "audio/mpeg" if mp3 else "audio/flac"
        if mp3 and "MP3" not in sound.available_formats():
            raise MissingEngine("mp3", "apt install a libsndfile of 1.1 or later, or pip install soundfile")
        self._sink = _Sink()
        level: dict[str, object] = {}
        if mp3:
            level = {"compression_level": _compression(wanted), "bitrate_mode": "CONSTANT"}
        self._file: Any = sound.SoundFile(
            self._sink,
            "w",
            wanted.rate,
            1,
            subtype="MPEG_LAYER_III" if mp3 else "PCM_16",
            format="MP3" if mp3 else "FLAC",
            **level,
        )

    def feed(self, samples: Samples) -> bytes:
        self._file.write(samples)
        return self._sink.taken()

    def finish(self) -> bytes:
        self._file.close()
        return self._sink.taken()


class _Sink:
    """A file of which only what is added at its end is kept, until it is taken.

    FLAC's header is written again when the file is closed, with its length. Whoever listens while it is made
    has the header already, which says that the length is not known.
    """

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._at = 0
        self._end = 0

    def write(self, data: bytes) -> int:
        overlap = max(0, min(len(data), self._end - self._at))
        self._waiting += bytes(data)[overlap:]
        self._at += len(data)
        self._end = max(self._end, self._at)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._end)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        return b""

    def readinto(self, buffer: object) -> int:
        return 0

    def taken(self) -> bytes:
        data = bytes(self._waiting)
        self._waiting.clear()
        return data


def _compression(wanted: Format) -> float:
    """libsndfile's level in [0, 1] for a bit rate: it goes evenly from the highest to the lowest."""
    _, low, high = next(each for each in _MP3_RATES if wanted.rate >= each[0])
    bits = (wanted.bitrate or _USUAL_MP3) // 1_000
    if not low <= bits <= high:
        raise Unsupported(f"MP3 at {wanted.rate} Hz has {low} to {high} kbit/s, not {bits}.")
    return min(1.0, max(0.0, 1.0 - (bits - low + 0.5) / (high - low)))
