"""Which features count, and how much: TF-IDF, learned from the examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Row = tuple[NDArray[np.intp], Floats]
"""Places of an utterance's features in the vocabulary, and their weights; of length 1 as a vector."""


class Vocabulary:
    """The features that are worth looking at."""

    def __init__(self, names: Sequence[str], rarity: Floats) -> None:
        self.names = names
        self.rarity = rarity
        self._places = dict(zip(names, range(len(names)), strict=True))

    @classmethod
    def learned(cls, counts: Iterable[Mapping[str, int]]) -> Vocabulary:
        """Every word, and the runs of characters that were found in two utterances."""
        found: Counter[str] = Counter()
        total = 0
        for one in counts:
            total += 1
            found.update(one.keys())
        kept = [name for name, times in found.items() if times > 1 or name[0] == "="]
        times = np.array([found[name] for name in kept], np.float64)
        return cls(kept, (np.log((1 + total) / (1 + times)) + 1).astype(np.float32))

    def __len__(self) -> int:
        return len(self.names)

    def row(self, counts: Mapping[str, int]) -> Row:
        """The utterance as a sparse vector, half of it words and half of it runs of characters."""
        places = self._places
        known = [
            (place, n, name[0] == "=")
            for name, n in counts.items()
            if (place := places.get(name)) is not None
        ]
        if not known:
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        where, times, word = (np.array(column) for column in zip(*known, strict=True))
        weights = (1 + np.log(times.astype(np.float32))) * self.rarity[where]
        squares = weights * weights
        words, runs = float(squares[word].sum()), float(squares[~word].sum())
        halves = 2.0 if words and runs else 1.0
        weights /= np.sqrt(halves * np.where(word, words or 1.0, runs or 1.0))
        return where.astype(np.intp), weights.astype(np.float32)
