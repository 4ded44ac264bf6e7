"""What English words mean, as a small model of sentences has learned it elsewhere.

Examples tell what their own words are for; they cannot tell that "autumn" is like "fall", or that a word is
far from all of them. Each piece of a word (as BERT cuts them) has a vector: what all-MiniLM-L6-v2 makes of
the piece alone, in few dimensions, as Model2Vec (Tulkens and van Dongen, 2024) has it;
``embedding.distilling`` makes the file. What is in other letters has none, and utterances without any are as
if there were no vectors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parley.language.understanding.model.vocabulary import Floats

#: Length of an utterance's vector beside that of its words and runs, which is 1. Chosen by cross-validation
#: on CLINC150's training and validation parts and on HWU64's first training part; see docs/measured.md.
LENGTH = 0.6
FILE = Path(__file__).parent / "meanings.en.npz"
#: Before a piece that goes on with a word.
GOES_ON = "##"
_LONGEST = 30
_KEPT = 20_000


class Meanings:
    """Vectors of pieces of words."""

    def __init__(self, places: Mapping[str, int], vectors: NDArray[np.int8], sizes: Floats) -> None:
        self._places = places
        self._vectors = vectors
        """Pieces by dimensions."""
        self._sizes = sizes
        """What each counts: the less, the more usual it is."""
        self._found = lru_cache(_KEPT)(self._looked_up)

    @classmethod
    def read(cls, path: Path = FILE) -> Meanings:
        """The vectors of a file."""
        with np.load(path, allow_pickle=False) as stored:
            pieces = stored["pieces"].tobytes().decode().split("\n")
            places = dict(zip(pieces, range(len(pieces)), strict=True))
            return cls(places, stored["vectors"], stored["sizes"].astype(np.float32))

    @property
    def dimensions(self) -> int:
        """Of a vector."""
        return self._vectors.shape[1]

    def of(self, words: Sequence[str]) -> Floats | None:
        """What an utterance is about, of length ``LENGTH``; None where no word has a vector."""
        where = [place for word in words for place in self._found(word)]
        if not where:
            return None
        found: Floats = self._sizes[where] @ self._vectors[where].astype(np.float32)
        length = float(np.sqrt(found @ found))
        return np.multiply(found, LENGTH / length, dtype=np.float32) if length > 0 else None

    def rows(self, lines: Sequence[Sequence[str]]) -> Floats:
        """The same of several utterances; without a single vector among them, rows of no numbers."""
        every = [self.of(words) for words in lines]
        if all(one is None for one in every):
            return np.zeros((len(lines), 0), np.float32)
        none = np.zeros(self.dimensions, np.float32)
        return np.stack([none if one is None else one for one in every])

    def _looked_up(self, word: str) -> tuple[int, ...]:
        """A word's pieces, each as long as can be: of what is before an apostrophe, and between hyphens."""
        if not word.isascii() or len(word) > _LONGEST:
            return ()
        if "'" in word:
            word = word[:-3] if word.endswith("n't") else word.split("'")[0]
        return tuple(place for part in word.split("-") for place in self._pieces(part))

    def _pieces(self, word: str) -> list[int]:
        found: list[int] = []
        start, mark = 0, ""
        while start < len(word):
            for end in range(len(word), start, -1):
                place = self._places.get(mark + word[start:end])
                if place is not None:
                    found.append(place)
                    start, mark = end, GOES_ON
                    break
            else:
                return []
        return found


@cache
def meanings() -> Meanings:
    """Those that come with Parley; read when they are first asked for, in some ten ms."""
    return Meanings.read()
