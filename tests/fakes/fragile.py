"""A recogniser that loud sound drives to the worst, in a process of its own."""

from __future__ import annotations

import os
import time

from parley.audio.pcm import Samples
from parley.speech.types import Hints, Hypothesis

CRASHES, HANGS = 20_000, 30_000
"""Peaks from which on it crashes, or hangs."""


class FragileRecogniser:
    """Hears "what time is it" in everything that does not break it."""

    name = "fragile"
    languages = frozenset({"en"})
    partials = False

    def open(self, hints: Hints) -> FragileHearing:
        return FragileHearing()


class FragileHearing:
    def __init__(self) -> None:
        self._peak = 0

    def feed(self, samples: Samples) -> None:
        self._peak = max(self._peak, int(samples.max()))

    def finish(self) -> Hypothesis:
        if self._peak >= HANGS:
            time.sleep(3600)
        if self._peak >= CRASHES:
            os._exit(139)
        return Hypothesis("what time is it", "en", final=True, engine="fragile")

    def close(self) -> None:
        pass
