"""A sound file decoded a little at a time, from anywhere in it: for music, which is long."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import Samples
from parley.audio.resample import StreamResampler
from parley.errors import BadAudio, MissingEngine

SUFFIXES = frozenset({".mp3", ".flac", ".ogg", ".oga", ".opus", ".wav", ".aif", ".aiff"})
"""Of the files that can be played."""

_PIECE = 0.5
"""Seconds decoded at a time: some milliseconds of work."""
_RATES = range(4_000, 384_001)
_MOST_CHANNELS = 32


class Track:
    """One file, open. It blocks while it reads, so it is used in a thread; one at a time."""

    def __init__(self, path: Path, rate: int, start: float = 0.0) -> None:
        """Read ``path`` from ``start`` (seconds) on, as mono at ``rate``. Raises ``BadAudio``."""
        self._file = _open(path)
        try:
            self.seconds: float = self._file.frames / self._file.samplerate
            """Length; as far as the header tells."""
            if start > 0 and self._file.seekable():
                self._file.seek(min(round(start * self._file.samplerate), self._file.frames))
            self._resampler = StreamResampler(self._file.samplerate, rate)
            self._over = False
        except BaseException:  # raised again: whatever it was, nobody else would close the file
            self._file.close()
            raise

    def read(self) -> Samples:
        """The next half second or so; nothing at the end. Raises ``BadAudio``."""
        if self._over:
            return np.zeros(0, np.int16)
        while True:
            try:
                block = self._file.read(round(_PIECE * self._file.samplerate), "float32", always_2d=True)
            except (RuntimeError, OSError) as error:
                raise BadAudio("A music file is damaged.") from error
            if not len(block):
                self._over = True
                return self._resampler.flush()
            samples = self._resampler.feed(mono(block))
            if len(samples):
                return samples

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def mono(block: NDArray[np.float32]) -> Samples:
    """The channels of a block (frames, channels) in one, as int16."""
    flat = block[:, 0] if block.shape[1] == 1 else block.mean(axis=1, dtype=np.float32)
    bounded = np.clip(np.nan_to_num(flat), -1.0, 1.0)
    return np.minimum(np.rint(bounded * 32_768.0), 32_767).astype(np.int16)


_TAGS = {"title": "title", "artist": "artist", "album": "album", "genre": "genre", "number": "tracknumber"}


def tags(path: Path) -> tuple[float, Mapping[str, str]]:
    """Length in seconds, and what the file says of itself: title, artist, album, genre, number.

    Raises ``BadAudio`` for what cannot be played.
    """
    file = _open(path)
    try:
        found = {name: str(getattr(file, key, "") or "").strip() for name, key in _TAGS.items()}
        return file.frames / file.samplerate, {name: text for name, text in found.items() if text}
    finally:
        file.close()


def _open(path: Path) -> Any:
    try:
        library: Any = importlib.import_module("soundfile")
    except ImportError as error:
        raise MissingEngine("soundfile", "pip install soundfile") from error
    try:
        file = library.SoundFile(str(path))
    except (RuntimeError, OSError, TypeError) as error:
        raise BadAudio("A music file cannot be read.") from error
    if file.samplerate not in _RATES or not 1 <= file.channels <= _MOST_CHANNELS:
        file.close()
        raise BadAudio(f"Sound of {file.samplerate} Hz and {file.channels} channels is not accepted.")
    return file
