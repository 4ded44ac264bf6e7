"""Which script of which language can be written in which other, and doing so."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parley.errors import Unsupported
from parley.language.limits import bounded
from parley.language.script import to_simplified, to_traditional
from parley.language.transliteration import chinese, cyrillic, greek, japanese, korean

_Way = Callable[[str], str]


def _cyrillic(language: str) -> Mapping[tuple[str, str], _Way]:
    return {("Cyrl", "Latn"): lambda text: cyrillic.to_latin(text, language)}


def _serbian(language: str) -> Mapping[tuple[str, str], _Way]:
    return {**_cyrillic(language), ("Latn", "Cyrl"): lambda text: cyrillic.from_latin(text, language)}


WAYS: Mapping[str, Mapping[tuple[str, str], _Way]] = {
    "zh-Hans": {
        ("Hans", "Latn"): chinese.to_pinyin,
        ("Hans", "Bopo"): chinese.to_zhuyin,
        ("Hans", "Hant"): to_traditional,
        ("Hant", "Hans"): to_simplified,
    },
    "zh-Hant": {
        ("Hant", "Latn"): chinese.to_pinyin,
        ("Hant", "Bopo"): chinese.to_zhuyin,
        ("Hant", "Hans"): to_simplified,
        ("Hans", "Hant"): to_traditional,
    },
    "ja": {
        ("Jpan", "Latn"): japanese.to_latin,
        ("Hira", "Latn"): japanese.to_latin,
        ("Kana", "Latn"): japanese.to_latin,
        ("Hira", "Kana"): japanese.to_katakana,
        ("Kana", "Hira"): japanese.to_hiragana,
        ("Latn", "Hira"): japanese.hiragana_of,
        ("Latn", "Kana"): japanese.katakana_of,
    },
    "ko": {("Kore", "Latn"): korean.to_latin, ("Hang", "Latn"): korean.to_latin},
    "el": {("Grek", "Latn"): greek.to_latin},
    "ru": _cyrillic("ru"),
    "uk": _cyrillic("uk"),
    "bg": _cyrillic("bg"),
    "mk": _serbian("mk"),
    "sr": _serbian("sr"),
}
"""Language → (from, to) by ISO 15924 → how. Standards: Hanyu Pinyin and Zhuyin, OpenCC, modified Hepburn,
Revised Romanization of Korean, ELOT 743, BGN/PCGN 1947 (ru), the Ukrainian resolution 55 of 2010, the
Bulgarian law of 2009, and the Latin alphabets of Serbian and Macedonian."""

_SAME = {"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-tw": "zh-Hant", "sr-cyrl": "sr", "sr-latn": "sr"}
_BY_LOWER = {name.lower(): name for name in WAYS}


def language_of(tag: str) -> str:
    """The language as ``WAYS`` has it. Raises ``Unsupported``."""
    lower = tag.lower()
    found = _SAME.get(lower) or _BY_LOWER.get(lower) or _BY_LOWER.get(lower.partition("-")[0])
    if found is None:
        raise Unsupported(f"Nothing is known of the scripts of {tag[:20]!r}. Languages: {', '.join(WAYS)}.")
    return found


def transliterate(text: str, language: str, source: str, target: str) -> str:
    """The text, which is in the script ``source``, in the script ``target`` (ISO 15924, any case).

    What is in neither stays. Raises ``Unsupported`` where no rule leads from one to the other, and for
    Japanese with kanji, whose readings no rule tells; ``TooLong``.
    """
    ways = WAYS[language_of(language)]
    way = ways.get((source.title(), target.title()))
    if way is None:
        known = ", ".join(f"{begin} to {end}" for begin, end in ways)
        raise Unsupported(f"From {source[:8]!r} to {target[:8]!r} there is no rule. There are: {known}.")
    return way(bounded(text))


def script_of(language: str) -> str | None:
    """The script that a language is usually written in, where it is one of those known here."""
    try:
        return next(iter(WAYS[language_of(language)]))[0]
    except Unsupported:
        return None
