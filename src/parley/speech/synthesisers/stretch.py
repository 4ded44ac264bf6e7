"""Speech made longer or shorter without changing its pitch.

WSOLA: W. Verhelst and M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for
high quality time-scale modification of speech", ICASSP 1993.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float32]
"""Mono samples, float32, shape (n,), any scale."""

_FRAME_SECONDS: Final = 0.03
"""Two periods of a low voice fit into a frame."""
_SEARCH_SECONDS: Final = 0.006
"""How far a frame may move to line up with the one before; a period of a 165 Hz voice."""


def stretch(wave: Wave, factor: float, rate: int) -> Wave:
    """``wave`` made ``factor`` times as long.

    ``rate`` is in samples per second. A wave too short to overlap comes back as it is.
    """
    frame = round(_FRAME_SECONDS * rate) // 2 * 2
    hop = frame // 2
    search = round(_SEARCH_SECONDS * rate)
    if abs(factor - 1.0) < 0.02 or len(wave) < 2 * frame:
        return wave
    length = round(len(wave) * factor)
    window = np.hanning(frame + 1)[:-1].astype(np.float32)
    padded = np.concatenate([wave, np.zeros(frame + search, np.float32)])
    out = np.zeros(length + 2 * frame, np.float32)
    # The first half frame has nothing to overlap with.
    out[:hop] = padded[:hop] * (1 - window[:hop])
    position = 0
    for start in range(0, length, hop):
        if start > 0:
            natural = padded[position + hop : position + hop + frame]
            wanted = round(start / factor)
            first = max(0, min(wanted - search, len(wave) - hop))
            region = padded[first : wanted + search + frame]
            if len(region) < frame or len(natural) < frame:
                break
            position = first + int(np.argmax(np.correlate(region, natural, "valid")))
        out[start : start + frame] += padded[position : position + frame] * window
    return out[:length]
