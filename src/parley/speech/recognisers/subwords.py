"""Text as the subwords of a recogniser's vocabulary: byte-pair encoding, merged in the order of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_GAP = "\u2581"
"""Stands for the space before a word."""

_PARTS = 259
"""Tokens below are signs and single bytes; a text is made of these only where nothing else fits."""


class Subwords:
    """The tokens of a vocabulary in which a merged pair has a lower number the earlier it was learned."""

    def __init__(self, vocabulary: Sequence[bytes], special: int) -> None:
        """``special``: tokens from here on are no text."""
        self._numbers: dict[bytes, int] = {}
        for number, piece in enumerate(vocabulary[:special]):
            if number >= _PARTS:
                self._numbers.setdefault(piece, number)
        self._known: dict[str, tuple[int, ...] | None] = {}
        self.plain = np.arange(len(vocabulary))
        """For each token the one of the same letters in lower case, where there is one; else itself."""
        self.silent: NDArray[np.bool_] = np.zeros(len(vocabulary), np.bool_)
        """Whether a token is punctuation alone."""
        for number, piece in enumerate(vocabulary[:special]):
            if number >= _PARTS:
                text = piece.decode("utf-8", "ignore")
                self.plain[number] = self._numbers.get(text.lower().encode(), number)
                self.silent[number] = not any(each.isalnum() or each in f"'{_GAP}" for each in text)

    def of(self, text: str) -> list[int] | None:
        """The tokens of words with single spaces between; None where the vocabulary lacks a letter."""
        found: list[int] = []
        for word in text.split():
            if word not in self._known:
                self._known[word] = self._merged(word)
            tokens = self._known[word]
            if tokens is None:
                return None
            found += tokens
        return found

    def _merged(self, word: str) -> tuple[int, ...] | None:
        pieces = [letter.encode() for letter in _GAP + word]
        while True:
            pairs = ((self._numbers.get(a + b), at) for at, (a, b) in enumerate(pairwise(pieces)))
            merged = min(((number, at) for number, at in pairs if number is not None), default=None)
            if merged is None:
                break
            at = merged[1]
            pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
        tokens = [self._numbers.get(piece) for piece in pieces]
        return None if None in tokens else tuple(each for each in tokens if each is not None)
