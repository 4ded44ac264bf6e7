"""Which language a text is in: some 140 by the model of py3langid, Chinese by its characters.

The model is langid.py's (Lui and Baldwin, 2012), trained anew. Chinese is told apart into simplified and
traditional by which of its characters OpenCC would change. A text without letters, or with too few of them
for any language to be likelier than the others, is in none that this can tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from parley.language.identify import main_language
from parley.language.langid import identifier
from parley.language.script import to_simplified, to_traditional
from parley.language.understanding.model.features import legible

SAMPLE = 5_120
"""Characters that are looked at."""
_SURE = 0.2
"""Less than this is a guess among so many, and no language is told."""
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[ぁ-ゟァ-ヿ]")
_HOMES = ("en", "de", "fr", "es", "it", "pt", "nl")
"""What a few words are most likely in."""
_NO_LANGUAGE = ("zxx", "und", "mul")
_CODES = {"nb": "no", "zh": "zh_chs"}


@dataclass(frozen=True, slots=True)
class Detected:
    """A language."""

    code: str
    """ISO 639-1; ``zh_chs`` and ``zh_cht`` for simplified and traditional Chinese; "" where nothing tells."""
    name: str
    """Its English name; "" where nothing tells."""
    confidence: float
    """In [0, 1]."""
    script: str = ""
    """Its English name, where it is not the only one of the language that is told."""


NOTHING = Detected("", "", 0.0)


def detect(text: str) -> Detected:
    """The main language of a text; ``NOTHING`` where that cannot be told. Never raises; about 1 ms."""
    sample = legible(text[:SAMPLE])
    letters = len(_LETTER.findall(sample))
    if not letters:
        return NOTHING
    han = len(_HAN.findall(sample))
    if han and not _KANA.search(sample) and main_language(sample) == "zh":
        return _chinese(sample, han / letters)
    language, share = _ranked(sample)
    if share < _SURE:
        # A guess among a few, and no better than half as sure.
        language, share = _ranked(sample, few=True)
        share /= 2
    if share < _SURE or language in _NO_LANGUAGE:
        return NOTHING
    if language == "zh":
        return _chinese(sample, share)
    return Detected(_CODES.get(language, language), name_of(language), round(share, 2))


def _chinese(text: str, share: float) -> Detected:
    simple = sum(one != other for one, other in zip(text, to_traditional(text), strict=False))
    full = sum(one != other for one, other in zip(text, to_simplified(text), strict=False))
    confidence = round(min(1.0, 0.5 + share / 2), 2)
    if full > simple:
        return Detected("zh_cht", "Chinese_Traditional", confidence, "Traditional")
    return Detected("zh_chs", "Chinese_Simplified", confidence, "Simplified")


def languages() -> Mapping[str, str]:
    """The codes of the languages that are told, with their English names."""
    codes = sorted(map(str, identifier().nb_classes))
    return {code: name_of(code) for code in codes if code not in _NO_LANGUAGE}


@cache
def name_of(code: str) -> str:
    """The English name of a language, as CLDR has it; the code itself where it has none."""
    from babel import Locale

    names = cast("dict[str, str]", Locale("en").languages)
    return names.get(code, code)


def _ranked(text: str, *, few: bool = False) -> tuple[str, float]:
    best = cast(tuple[str, float], identifier(*_HOMES if few else ()).classify(text.lower()))
    return str(best[0]), float(best[1])
