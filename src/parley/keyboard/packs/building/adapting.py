"""A model of text in general brought closer to how people type, by counts of a smaller text.

P(w | h) becomes (1 - a) · P(w | h) + a · f(w | h), where f is how often w followed h in the smaller text, and
a = n / (n + k · t) for the n times that h was seen there, before t different words (for k = 1 method C of
Witten and Bell 1991, "The zero-frequency problem"). Where the model backs off, its weight is multiplied by
1 - a, and set right for what changed in the shorter context, so that probabilities still add up to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.packs.building.tree import Level
from parley.keyboard.types import FloatArray, IntArray

_Keys = NDArray[np.int64]
_Floats = NDArray[np.float64]
_BITS = 20
"""Of a word in a key."""
_WORD = (1 << _BITS) - 1
_LEAST = 1e-6
"""Of a probability that is left."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How much the smaller text counts."""

    single: float = 0.2
    """Its weight in the probabilities of single words."""
    pairs: float = 8.0
    """k after one word: the less, the more it counts."""
    triples: float = 8.0
    """k after two."""
    seldom: int = 2
    """Triples that the model lacks and that were seen less often are left out."""


Model = tuple[FloatArray, FloatArray, tuple[Level, Level]]
"""As ``tree.model_arrays`` takes it: ln P and ln back-off weights of single words; pairs and triples."""


def adapted(model: Model, sentences: Iterable[list[int]], boundary: int, trust: Trust | None = None) -> Model:
    """``sentences``: words by their numbers, 0 where unknown; ``boundary`` is put before and after each."""
    trust = trust or Trust()
    unigram, weights, (pairs, triples) = model
    stream = np.array([boundary, *(each for one in sentences for each in (*one, boundary))], np.int64)
    counts = np.bincount(stream, minlength=len(unigram)).astype(np.float64)
    counts[0] = 0
    share = counts / max(counts.sum(), 1)
    single = np.log((1 - trust.single) * np.exp(unigram.astype(np.float64)) + trust.single * share)
    single[0] = unigram[0]

    seen, many = _counted(stream, 2, boundary)
    keys, prior, inner = _united(seen, pairs)
    new = np.isnan(prior)
    told = keys[~new]
    outer = weights + _rest(told >> _BITS, unigram[told & _WORD], single[told & _WORD], len(weights))
    before = prior.copy()
    prior[new] = outer[keys[new] >> _BITS] + single[keys[new] & _WORD]
    second, contexts, left = _mixed(keys, prior, seen, many, trust.pairs)
    outer[contexts] += left

    seen, many = _counted(stream, 3, boundary)
    frequent = (many >= trust.seldom) | np.isin(seen, _keys(triples.words))
    seen, many = seen[frequent], many[frequent]
    longer, prior, _ = _united(seen, triples)
    new = np.isnan(prior)
    shorter = longer & (1 << 2 * _BITS) - 1
    context = np.searchsorted(keys, longer >> _BITS)
    was = _after(keys, before, weights, unigram, shorter)
    now = _after(keys, second, outer, single, shorter)
    inner += _rest(context[~new], was[~new], now[~new], len(keys))
    prior[new] = inner[context[new]] + now[new]
    third, contexts, left = _mixed(longer, prior, seen, many, trust.triples)
    inner[np.searchsorted(keys, contexts)] += left
    return (
        single.astype(np.float32),
        outer.astype(np.float32),
        (_level(keys, 2, second, inner), _level(longer, 3, third, np.zeros(len(third)))),
    )


def _rest(context: _Keys, was: NDArray[Any], now: _Floats, size: int) -> _Floats:
    """ln of what back-off weights are multiplied by, since what they back off to has changed.

    ``was``, ``now``: ln P of the words that a context has itself, as the shorter context had and has them.
    """
    taken, takes = (np.bincount(context, np.exp(each, dtype=np.float64), size) for each in (was, now))
    return np.log(np.maximum(1 - taken, _LEAST) / np.maximum(1 - takes, _LEAST))


def _after(
    keys: _Keys, values: _Floats, weights: NDArray[Any], single: NDArray[Any], pairs: _Keys
) -> _Floats:
    """ln P of the second words of pairs after the first: as ``keys`` have them, or by backing off."""
    at = np.minimum(np.searchsorted(keys, pairs), len(keys) - 1)
    known = (keys[at] == pairs) & ~np.isnan(values[at])
    return np.where(known, values[at], weights[pairs >> _BITS] + single[pairs & _WORD])


def _counted(stream: _Keys, length: int, boundary: int) -> tuple[_Keys, _Floats]:
    """N-grams of known words that do not reach over a boundary, as keys in order, and how often each is."""
    size = max(0, len(stream) - length + 1)
    keys, known = np.zeros(size, np.int64), np.ones(size, np.bool_)
    for place in range(length):
        words = stream[place : place + size]
        keys = keys << _BITS | words
        known &= (words != 0) & ((words != boundary) | (place in (0, length - 1)))
    found, many = np.unique(keys[known], return_counts=True)
    return found, many.astype(np.float64)


def _keys(words: IntArray) -> _Keys:
    keys = np.zeros(len(words), np.int64)
    for place in range(words.shape[1]):
        keys = keys << _BITS | words[:, place]
    return keys


def _united(seen: _Keys, level: Level) -> tuple[_Keys, _Floats, _Floats]:
    """N-grams of both in order; ln P and back-off weights of those of ``level``, else no number and 0."""
    own = _keys(level.words)
    keys = np.union1d(seen, own)
    at = np.searchsorted(keys, own)
    values, weights = np.full(len(keys), np.nan), np.zeros(len(keys))
    values[at], weights[at] = level.values, level.weights
    return keys, values, weights


def _mixed(
    keys: _Keys, prior: _Floats, seen: _Keys, many: _Floats, k: float
) -> tuple[_Floats, _Keys, _Floats]:
    """New ln P of ``keys``; the contexts that were seen, in order, and ln (1 - a) of each."""
    if not len(seen):
        return prior, seen, many
    contexts, of, types = np.unique(seen >> _BITS, return_inverse=True, return_counts=True)
    total = np.bincount(of, many, len(contexts))
    trusted = total / (total + k * types)
    share = np.zeros(len(keys))
    share[np.searchsorted(keys, seen)] = many / total[of]
    at = np.minimum(np.searchsorted(contexts, keys >> _BITS), len(contexts) - 1)
    a = np.where(contexts[at] == keys >> _BITS, trusted[at], 0.0)
    return np.log((1 - a) * np.exp(prior) + a * share), contexts, np.log1p(-trusted)


def _level(keys: _Keys, length: int, values: _Floats, weights: _Floats) -> Level:
    words: IntArray = np.column_stack(
        [keys >> _BITS * place & _WORD for place in range(length - 1, -1, -1)]
    ).astype(np.int32)
    return Level(words, values.astype(np.float32), weights.astype(np.float32))
