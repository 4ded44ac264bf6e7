"""Fewer n-grams: those are kept that say most beyond what shorter ones say of the same words.

Seymore and Rosenfeld 1996, "Scalable backoff language models": how often an n-gram was seen, times how much
likelier it makes its last word. What is left is weighed anew, so that every context adds up to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.packs.building.smoothing import Grams, firsts, places, sums, tails
from parley.keyboard.packs.building.tree import Level
from parley.keyboard.types import FloatArray

_LEAST = 1e-9
_UNLIKELY = -30.0
"""ln P of what is never foretold: the unknown word, and the beginning of a sentence."""
_Floats = NDArray[np.float64]


def pruned(grams: Sequence[Grams], most: Sequence[int]) -> tuple[FloatArray, FloatArray, list[Level]]:
    """ln P and ln back-off weights of single words, and the levels above, as ``building.tree`` takes them.

    ``grams``: of one word, of two, and so on; ``most``: how many of two words, of three, and so on are kept.
    """
    kept = list(grams)
    needed = np.zeros(0, np.int64)
    for place in range(len(grams) - 1, 0, -1):
        chosen = _chosen(grams[place], grams[place - 1], most[place - 1], needed)
        kept[place] = _only(grams[place], chosen)
        if place > 1:
            needed = np.unique(places(kept[place].words[:, :-1], grams[place - 1].words))
    weights = [np.zeros(len(each.shares)) for each in kept]
    for place in range(1, len(kept)):
        weights[place - 1] = _weights(kept, weights, place)
    levels = [
        Level(each.words, np.log(each.shares).astype(np.float32), weight.astype(np.float32))
        for each, weight in zip(kept[1:], weights[1:], strict=True)
    ]
    unigram = np.where(kept[0].shares > 0, np.log(np.maximum(kept[0].shares, 1e-13)), _UNLIKELY)
    return unigram.astype(np.float32), weights[0].astype(np.float32), levels


def _only(grams: Grams, chosen: NDArray[Any]) -> Grams:
    return replace(grams, words=grams.words[chosen], seen=grams.seen[chosen], shares=grams.shares[chosen])


def _chosen(grams: Grams, lower: Grams, most: int, needed: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the n-grams to keep, in order; those that longer ones begin with among them."""
    gain = _gains(grams, lower)
    gain[needed] = np.inf
    most = max(most, len(needed))
    if len(gain) > most:
        # Equal gains: the first, so that the same counts make the same pack.
        best = np.argsort(-gain, kind="stable")[:most]
        return np.sort(best)
    return np.arange(len(gain))


def _gains(grams: Grams, lower: Grams) -> _Floats:
    """How much each n-gram says, over all the times it was seen, in nats."""
    below = lower.shares[tails(grams.words, lower)]
    first = firsts(grams.words)
    left = np.maximum(1 - sums(grams.shares, first), _LEAST)
    rest = np.maximum(1 - sums(below, first), _LEAST)
    return grams.seen.astype(np.float64) * (np.log(grams.shares) - np.log(below) - np.log(left / rest))


def _weights(kept: Sequence[Grams], weights: Sequence[_Floats], place: int) -> _Floats:
    """ln of the weights with which contexts hand on to shorter ones; 0 where nothing follows."""
    grams, contexts = kept[place], kept[place - 1]
    found = np.zeros(len(contexts.shares))
    first = firsts(grams.words)
    left = np.maximum(1 - sums(grams.shares, first), _LEAST)
    rest = np.maximum(1 - sums(_estimates(kept, weights, grams.words[:, 1:]), first), _LEAST)
    found[_heads(grams.words[first], contexts)] = np.log(left / rest)[first]
    return found


def _estimates(kept: Sequence[Grams], weights: Sequence[_Floats], words: NDArray[np.int32]) -> _Floats:
    """P(last | those before it) by what is kept of a level and those below it."""
    length = int(words.shape[1])
    if length == 1:
        return kept[0].shares[words[:, 0]]
    found = places(words, kept[length - 1].words)
    missing = np.flatnonzero(found < 0)
    shares = kept[length - 1].shares[found]
    if len(missing):
        context = _heads(words[missing], kept[length - 2])
        weight = np.where(context >= 0, np.exp(weights[length - 2][context]), 1.0)
        shares[missing] = weight * _estimates(kept, weights, words[missing][:, 1:])
    return shares


def _heads(words: NDArray[np.int32], contexts: Grams) -> NDArray[np.int64]:
    """Where n-grams without their last words stand in the level below; -1 where they do not."""
    return words[:, 0].astype(np.int64) if contexts.length == 1 else places(words[:, :-1], contexts.words)
