"""Wake words by microWakeWord: four trained words come inside the ``pymicro-wakeword`` wheel (Apache-2.0)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import MissingEngine, Unsupported
from parley.speech.types import Wake

_REFRACTORY = 2.0
"""Seconds after a wake word in which the same word is not reported again: one saying spans many windows."""


class _Detector(Protocol):
    probability_cutoff: float

    def process_streaming_prob(self, features: NDArray[np.float32]) -> float | None: ...


class _Features(Protocol):
    def process_streaming(self, audio_bytes: bytes) -> Iterable[NDArray[np.float32]]: ...


class MicroWakeEngine:
    """Listens for the words built into the wheel; each listener has detectors of its own."""

    name = "microwakeword"

    def __init__(self) -> None:
        try:
            self._library: Any = import_module("pymicro_wakeword")
        except ImportError as error:
            raise MissingEngine("microwakeword", "pip install pymicro-wakeword") from error
        self._words = tuple(sorted(str(model.value) for model in self._library.Model))

    def words(self) -> Sequence[str]:
        return self._words

    def open(self, words: Sequence[str]) -> MicroWakeListener:
        """Listen for ``words``. Raises ``Unsupported`` for an unknown word, or when none is given."""
        unknown = sorted(set(words) - set(self._words))
        if unknown or not words:
            raise Unsupported(f"Wake words are {', '.join(self._words)}; not {', '.join(unknown) or 'none'}.")
        detectors: dict[str, _Detector] = {
            word: self._library.MicroWakeWord.from_builtin(self._library.Model(word))
            for word in dict.fromkeys(words)
        }
        return MicroWakeListener(detectors, cast(_Features, self._library.MicroWakeWordFeatures()))


class MicroWakeListener:
    """One stream of sound and the words looked for in it. Takes chunks of any length."""

    def __init__(self, detectors: dict[str, _Detector], features: _Features) -> None:
        self._detectors = detectors
        self._features = features
        self._heard = 0
        """Samples taken so far."""
        self._deaf_until = dict.fromkeys(detectors, 0.0)

    def feed(self, samples: Samples) -> Sequence[Wake]:
        """The wake words that ended in ``samples`` (int16 mono, 16 kHz), in order."""
        wakes: list[Wake] = []
        # A tenth of a second at a time, so that ``Wake.at`` means the same whatever the chunks.
        for start in range(0, len(samples), SPEECH_RATE // 10):
            chunk = samples[start : start + SPEECH_RATE // 10]
            self._heard += len(chunk)
            for feature in self._features.process_streaming(chunk.astype("<i2").tobytes()):
                wakes.extend(self._ended(feature, self._heard / SPEECH_RATE))
        return wakes

    def _ended(self, feature: NDArray[np.float32], now: float) -> Iterable[Wake]:
        for word, detector in self._detectors.items():
            score = detector.process_streaming_prob(feature)
            if score is None or score <= detector.probability_cutoff or now < self._deaf_until[word]:
                continue
            self._deaf_until[word] = now + _REFRACTORY
            yield Wake(word, now, min(1.0, float(score)))
