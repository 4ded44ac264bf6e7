"""Cutting a long utterance at its quietest places, for recognisers that hear only so much at once."""

from __future__ import annotations

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples

_FRAME = SPEECH_RATE // 50
"""Samples in a 20 ms frame."""

_PAUSE = 15
"""Frames (0.3 s) over which loudness is averaged: longer than the closure of a stop consonant."""


def quietest(samples: Samples, earliest: int, latest: int) -> int:
    """Index of the quietest place in ``samples[earliest:latest]``, to the nearest 20 ms.

    ``earliest`` when the range is shorter than a pause.
    """
    frames = (min(latest, len(samples)) - earliest) // _FRAME
    if frames <= _PAUSE:
        return earliest
    window = samples[earliest : earliest + frames * _FRAME].astype(np.float32).reshape(frames, _FRAME)
    loudness = np.log(np.mean(window * window, axis=1) + 1.0)
    averages = np.convolve(loudness, np.ones(_PAUSE), mode="valid")
    # The last of equally quiet places, so that a silent stretch is cut late and pieces stay few.
    best = len(averages) - 1 - int(np.argmin(averages[::-1]))
    return earliest + (best + _PAUSE // 2) * _FRAME


_GROWTH = 0.2
"""Share by which an unfinished piece must grow before it is decoded again: bounds what partials cost."""


def due_after(decoded: int, interval: int) -> int:
    """How long a piece is to be, in samples, when it is decoded again for a partial result: after
    ``interval`` more of it than was ``decoded`` the last time, or a fifth more."""
    return decoded + max(interval, int(_GROWTH * decoded))
