"""Six real people who say digits."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
import soundfile
import soxr

from data import TEST_DATA
from parley.audio.pcm import SPEECH_RATE, Samples


@cache
def speakers_of_digits() -> dict[str, list[Samples]]:
    """Six people, each with three recordings of ten digits in a row, 4 to 5 s long."""
    parts: dict[tuple[str, int], list[Samples]] = defaultdict(list)
    for path in sorted((TEST_DATA / "speech" / "fsdd").glob("*.wav")):
        _, name, take = path.stem.split("_")
        sound, rate = soundfile.read(path, dtype="float32")
        wide = soxr.resample(sound, rate, SPEECH_RATE)
        parts[name, int(take)].append((np.clip(wide, -1, 1) * 32_767).astype(np.int16))
    found: dict[str, list[Samples]] = defaultdict(list)
    for (name, _), pieces in sorted(parts.items()):
        found[name].append(np.concatenate(pieces))
    return found
