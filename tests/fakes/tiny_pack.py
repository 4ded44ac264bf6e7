"""A language pack of a few words, for what only asks for their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parley.keyboard.types import IntArray


class TinyWords:
    """Words by number, from 3 on."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = ["", "", "", *texts]

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, id: int) -> str:
        return self._texts[id]

    def id(self, text: str) -> int:
        return self._texts.index(text) if text in self._texts[3:] else 0

    def ids(self, texts: Sequence[str]) -> IntArray:
        return np.array([self.id(each) for each in texts], np.int32)

    def id_folded(self, text: str) -> IntArray:
        found = [n for n, each in enumerate(self._texts) if each and each.casefold() == text.casefold()]
        return np.array(found, np.int32)


class TinyPack:
    """All of a ``Pack`` that a personal model looks at."""

    def __init__(self, language: str, *texts: str) -> None:
        self.language = language
        self.words = TinyWords(texts)
