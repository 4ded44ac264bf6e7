"""Voice activity without a network: from a script, or from loudness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parley.audio.pcm import Samples
from parley.audio.voice_activity import WINDOW, OneByOne


class ScriptedVoiceActivity(OneByOne):
    """Gives the probabilities of its script, one a window, and ``after`` when the script is over."""

    def __init__(self, script: Sequence[float], after: float = 0.0) -> None:
        self._script = script
        self._after = after
        self._at = 0
        self.resets = 0
        """How often ``reset`` was called."""

    def feed(self, window: Samples) -> float:
        assert window.shape == (WINDOW,) and window.dtype == np.int16
        self._at += 1
        return self._script[self._at - 1] if self._at <= len(self._script) else self._after

    def reset(self) -> None:
        self._at = 0
        self.resets += 1


class LoudnessVoiceActivity(OneByOne):
    """Takes every window whose root mean square reaches ``level`` (in sample units) for speech."""

    def __init__(self, level: float = 500.0) -> None:
        self._level = level

    def feed(self, window: Samples) -> float:
        assert window.shape == (WINDOW,) and window.dtype == np.int16
        return 1.0 if float(np.sqrt(np.mean(np.square(window, dtype=np.float64)))) >= self._level else 0.0

    def reset(self) -> None:
        """It remembers nothing."""
