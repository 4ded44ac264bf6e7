"""A sound file of any length, decoded a little at a time as the speech services take it."""

from __future__ import annotations

from collections.abc import Generator
from typing import BinaryIO

from parley.audio.containers import container_of, decoded
from parley.audio.files import check, opened, too_long
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.resample import StreamResampler
from parley.audio.track import mono
from parley.errors import BadAudio, EmptyAudio

_BLOCK = 1 << 18
"""Numbers decoded at a time, all channels together: 1 MB as float32."""


class SpeechFile:
    """An uploaded file. It blocks while it reads, so it is used in a thread; one reader at a time.

    WAV, FLAC, Ogg, AIFF and MP3 are read by libsndfile; MP4 (m4a), WebM and AAC by PyAV where that is there.
    """

    def __init__(self, file: BinaryIO, max_seconds: float) -> None:
        """Looks at the beginning of a binary file that can seek; it stays open and is the caller's to close.

        Raises ``EmptyAudio``, ``TooLong`` when its header says so, ``BadAudio``, ``MissingEngine`` when its
        kind needs PyAV.
        """
        self._file = file
        self._most = max_seconds
        self._container = container_of(file)
        if self._container is not None:
            # What it holds is told while it is read.
            self.channels = 1
            """Channels; sound in MP4 and WebM counts as one."""
            return
        with opened(file) as sound:
            check(sound)
            self.channels = sound.channels
            if sound.frames > max_seconds * sound.samplerate:
                raise too_long(max_seconds)

    def pieces(self, channel: int | None = None) -> Generator[Samples]:
        """The sound from its beginning (int16 mono, 16 kHz) in pieces of some seconds.

        ``channel``: that one only, counted from 0; None for the mean of all. Raises ``EmptyAudio``,
        ``TooLong``, ``BadAudio``.
        """
        if self._container is not None:
            yield from self._from_container(self._container)
            return
        with opened(self._file) as sound:
            resampler = StreamResampler(sound.samplerate, SPEECH_RATE)
            length, frames = 0, max(1, _BLOCK // sound.channels)
            while len(block := sound.read(frames, "float32", always_2d=True)):
                length += len(block)
                if length > self._most * sound.samplerate:
                    raise too_long(self._most)
                yield resampler.feed(mono(block if channel is None else block[:, channel : channel + 1]))
            if not length:
                raise EmptyAudio("The sound file holds no samples.")
            if length < sound.frames:
                raise BadAudio(f"The sound file is cut short: {length} of {sound.frames} samples are there.")
            yield resampler.flush()

    def _from_container(self, container: str) -> Generator[Samples]:
        length = 0
        for piece in decoded(self._file, container):
            length += len(piece)
            if length > self._most * SPEECH_RATE:
                raise too_long(self._most)
            yield piece
        if not length:
            raise EmptyAudio("The sound file holds no samples.")
