"""Marks as Chinese writes them, for the keys of an English keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MARKS: Final[Mapping[str, str]] = {
    ",": "，",
    ".": "。",
    "?": "？",
    "!": "！",
    ":": "：",
    ";": "；",
    "(": "（",
    ")": "）",
    "[": "【",
    "]": "】",
    "<": "《",
    ">": "》",
    "\\": "、",
    "^": "……",
    "_": "——",
    "$": "￥",
    "~": "～",
}
"""GB/T 15834-2011's marks where the habit of Chinese keyboards has them."""
_QUOTES: Final[Mapping[str, tuple[str, str]]] = {'"': ("“", "”"), "'": ("‘", "’")}
_WITHIN_NUMBERS: Final = ".,:"


class Marks:
    """Opens and closes quotation marks in turn."""

    def __init__(self) -> None:
        self._open: set[str] = set()

    def written(self, character: str, before: str) -> str:
        """The mark for a key, given the text before it; empty where the key stays as it is.

        After a digit a point, a comma or a colon stays what it is: ``3.5``, ``12:30``.
        """
        if character in _WITHIN_NUMBERS and before[-1:].isascii() and before[-1:].isdigit():
            return ""
        if character not in _QUOTES:
            return MARKS.get(character, "")
        first, second = _QUOTES[character]
        closes = character in self._open
        self._open ^= {character}
        return second if closes else first

    def forget(self) -> None:
        """Another text begins."""
        self._open.clear()
