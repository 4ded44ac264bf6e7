"""Tables on disk from text to numbers: sorted hashes, read through the page cache and not into memory.

An entry is 8 bytes, the CRC-32 of the text over a number of 32 bits, so that one binary search finds all
numbers of a text, the smallest first. What else has that hash is found, too: whoever asks compares the texts.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

Entries = NDArray[np.uint64]
_BATCH = 1 << 16


def hashed(text: str) -> int:
    """CRC-32 of a text's UTF-8."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


class Writing:
    """A table that is being filled; on disk, in the order of what comes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("wb")
        self._batch = array("Q")

    def add(self, text: str, number: int) -> None:
        self._batch.append(hashed(text) << 32 | number)
        if len(self._batch) >= _BATCH:
            self._spill()

    def finish(self, renumbered: NDArray[np.uint32], most: int) -> None:
        """Give every number its new one, sort, and keep the first ``most`` of each text."""
        self._spill()
        self._file.close()
        entries = np.fromfile(self._path, dtype=np.uint64)
        low = renumbered[(entries & np.uint64(0xFFFFFFFF)).astype(np.int64)].astype(np.uint64)
        entries = (entries & np.uint64(0xFFFFFFFF00000000)) | low
        entries.sort()
        if len(entries) > most:
            texts = entries >> np.uint64(32)
            entries = entries[_kept(texts, most)]
        np.save(self._path.with_suffix(".npy"), entries)
        self._path.unlink()

    def _spill(self) -> None:
        self._batch.tofile(self._file)
        self._batch = array("Q")


def _kept(texts: Entries, most: int) -> NDArray[np.bool_]:
    """Which entries are among the first ``most`` of their text."""
    kept = np.ones(len(texts), dtype=np.bool_)
    kept[most:] = texts[most:] != texts[:-most]
    return kept


class Table:
    """A table to look texts up in."""

    def __init__(self, path: Path) -> None:
        self._entries = cast(Entries, np.load(path, mmap_mode="r"))

    def __len__(self) -> int:
        return len(self._entries)

    def all(self, texts: Iterable[str], most: int) -> list[list[int]]:
        """Of each text its numbers, at most ``most``, the smallest first."""
        hashes = np.array([hashed(text) for text in texts], dtype=np.uint64)
        if not len(hashes) or not len(self._entries):
            return [[] for _ in hashes]
        low = np.searchsorted(self._entries, hashes << np.uint64(32), side="left")
        high = np.searchsorted(self._entries, (hashes << np.uint64(32)) | np.uint64(0xFFFFFFFF), side="right")
        found: list[list[int]] = []
        for start, end in zip(low.tolist(), high.tolist(), strict=True):
            if end <= start:
                found.append([])
            else:
                part = self._entries[start : min(end, start + most)] & np.uint64(0xFFFFFFFF)
                found.append(part.tolist())
        return found
