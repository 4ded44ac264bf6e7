"""Where something stands in a text, counted as whoever asks counts: characters, UTF-16 units or graphemes.

Python and its clients count code points, JavaScript, C# and Java units of UTF-16, and Azure's
``TextElement_v8`` the grapheme clusters of Unicode 8.0 (UAX #29, revision 27). There an emoji with a skin
tone is two, and a row of flags one: that version knew neither.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from enum import StrEnum
from itertools import accumulate


class Unit(StrEnum):
    """What offsets and lengths count; the values are those of Azure's ``stringIndexType``."""

    CODE_POINTS = "UnicodeCodePoint"
    UTF16 = "Utf16CodeUnit"
    GRAPHEMES = "TextElement_v8"


_JOINERS = frozenset("\u200c\u200d\uff9e\uff9f\u0e33\u0eb3")
"""They belong to the character before, and are no marks by their category."""
_HANGUL = re.compile("[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7c6\ud7cb-\ud7fb]")


class Offsets:
    """Positions in one text."""

    def __init__(self, text: str, unit: Unit = Unit.CODE_POINTS) -> None:
        self._starts: list[int] | None = None
        """Place in ``unit`` of each character and of the end; None where that is the character's own."""
        if unit is Unit.UTF16 and not text.isascii():
            self._starts = [0, *accumulate(2 if ord(char) > 0xFFFF else 1 for char in text)]
        if unit is Unit.GRAPHEMES and (not text.isascii() or "\r\n" in text):
            self._starts = _clusters(text)

    def at(self, place: int) -> int:
        """The offset of a character, given as its index."""
        return place if self._starts is None else self._starts[place]

    def of(self, start: int, end: int) -> tuple[int, int]:
        """Offset and length of ``text[start:end]``; of the whole clusters it has a part of."""
        if self._starts is None:
            return start, end - start
        if end <= start:
            return self._starts[start], 0
        first = self._starts[start]
        # An end within a cluster takes in the whole of it.
        return first, max(self._starts[end], self._starts[end - 1] + 1) - first

    def place(self, offset: int) -> int:
        """The index of the character at an offset, or the nearest before it."""
        if self._starts is None:
            return offset
        return max(bisect_right(self._starts, offset) - 1, 0)


def _clusters(text: str) -> list[int]:
    """The number of the cluster of each character, and how many there are."""
    numbers: list[int] = []
    cluster = -1
    before = ""
    for char in text:
        if not before or not _together(before, char):
            cluster += 1
        numbers.append(cluster)
        before = char
    return [*numbers, cluster + 1]


def _together(before: str, char: str) -> bool:
    """Whether no border stands between two characters that follow each other."""
    if before == "\r" and char == "\n":
        return True
    if unicodedata.category(before) in ("Cc", "Zl", "Zp"):
        return False
    if char in _JOINERS or unicodedata.category(char)[0] == "M":
        return True
    if _is_flag(before) and _is_flag(char):
        return True
    if _HANGUL.match(before) and _HANGUL.match(char):
        return _hangul(before, char)
    return False


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _hangul(before: str, char: str) -> bool:
    first, second = _jamo(before), _jamo(char)
    if first == "L":
        return second in ("L", "V", "LV", "LVT")
    if first in ("LV", "V"):
        return second in ("V", "T")
    return first in ("LVT", "T") and second == "T"


def _jamo(char: str) -> str:
    code = ord(char)
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    return "T"
