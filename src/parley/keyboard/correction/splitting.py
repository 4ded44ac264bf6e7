"""Two words that were typed as one: the space bar was missed, or a key above it was hit instead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import SPECIAL, UNKNOWN

_MISSED = 4.5
"""-ln P that a space is not typed; a stated guess, as are the others."""
_BESIDE = 6.0
"""-ln P that a key above the space bar is hit instead."""
_ABOVE = "cvbnm"
_RARE = -13.0
"""ln P of a word that is hardly ever written; of short ones, names of anything, more is wanted."""
_RARE_SHORT = -8.0
_SHORT = 2
_ALONE = frozenset({"a", "I"})
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Split:
    """Two words instead of one."""

    left: str
    right: str
    likely: float
    """ln P of both here, and of their space going astray."""


def splits(pack: Pack, typed: str, before: tuple[int, int] | None) -> list[Split]:
    """The likeliest ways to read a plain word as two, at most three.

    ``before``: numbers of the two words before, the nearest last; None where nothing is known of them.
    """
    found: list[tuple[float, int, int]] = []
    unigram = pack.model.unigram
    for place in range(1, len(typed)):
        left = _known(pack, typed[:place])
        if left == UNKNOWN:
            continue
        cost = float(unigram[left]) - _MISSED
        if right := _known(pack, typed[place:]):
            found.append((cost + float(unigram[right]), left, right))
        if typed[place] in _ABOVE and (right := _known(pack, typed[place + 1 :])):
            found.append((cost + float(unigram[right]) + _MISSED - _BESIDE, left, right))
    best = sorted(found, reverse=True)[:_KEPT]
    if not best:
        return []
    lefts = np.array([left for _, left, _ in best], np.int32)
    rights = np.array([right for _, _, right in best], np.int32)
    base = np.array([cost for cost, _, _ in best]) - unigram[lefts] - unigram[rights]
    width = max(pack.model.order - 1, 1)
    rows = np.zeros((len(best), width), np.int32)
    if before is not None:
        rows[:, -min(width, 2) :] = before[-min(width, 2) :]
        base += pack.model.score(rows, lefts)
    else:
        base += unigram[lefts]
    rows[:, :-1], rows[:, -1] = rows[:, 1:].copy(), lefts
    base += pack.model.score(rows, rights)
    return [
        Split(pack.words.text(left), pack.words.text(right), float(likely))
        for (_, left, right), likely in zip(best, base, strict=True)
    ]


def _known(pack: Pack, word: str) -> int:
    """The number of a word that may well be one of two; 0 for none."""
    written = "I" + word[1:] if word == "i" or word.startswith("i'") else word
    if not word or (len(word) == 1 and written not in _ALONE):
        return UNKNOWN
    id = pack.words.id(written)
    rare = _RARE_SHORT if len(word) <= _SHORT else _RARE
    return id if id >= SPECIAL and float(pack.model.unigram[id]) > rare else UNKNOWN
