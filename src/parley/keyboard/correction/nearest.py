"""Which words of a lexicon look or sound like what was typed: all are compared, in bulk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from parley.keyboard.correction.lexicon import LONGEST, Bytes, Lexicon, as_text, sketch
from parley.keyboard.correction.sounds import signs
from parley.keyboard.types import FloatArray, IntArray

COMPARED = 1_000
"""Words whose distance is computed: those whose letters and sounds differ least."""
KEPT = 64
"""Words that are looked at closely."""
_FARTHEST = 4
"""Letters that the lengths may differ by."""
_FEW = 8
"""Bits that the sketches of words that are alike seldom differ by more than."""
_FEWEST = 4
"""Bits that they may always differ by."""
_HEARD = np.uint64(48)
"""The bit of a sketch from which on it says what is heard."""
_NONE = np.zeros(0, np.float32)


class Near:
    """Words that are like what was typed, in no order. All arrays have one row a word."""

    def __init__(self, words: NDArray[np.void], distance: FloatArray, sound: FloatArray) -> None:
        self._words = words
        self.ids: IntArray = words["id"]
        """See ``lexicon.ROW`` for these."""
        self.letters: Bytes = words["letters"]
        self.lengths: Bytes = words["length"]
        self.last: Bytes = words["last"]
        self.logs: FloatArray = words["log"]
        self.valid: NDArray[np.bool_] = words["valid"]
        self.distance = distance
        """Letters wrong, missing, too many, or swapped (optimal string alignment)."""
        self.sound = sound
        """Signs of their sounds that differ, likewise."""

    def __len__(self) -> int:
        return len(self._words)

    def rows(self, places: NDArray[np.intp]) -> Near:
        """Some of them."""
        return Near(self._words.take(places), self.distance.take(places), self.sound.take(places))

    def but(self, first: int) -> Near:
        """Without the first ones."""
        return Near(self._words[first:], self.distance[first:], self.sound[first:])

    def joined(self, other: Near) -> Near:
        """Both."""
        return Near(
            np.concatenate([self._words, other._words]),
            np.concatenate([self.distance, other.distance]),
            np.concatenate([self.sound, other.sound]),
        )


def near(lexicon: Lexicon, word: str, most: int = KEPT) -> Near:
    """The words most like a plain word of 1 to ``LONGEST`` letters, itself among them if it is one."""
    numbers = lexicon.numbers(word)
    heard = np.array(signs(word), np.uint8)
    first, last = lexicon.between(max(1, len(word) - _FARTHEST), min(LONGEST, len(word) + _FARTHEST))
    wanted = np.uint64(sketch(numbers, heard))
    places = first + _alike(lexicon.sketches[first:last], wanted)
    if not len(places):  # as of a person's few own words mostly
        return Near(lexicon.table[:0], _NONE, _NONE)
    distance = _distances(numbers, lexicon.written[places])
    if len(places) > most:
        words = lexicon.table.take(places)
        unlike = np.bitwise_count((lexicon.sketches[places] ^ wanted) >> _HEARD)
        cheap = distance * np.float32(2.6) + unlike * np.float32(0.6) - words["log"] * np.float32(0.35)
        cheap += (words["letters"][:, 0] != numbers[0]) * np.float32(0.8)
        best = np.argpartition(cheap, most)[:most]
        places, distance = places[best], distance[best]
    return Near(lexicon.table.take(places), distance, _distances(heard, lexicon.heard(places)))


def _alike(sketches: NDArray[np.uint64], wanted: np.uint64) -> NDArray[np.int64]:
    """Places of at most about ``COMPARED`` words whose sketches differ least from one."""
    bits = np.bitwise_count(sketches ^ wanted)
    alike = bits <= _FEW
    for fewer in range(_FEW - 1, _FEWEST - 1, -1):
        if np.count_nonzero(alike) <= COMPARED:
            break
        alike = bits <= fewer
    return alike.nonzero()[0]


def _distances(numbers: Bytes, texts: Sequence[bytes] | NDArray[np.object_]) -> FloatArray:
    (found,) = process.cdist([as_text(numbers)], texts, scorer=OSA.distance, dtype=np.uint8)
    return found.astype(np.float32)
