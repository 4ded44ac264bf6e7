"""Packs of a few words, for tests that need to know all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from parley.keyboard.decoding.lexicon import arrays_for
from parley.keyboard.packs.building.tree import Level, model_arrays
from parley.keyboard.packs.pack import Pack, write_pack
from parley.keyboard.packs.words import SPECIAL
from parley.keyboard.types import Known


def tiny_pack(
    path: Path,
    words: Sequence[str],
    language: str,
    pairs: Sequence[tuple[str, str]] = (),
    readings: Mapping[str, str] | None = None,
) -> Pack:
    """A pack of words, all but equally likely, and of pairs whose second word mostly follows the first.

    ``readings``: of Chinese words, syllables with their tones (``ping2 guo3``).
    """
    count = len(words) + SPECIAL
    unigram = np.full(count, -5.0, np.float32)
    unigram[:SPECIAL] = -20
    unigram[SPECIAL:] -= np.arange(len(words)) / 100
    number = {word: id for id, word in enumerate(words, SPECIAL)}
    ids = np.array([(number[one], number[other]) for one, other in pairs], np.int32).reshape(-1, 2)
    level = Level(ids, np.full(len(ids), -0.1, np.float32), np.zeros(len(ids), np.float32))
    ngrams = model_arrays(unigram, np.full(count, -3.0, np.float32), [level])
    arrays = {}
    if readings is not None:
        each = {word: [(reading, 1.0)] for word, reading in readings.items()}
        arrays = arrays_for(["", "", "", *words], unigram, each)
    write_pack(path, Known(language, "tiny", "CC0-1.0"), words, ngrams, arrays)
    return Pack.open(path)
