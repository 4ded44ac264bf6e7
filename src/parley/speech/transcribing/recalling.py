"""A detector of speech that recalls how sure it was."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.voice_activity import WINDOW, VoiceActivity


class Recalling:
    """Hands on to another detector and keeps its answers: 0.5 MB for each hour of sound."""

    def __init__(self, activity: VoiceActivity) -> None:
        self._activity = activity
        self._answers = array("f")

    def feed(self, window: Samples) -> float:
        probability = self._activity.feed(window)
        self._answers.append(probability)
        return probability

    def feed_all(self, windows: Samples) -> Sequence[float]:
        probabilities = self._activity.feed_all(windows)
        self._answers.extend(probabilities)
        return probabilities

    def reset(self) -> None:
        """What it told is kept: a pause does not begin the sound anew."""
        self._activity.reset()

    def mean(self, start: float, end: float) -> float | None:
        """Mean probability between two places, in seconds; None where nothing lies there."""
        first = int(start * SPEECH_RATE) // WINDOW
        told = self._answers[first : max(first + 1, int(end * SPEECH_RATE) // WINDOW)]
        return sum(told) / len(told) if told else None
