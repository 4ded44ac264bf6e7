"""Sound in the containers of films (MP4, WebM) and bare AAC, by PyAV where it is installed."""

from __future__ import annotations

from collections.abc import Generator
from importlib import import_module
from importlib.util import find_spec
from typing import Any, BinaryIO

import numpy as np

from parley.audio.files import ACCEPTED
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio, MissingEngine

_PIECE = 4 * SPEECH_RATE
"""Samples handed on at a time."""


def container_of(file: BinaryIO) -> str | None:
    """FFmpeg's name of the container that the file begins like; None for what needs no PyAV.

    Raises ``MissingEngine`` when it is one and PyAV is not installed.
    """
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if head[4:8] == b"ftyp":
        name = "mp4"
    elif head[:4] == b"\x1a\x45\xdf\xa3":
        name = "matroska"
    elif len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        name = "aac"
    else:
        return None
    if find_spec("av") is None:
        raise MissingEngine(f"for {name} files", f"pip install 'parley[calls]', or send {ACCEPTED}")
    return name


def decoded(file: BinaryIO, container: str) -> Generator[Samples]:
    """The first track of sound (int16 mono, 16 kHz) in pieces of some seconds. Raises ``BadAudio``."""
    library: Any = import_module("av")
    file.seek(0)
    try:
        # The format is named: of the hundreds that FFmpeg knows, no other is tried on foreign bytes.
        with library.open(file, format=container, metadata_errors="ignore") as opened:
            if not opened.streams.audio:
                raise BadAudio("There is no sound in this file.")
            stream = opened.streams.audio[0]
            resampler = library.AudioResampler("s16", "mono", SPEECH_RATE)
            held: list[Samples] = []
            for frame in opened.decode(stream):
                held += [each.to_ndarray()[0] for each in resampler.resample(frame)]
                if sum(map(len, held)) >= _PIECE:
                    yield np.concatenate(held)
                    held = []
            held += [each.to_ndarray()[0] for each in resampler.resample(None)]
            if held:
                yield np.concatenate(held)
    except library.FFmpegError as error:
        raise BadAudio(f"This is not a sound file that can be read. Send {ACCEPTED}.") from error
