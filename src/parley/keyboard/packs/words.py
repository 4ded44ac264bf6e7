"""The words of a pack: numbers for words and words for numbers, and those that begin in some way."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.types import IntArray

UNKNOWN: Final = 0
BEGINNING: Final = 1
"""Of a sentence; only ever a word before others."""
END: Final = 2
"""Of a sentence; only ever a word after others."""
SPECIAL: Final = 3
"""Numbers below it are no words; their text is empty."""
LONGEST_WORD: Final = 64
"""Characters."""
LAST: Final = "\U0010ffff"
"""Behind all letters: what begins like a word stands before the word and this."""
_NEAR = 2
"""First letters of a word by which its place is kept: what is typed begins like what was typed before."""


def folded(text: str) -> str:
    """A word without its casing, which is how words are looked for while they are typed."""
    return text.casefold()


class Words:
    """Numbers: 0 unknown, 1 the beginning of a sentence, 2 its end, then words by falling frequency."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._letters = arrays["words.letters"].data
        self._ends = arrays["words.ends"].data
        self._order = arrays["words.order"]
        self._sorted = self._order.data
        self._hashes = arrays["words.hashes"].data
        self._hashed: memoryview[int] = arrays["words.hashed"].data
        self._count = len(self._ends) - 1
        self.id = lru_cache(20_000)(self._id)
        """``id(text) -> int``: a word's number, exactly as it is written; 0 where it is unknown."""
        self._near = lru_cache(1_000)(self._around)

    def __len__(self) -> int:
        return self._count

    def text(self, id: int) -> str:
        """A word; empty for 0, 1 and 2. Raises ``IndexError`` for a number beyond the last."""
        if id < 0:
            raise IndexError(id)
        return str(self._letters[self._ends[id] : self._ends[id + 1]], "utf-8", "replace")

    def _id(self, text: str) -> int:
        written = text.encode("utf-8", "surrogatepass")
        hash = zlib.crc32(written)
        place = bisect_left(self._hashes, hash)
        while place < len(self._hashes) and self._hashes[place] == hash:
            id = self._hashed[place]
            if bytes(self._letters[self._ends[id] : self._ends[id + 1]]) == written:
                return id
            place += 1
        return UNKNOWN

    def ids(self, texts: Sequence[str]) -> IntArray:
        """``id`` of many words at once, several times faster."""
        written = [each.encode("utf-8", "surrogatepass") for each in texts]
        hashes = np.fromiter(map(zlib.crc32, written), np.uint32, len(written))
        places = np.searchsorted(np.asarray(self._hashes), hashes).tolist()
        letters, ends, count = self._letters, self._ends, len(self._hashed)
        hashed: Any = self._hashed
        found = np.zeros(len(written), np.int32)
        for number, (each, place) in enumerate(zip(written, places, strict=True)):
            id = int(hashed[place]) if place < count else UNKNOWN
            same = bytes(letters[ends[id] : ends[id + 1]]) == each
            found[number] = id if same and each else self._id(texts[number])
        return found

    def starting(self, prefix: str, most: int) -> IntArray:
        """Numbers of the words that begin with letters, whatever their casing, the likeliest first."""
        if not prefix:
            return np.arange(SPECIAL, min(SPECIAL + max(most, 0), len(self)), dtype=np.int32)
        found = self._between(folded(prefix), folded(prefix) + LAST)
        if len(found) > most:
            found = np.partition(found, most - 1)[:most] if most > 0 else found[:0]
        return np.sort(found)

    def id_folded(self, text: str) -> IntArray:
        """All casings of a word (``us``, ``US``), the likeliest first."""
        key = folded(text)
        return np.sort(self._between(key, key + "\0"))

    def _between(self, low: str, high: str) -> IntArray:
        begin, end = self._near(low[:_NEAR])
        first = bisect_left(self._sorted, low, begin, end, key=self._key)
        return self._order[first : bisect_left(self._sorted, high, first, end, key=self._key)]

    def _around(self, beginning: str) -> tuple[int, int]:
        """Where the words that begin so stand in their order."""
        first = bisect_left(self._sorted, beginning, key=self._key)
        return first, bisect_left(self._sorted, beginning + LAST, first, key=self._key)

    def _key(self, id: int) -> str:
        return folded(self.text(id))


def word_arrays(words: Sequence[str]) -> dict[str, NDArray[Any]]:
    """What a pack keeps of its words, those with the numbers from 3 on, by falling frequency."""
    written = [b"", b"", b"", *(each.encode() for each in words)]
    hashes = np.array([zlib.crc32(each) for each in written[SPECIAL:]], np.uint32)
    ids = np.arange(SPECIAL, len(written), dtype=np.int32)
    by_hash = np.lexsort((ids, hashes))
    by_text = sorted(range(len(words)), key=lambda place: (folded(words[place]), place))
    return {
        "words.letters": np.frombuffer(b"".join(written), np.uint8),
        "words.ends": np.cumsum([0, *map(len, written)]).astype(np.uint32),
        "words.order": ids[np.array(by_text, np.int64)],
        "words.hashes": hashes[by_hash],
        "words.hashed": ids[by_hash],
    }
