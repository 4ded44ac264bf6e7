"""An utterance without its pauses: only what Silero's network takes for speech."""

from __future__ import annotations

import numpy as np

from parley.audio.pcm import Samples
from parley.audio.voice_activity import WINDOW, VoiceActivity, voice_activity

_SPEECH = 0.5
"""Probability from which a window of 32 ms is speech."""
_AROUND = 3
"""Windows before and after that are kept with it: 0.1 s, so that consonants stay."""


def speech_only(samples: Samples, activity: VoiceActivity | None = None) -> Samples:
    """The speech in the samples (int16 mono, 16 kHz), in one piece; empty where nobody speaks."""
    detector = activity or voice_activity()
    whole = len(samples) // WINDOW
    if not whole:
        return samples[:0]
    pieces = samples[: whole * WINDOW].reshape(whole, WINDOW)
    speech = np.array(detector.feed_all(samples[: whole * WINDOW])) >= _SPEECH
    kept = np.convolve(speech, np.ones(2 * _AROUND + 1), mode="same") > 0
    return np.ascontiguousarray(pieces[kept].reshape(-1))
