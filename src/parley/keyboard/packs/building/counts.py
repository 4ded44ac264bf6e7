"""How often words stand together, counted in bounded memory: full buffers are sorted and put on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.packs.words import BEGINNING, END

_Keys = NDArray[np.uint64]
_BUFFERED = 1 << 22
"""N-grams in memory before they are sorted: 32 MB."""
_MERGED = 1 << 22
"""N-grams that are merged at a time."""
MOST_COUNTED = 60_000_000
"""N-grams kept; of more than that those seen once are dropped, then those seen twice, and so on."""


def bits(order: int) -> int:
    """Bits for one word in a key of ``order`` words; no number may need more."""
    return 64 // order


class Counter:
    """N-grams of one length and how often they were seen. Use it as a context: it keeps files in a folder."""

    def __init__(self, order: int, folder: Path) -> None:
        """``folder`` exists and is the caller's to remove."""
        self.order = order
        self._bits = bits(order)
        self._folder = folder
        self._waiting: list[_Keys] = []
        self._many = 0
        self._runs: list[tuple[Path, Path]] = []
        self.sentences = 0
        self.counted = 0
        """Words of running text."""

    def __enter__(self) -> Counter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pair in self._runs:
            for path in pair:
                path.unlink(missing_ok=True)

    def add(self, sentence: list[int]) -> None:
        """Count a sentence's words, 0 for those that are unknown."""
        if not sentence:
            return
        self.sentences += 1
        self.counted += len(sentence)
        padded = np.array([*[BEGINNING] * (self.order - 1), *sentence, END], np.uint64)
        keys = np.zeros(len(sentence) + 1, np.uint64)
        for place in range(self.order):
            keys = (keys << np.uint64(self._bits)) | padded[place : place + len(keys)]
        self._waiting.append(keys)
        self._many += len(keys)
        if self._many >= _BUFFERED:
            self._spill()

    def _spill(self) -> None:
        if not self._waiting:
            return
        keys, counts = np.unique(np.concatenate(self._waiting), return_counts=True)
        number = len(self._runs)
        pair = self._folder / f"keys{number}.npy", self._folder / f"counts{number}.npy"
        self._runs.append(pair)
        np.save(pair[0], keys)
        np.save(pair[1], counts.astype(np.uint32))
        self._waiting.clear()
        self._many = 0

    def counts(self, most: int = MOST_COUNTED) -> tuple[_Keys, NDArray[np.int64], NDArray[np.int64]]:
        """N-grams as keys in order, how often each was seen, and how many were seen 1, 2, 3 and 4 times.

        At most about ``most`` of them; the rarest are left out, and only the last numbers know them.
        """
        self._spill()
        pieces: list[tuple[_Keys, NDArray[np.int64]]] = []
        seldom = np.zeros(4, np.int64)
        least, kept = 1, 0
        for keys, counts in self._merged():
            seldom += [np.count_nonzero(counts == each) for each in (1, 2, 3, 4)]
            frequent = counts >= least
            pieces.append((keys[frequent], counts[frequent]))
            kept += len(pieces[-1][0])
            while kept > most:
                least += 1
                pieces = [(keys[counts >= least], counts[counts >= least]) for keys, counts in pieces]
                kept = sum(len(keys) for keys, _ in pieces)
        if not pieces:
            return np.zeros(0, np.uint64), np.zeros(0, np.int64), seldom
        return np.concatenate([keys for keys, _ in pieces]), np.concatenate([n for _, n in pieces]), seldom

    def _merged(self) -> Iterator[tuple[_Keys, NDArray[np.int64]]]:
        """All runs as one, in pieces: ranges of keys that hold about as many each."""
        runs = [_run(keys, counts) for keys, counts in self._runs]
        total = sum(len(keys) for keys, _ in runs)
        if not total:
            return
        parts = max(1, total // _MERGED)
        some: list[_Keys] = [keys[:: max(1, len(keys) // 1_000)] for keys, _ in runs]
        samples = np.sort(np.concatenate([np.zeros(0, np.uint64), *some]))
        borders: list[int] = samples[len(samples) * np.arange(1, parts) // parts].tolist()
        starts = [0] * len(runs)
        for part in range(parts):
            ends = [
                keys.searchsorted(np.uint64(borders[part])) if part < len(borders) else len(keys)
                for keys, _ in runs
            ]
            part_of = [
                (keys[start:end], counts[start:end])
                for (keys, counts), start, end in zip(runs, starts, ends, strict=True)
            ]
            starts = ends
            keys = np.concatenate([keys for keys, _ in part_of])
            if len(keys):
                yield summed(keys, np.concatenate([counts for _, counts in part_of]))


def _run(keys: Path, counts: Path) -> tuple[_Keys, NDArray[np.uint32]]:
    return np.load(keys, "r"), np.load(counts, "r")


def summed(keys: _Keys, counts: NDArray[Any]) -> tuple[_Keys, NDArray[np.int64]]:
    """Keys in order, each once, with the sum of its counts."""
    if not len(keys):
        return keys, counts.astype(np.int64)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[first], np.add.reduceat(counts[order].astype(np.int64), first)
