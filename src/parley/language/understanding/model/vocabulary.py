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
        self._word = np.array([name[0] == "=" for name in names], np.bool_)

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

    def place(self, name: str) -> int | None:
        """Where a feature is."""
        return self._places.get(name)

    def __len__(self) -> int:
        return len(self.names)

    def row(self, counts: Mapping[str, int]) -> Row:
        """The utterance as a sparse vector, half of it words and half of it runs of characters."""
        return self.rows((counts,))[0]

    def rows(self, counts: Sequence[Mapping[str, int]], known: NDArray[np.bool_] | None = None) -> list[Row]:
        """The same of several; with ``known``, as if there were no other features."""
        places = self._places
        every = [places.get(name, -1) for one in counts for name in one]
        where = np.array(every, np.intp)
        times = np.array([often for one in counts for often in one.values()], np.float32)
        owner = np.repeat(np.arange(len(counts)), [len(one) for one in counts])
        kept = where >= 0
        if known is not None:
            kept &= known[where]
        where, owner = where[kept], owner[kept]
        weights = (1 + np.log(times[kept])) * self.rarity[where]
        block = 2 * owner + self._word[where]
        squares = np.bincount(block, weights * weights, minlength=2 * len(counts))
        both = (squares.reshape(-1, 2) > 0).all(1)
        weights /= np.sqrt(np.where(both, 2.0, 1.0)[owner] * squares[block])
        ends = np.cumsum(np.bincount(owner, minlength=len(counts)))[:-1]
        return list(zip(np.split(where, ends), np.split(weights.astype(np.float32), ends), strict=True))
