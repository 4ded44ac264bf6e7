"""Reads SunPinyin's dictionary (``pydict_sc.bin``): words by their numbers, and how they are read.

Its layout, little-endian, of 4-byte numbers: how many words and nodes there are and where the words' text
begins; a trie over syllables from byte 12 on; then the words, a number for each character, each word ended by
0. A node: 12 bits for how many words it has and 12 for how many children; of each child its syllable (4 bits
for a tone, 8 for the final, 8 for the initial) and where it is; of each word its number (24 bits), 2 bits for
its character set, and 5 for how unusual the reading is: -log2 of its share. Children without a final are
abbreviations. Found in the headers of ``libsunpinyin-dev`` 2.0; which number is which initial and final, by
comparing with pypinyin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import BadModel

_CONSONANTS = "b p m f d t n l g k h j q x zh ch sh r z c s y w"
_VOWELS = (
    "a o e ai ei ao ou an en ang eng er i ia ie iao iu ian in iang ing "
    "u ua uo uai ui uan un uang ong v ve ue iong"
)
_INITIALS = ("", *_CONSONANTS.split())
_FINALS = ("", *_VOWELS.split())
_UMLAUT = {"lue": "lve", "nue": "nve"}
_LONGEST = 16
_MOST_WORDS = 1 << 18
_MOST_READINGS = 1 << 20

Readings = dict[str, list[tuple[str, float]]]
"""Word → its readings, each syllables without tones and its share of 1."""


class Dictionary:
    """The words and readings of a file."""

    def __init__(self, path: Path) -> None:
        """Raises ``BadModel`` where the file is not a dictionary of SunPinyin."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise BadModel(f"{path.name} cannot be read: {error.strerror}") from error
        try:
            self._numbers = np.frombuffer(data[: len(data) // 4 * 4], "<u4")
            count, _, start = (int(n) for n in self._numbers[:3])
            self.words = _words(self._numbers[start // 4 :], count)
            self._trie: list[int] = self._numbers[: start // 4].tolist()
        except (ValueError, OverflowError) as error:
            raise BadModel(f"{path.name} is not a dictionary of SunPinyin.") from error
        self._name = path.name

    def readings(self) -> Readings:
        """How each word is read; a word may have several readings."""
        found: defaultdict[str, dict[str, float]] = defaultdict(dict)
        try:
            for syllables, word, unusual in self._entries():
                found[self.words[word]][" ".join(syllables)] = 2.0**-unusual
        except (IndexError, ValueError) as error:
            raise BadModel(f"{self._name} is not a dictionary of SunPinyin.") from error
        return {
            word: [(each, share / sum(shares.values())) for each, share in sorted(shares.items())]
            for word, shares in found.items()
        }

    def _entries(self) -> Iterator[tuple[tuple[str, ...], int, int]]:
        trie = self._trie
        waiting: list[tuple[int, tuple[str, ...]]] = [(12, ())]
        left = _MOST_READINGS
        while waiting:
            place, syllables = waiting.pop()
            at = place // 4 + 1
            words, children = trie[at - 1] & 0xFFF, trie[at - 1] >> 12 & 0xFFF
            left -= 1 + words + children
            if left < 0 or len(syllables) > _LONGEST:
                raise ValueError("endless")
            for each in range(at, at + 2 * children, 2):
                if trie[each] >> 4 & 0xFF:
                    waiting.append((trie[each + 1], (*syllables, _syllable(trie[each]))))
            for entry in trie[at + 2 * children : at + 2 * children + words]:
                yield syllables, entry & 0xFFFFFF, entry >> 26 & 0x1F


def _words(numbers: NDArray[Any], count: int) -> list[str]:
    found = "".join(map(chr, numbers.tolist())).split("\0")[:-1]
    if len(found) != count or count > _MOST_WORDS:
        raise ValueError(count)
    return found


def _syllable(number: int) -> str:
    """A syllable as it is typed (``lve``); finals beyond the table are those of 嗯 and 哼."""
    initial, final = number >> 12 & 0xFF, number >> 4 & 0xFF
    if initial >= len(_INITIALS) or final >= len(_FINALS):
        return "en" if final >= len(_FINALS) else "heng"
    typed = _INITIALS[initial] + _FINALS[final]
    return _UMLAUT.get(typed, typed)
