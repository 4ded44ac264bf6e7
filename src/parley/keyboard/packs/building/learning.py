"""A model from sentences: counted, smoothed, pruned, laid out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.packs.building.counts import Counter, bits
from parley.keyboard.packs.building.pruning import pruned
from parley.keyboard.packs.building.smoothing import smoothed
from parley.keyboard.packs.building.tree import model_arrays
from parley.keyboard.packs.words import END, SPECIAL
from parley.keyboard.types import FloatArray

_SENTENCE = 12.0
"""Words of a sentence, to guess how likely its end is before anything is counted."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a pack becomes."""

    words: int = 60_000
    ngrams: tuple[int, ...] = (700_000, 500_000)
    """N-grams of two words, of three, (of four) that are kept."""


@dataclass(frozen=True, slots=True)
class Model:
    """What ``write_pack`` takes as ``ngrams``, and what was counted for it."""

    arrays: Mapping[str, NDArray[Any]]
    unigram: FloatArray
    """(words,) ln P of all numbers, the first three among them."""
    counted: int
    """Words of running text."""


def learned(
    sentences: Iterable[Sequence[str]],
    words: Sequence[str],
    size: Size,
    prior: Mapping[str, float] | None = None,
    weight: float = 0.0,
) -> Model:
    """The model of sentences that are cut into words.

    ``words``: those with the numbers from 3 on. ``prior``: how often each is used elsewhere (any scale;
    missing ones count as the least), which has the ``weight`` 0 to 1 in the probabilities of single words.
    Raises ``ValueError`` for more words than n-grams of this length can number.
    """
    order = len(size.ngrams) + 1
    if len(words) + SPECIAL > 1 << bits(order):
        raise ValueError(f"{len(words)} words are too many for n-grams of {order}")
    ids = {word: number for number, word in enumerate(words, SPECIAL)}
    with (
        tempfile.TemporaryDirectory(prefix="parley-counts-") as folder,
        Counter(order, Path(folder)) as counter,
    ):
        for sentence in sentences:
            counter.add([ids.get(word, 0) for word in sentence])
        keys, seen, seldom = counter.counts()
        counted = counter.counted
    grams = smoothed(order, keys, seen, seldom, _prior(words, prior), weight)
    unigram, weights, levels = pruned(grams, size.ngrams)
    return Model(model_arrays(unigram, weights, levels), unigram, counted)


def _prior(words: Sequence[str], prior: Mapping[str, float] | None) -> NDArray[np.float64]:
    shares = np.zeros(len(words) + SPECIAL)
    if prior:
        shares[SPECIAL:] = [prior.get(word, 0.0) for word in words]
        shares[SPECIAL:] = np.maximum(shares[SPECIAL:], min(each for each in prior.values() if each > 0))
    else:
        shares[SPECIAL:] = 1.0
    shares[END] = shares.sum() / _SENTENCE
    return shares / shares.sum()
