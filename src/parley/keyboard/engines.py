"""What a text box needs of each language, opened when somebody first types in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from parley.errors import MissingLanguage
from parley.keyboard.packs.finding import best
from parley.keyboard.packs.pack import Pack

if TYPE_CHECKING:
    from parley.keyboard.correction.corrector import Corrector
    from parley.keyboard.correction.types import Speller
    from parley.keyboard.decoding.decoder import Decoder
    from parley.keyboard.prediction.predictor import Predictor
    from parley.keyboard.swipe.swiper import Swiper

_LATIN_BESIDE = "en"
"""The language whose words stand inside pinyin."""


class Engines:
    """One process's packs and what works on them. Everything is immutable and shared by all who type."""

    def __init__(self, data: Path) -> None:
        """``data`` is the data folder, whose ``keyboard/*.pack`` go before those that ship."""
        self._data = data
        self.pack = cache(self._pack)
        self.decoder = cache(self._decoder)
        self.predictor = cache(self._predictor)
        self.corrector = cache(self._corrector)
        self.speller = cache(self._speller)
        """What reads whole texts of a language."""
        self.swiper = cache(self._swiper)

    def has(self, language: str) -> bool:
        """Whether there is a pack for a language."""
        return best(language, self._data) is not None

    def knows(self, language: str, word: str) -> bool:
        """Whether a language's pack has a word, in whatever casing."""
        return len(self.pack(language).words.id_folded(word)) > 0

    def _pack(self, language: str) -> Pack:
        path = best(language, self._data)
        if path is None:
            raise MissingLanguage(language, f"parley keyboard build CORPUS… --language {language}")
        return Pack.open(path)

    def _decoder(self) -> Decoder:
        from parley.keyboard.decoding.decoder import Decoder

        return Decoder(self.pack("zh"), self.pack(_LATIN_BESIDE) if self.has(_LATIN_BESIDE) else None)

    def _predictor(self, language: str) -> Predictor:
        from parley.keyboard.prediction.predictor import Predictor

        return Predictor(self.pack(language))

    def _corrector(self, language: str, layout: str) -> Corrector:
        from parley.keyboard.correction.corrector import Corrector

        return Corrector(self.pack(language), layout)

    def _speller(self, language: str) -> Speller:
        if language == "zh":
            from parley.keyboard.correction.chinese import ChineseSpeller

            return ChineseSpeller(self.pack(language))
        return self.corrector(language, "qwerty")

    def _swiper(self, language: str, layout: str) -> Swiper:
        from parley.keyboard.swipe.swiper import Swiper

        return Swiper(self.pack(language), layout)
