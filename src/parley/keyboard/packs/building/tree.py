"""N-grams with their probabilities as the arrays of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.packs.building.quantising import quantised
from parley.keyboard.packs.ngrams import MOST_WORDS_TOGETHER
from parley.keyboard.types import FloatArray, IntArray

_WORD_BITS = 24


@dataclass(frozen=True, slots=True)
class Level:
    """N-grams of one length, in any order."""

    words: IntArray
    """(n, length), in the order they are written."""
    values: FloatArray
    """(n,) ln P(last | those before it)."""
    weights: FloatArray
    """(n,) ln of the back-off weight as a context; ignored at the last level, and where nothing follows."""


def model_arrays(
    unigram: FloatArray, weights: FloatArray, levels: Sequence[Level]
) -> dict[str, NDArray[Any]]:
    """What a pack keeps of a model.

    ``unigram``, ``weights`` (words,): ln P and ln back-off weights of single words; ``levels``: the n-grams
    of two words, of three, and so on. Of every n-gram the first words must be n-grams, too; raises
    ``ValueError`` where they are not.
    """
    if len(levels) + 1 > MOST_WORDS_TOGETHER:
        raise ValueError(f"{len(levels) + 1} words together")
    arrays: dict[str, NDArray[Any]] = {"model.unigram": unigram.astype(np.float32)}
    back = weights
    keys: list[NDArray[np.uint64]] = []
    for length, level in enumerate(levels, 2):
        parents = _places(level.words[:, :-1], keys)
        key = (parents.astype(np.uint64) << np.uint64(_WORD_BITS)) | level.words[:, -1].astype(np.uint64)
        order = np.argsort(key)
        keys.append(key[order])
        if len(key) > 1 and (np.diff(keys[-1]) == 0).any():
            raise ValueError(f"an n-gram of {length} words is there twice")
        small = np.uint16 if len(unigram) <= 1 << 16 else np.uint32
        arrays[f"model.{length}.words"] = level.words[order, -1].astype(small)
        arrays[f"model.{length}.codes"], arrays[f"model.{length}.values"] = quantised(level.values[order])
        arrays |= _contexts(length - 1, parents[order], back)
        back = level.weights[order]
    return arrays


def _places(words: IntArray, keys: Sequence[NDArray[np.uint64]]) -> NDArray[np.int64]:
    """(n, length) n-grams → where each stands in its level."""
    places = words[:, 0].astype(np.int64)
    for column, known in enumerate(keys, 1):
        wanted = (places.astype(np.uint64) << np.uint64(_WORD_BITS)) | words[:, column].astype(np.uint64)
        places = np.searchsorted(known, wanted).astype(np.int64)
        if len(wanted) and (not len(known) or (known[np.minimum(places, len(known) - 1)] != wanted).any()):
            raise ValueError("an n-gram's first words are no n-gram")
    return places


def _contexts(length: int, parents: NDArray[np.int64], weights: FloatArray) -> dict[str, NDArray[Any]]:
    """Where the rows of contexts begin, and their weights; ``parents``: of each n-gram, rising."""
    count = len(weights)
    followers = np.bincount(parents, minlength=count)
    arrays: dict[str, NDArray[Any]] = {}
    name = f"model.{length}"
    if length > 1:
        has = followers > 0
        bits = np.zeros(-(-count // 64) * 64, np.bool_)
        bits[:count] = has
        arrays[f"{name}.has"] = np.packbits(bits, bitorder="little").view("<u8")
        each = bits.reshape(-1, 64).sum(axis=1)
        arrays[f"{name}.ranks"] = (np.cumsum(each) - each).astype(np.uint32)
        followers, weights = followers[has], weights[has]
    arrays[f"{name}.starts"] = np.concatenate(([0], np.cumsum(followers))).astype(np.uint32)
    arrays[f"{name}.backs"], arrays[f"{name}.weights"] = quantised(np.where(followers > 0, weights, 0))
    return arrays
