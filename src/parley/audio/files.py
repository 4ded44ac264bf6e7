"""Sound files: WAV, FLAC, Ogg (Vorbis and Opus), AIFF and MP3 in, WAV out."""

from __future__ import annotations

import io
import wave
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.audio.resample import resample
from parley.audio.track import mono
from parley.errors import BadAudio, EmptyAudio, MissingEngine, TooLong

MAX_SECONDS = 600.0
"""How much of a file is read unless the caller says otherwise."""

ACCEPTED = "WAV, FLAC, Ogg (Vorbis or Opus), AIFF or MP3"
"""The kinds of file that can be read, for a sentence in English."""

_FORMATS = frozenset({"WAV", "WAVEX", "RF64", "FLAC", "OGG", "AIFF", "MP3"})
_RATES = range(4_000, 384_001)
_MAX_CHANNELS = 32
_BLOCK = 1 << 18
"""Numbers decoded at a time, all channels together: 1 MB as float32."""

_UNKNOWN = 1 << 62
"""libsndfile gives a length beyond this where the header leaves it open, as that of a FLAC stream may.

soundfile fails at the end of such a file, so it is refused."""


class SoundFile(Protocol):
    """What is used of ``soundfile.SoundFile``: an open sound file."""

    samplerate: int
    channels: int
    frames: int
    format: str

    def read(self, frames: int, dtype: str, always_2d: bool) -> NDArray[np.float32]: ...
    def close(self) -> None: ...


def read_audio(source: Path | str | bytes, max_seconds: float = MAX_SECONDS) -> Pcm:
    """Read a sound file, from its path or its bytes, as mono PCM at its own rate.

    Channels are averaged; 8-bit, 24-bit and floating-point sound becomes int16. Raises ``EmptyAudio``
    when it holds no sound, ``TooLong`` when it holds more than ``max_seconds`` (told from the header
    where that is honest, while reading where it is not), ``BadAudio`` when it is damaged or something
    else, and ``OSError`` when the path cannot be opened.
    """
    with opened(source) as file:
        check(file)
        limit = int(max_seconds * file.samplerate)
        if file.frames > limit:
            raise too_long(max_seconds)
        blocks: list[Samples] = []
        length = 0
        for block in _blocks(file):
            length += len(block)
            if length > limit:
                raise too_long(max_seconds)
            blocks.append(block)
        if not length:
            raise EmptyAudio("The sound file holds no samples.")
        if length < file.frames:
            raise BadAudio(f"The sound file is cut short: {length} of {file.frames} samples are there.")
        return Pcm(np.concatenate(blocks), file.samplerate)


def read_speech(source: Path | str | bytes, max_seconds: float = MAX_SECONDS) -> Samples:
    """Read a sound file as the speech services take it: mono int16, 16 kHz. Raises as ``read_audio`` does."""
    pcm = read_audio(source, max_seconds)
    return resample(pcm.samples, pcm.rate, SPEECH_RATE)


def write_wav(target: Path | str | BinaryIO, pcm: Pcm) -> None:
    """Write 16-bit mono WAV to a path, or to a binary file that can seek."""
    destination = target if isinstance(target, io.IOBase) else str(target)
    with wave.open(cast("BinaryIO", destination), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(pcm.rate)
        file.writeframes(pcm.samples.astype("<i2").tobytes())


@contextmanager
def opened(source: Path | str | bytes | BinaryIO) -> Generator[SoundFile]:
    """The decoder of a file, closed afterwards; what libsndfile complains about becomes ``BadAudio``.

    A binary file that can seek is read from its beginning, and stays open.
    """
    soundfile = _soundfile()
    size, head = _beginning(source)
    if not size:
        raise EmptyAudio("The sound file is empty.")
    if _cut_short(head, size):
        raise BadAudio("The sound file is cut short: its header promises more than there is.")
    if isinstance(source, Path | str) and Path(source).suffix.lower() == ".raw":
        raise BadAudio(f"A .raw file does not say what it holds. Send {ACCEPTED}.")
    try:
        file = cast(
            "SoundFile",
            soundfile.SoundFile(_readable(source)),
        )
        try:
            if file.format not in _FORMATS:
                raise BadAudio(f"{file.format} files are not accepted. Send {ACCEPTED}.")
            yield file
        finally:
            file.close()
    except soundfile.SoundFileError as error:
        raise BadAudio(f"This is not a sound file that can be read. Send {ACCEPTED}.") from error


def check(file: SoundFile) -> None:
    """Raises ``BadAudio`` for sound that is of another kind than any that there is."""
    if file.samplerate not in _RATES or not 1 <= file.channels <= _MAX_CHANNELS:
        raise BadAudio(f"Sound of {file.samplerate} Hz and {file.channels} channels is not accepted.")
    if file.frames >= _UNKNOWN:
        raise BadAudio("The sound file does not say how long it is.")


def _blocks(file: SoundFile) -> Iterator[Samples]:
    """The sound in mono int16 pieces of bounded size, each decoded when asked for."""
    frames = _BLOCK // file.channels
    # Always through floats: libsndfile does not scale floating-point files when it reads them as integers.
    while len(block := file.read(frames, "float32", always_2d=True)):
        yield mono(block)


def _readable(source: Path | str | bytes | BinaryIO) -> object:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return str(source) if isinstance(source, Path | str) else source


def _beginning(source: Path | str | bytes | BinaryIO) -> tuple[int, bytes]:
    """(size in bytes, first eight bytes)"""
    if isinstance(source, bytes):
        return len(source), source[:8]
    if not isinstance(source, Path | str):
        size = source.seek(0, io.SEEK_END)
        source.seek(0)
        head = source.read(8)
        source.seek(0)
        return size, head
    path = Path(source)
    with path.open("rb") as file:
        return path.stat().st_size, file.read(8)


def _cut_short(head: bytes, size: int) -> bool:
    """Whether a WAV or AIFF file is smaller than its own header says.

    libsndfile would read what is there, and half a sentence would be taken for a whole one. A program
    that writes to a pipe cannot know the size and puts in about 2 or 4 GiB: that is no promise. Some
    recorders count a few bytes too many.
    """
    if head[:4] not in (b"RIFF", b"FORM"):
        return False
    promised = int.from_bytes(head[4:8], "little" if head[:4] == b"RIFF" else "big")
    return promised < 0x7FFF_0000 and promised + 8 > size + 64


def too_long(max_seconds: float) -> TooLong:
    """The error for a file of more seconds than that."""
    return TooLong(f"The sound file is longer than {max_seconds:g} seconds.")


def _soundfile() -> ModuleType:
    try:
        return import_module("soundfile")
    except ImportError as error:
        raise MissingEngine("soundfile", "pip install soundfile") from error
