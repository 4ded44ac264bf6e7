"""Cyrillic in Latin letters, by each country's own table, and Serbian and Macedonian back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from parley.language.transliteration.table import table

_RUSSIAN = table(
    """
    а a  б b  в v  г g  д d  е e  ё ë  ж zh  з z  и i  й y  к k  л l  м m  н n  о o  п p  р r  с s
    т t  у u  ф f  х kh  ц ts  ч ch  ш sh  щ shch  ъ ”  ы y  ь ’  э e  ю yu  я ya
    """
)
_UKRAINIAN = table(
    """
    а a  б b  в v  г h  ґ g  д d  е e  є ie  ж zh  з z  и y  і i  ї i  й i  к k  л l  м m  н n  о o
    п p  р r  с s  т t  у u  ф f  х kh  ц ts  ч ch  ш sh  щ shch  ь -  ю iu  я ia  ' -  ’ -
    """
)
_BULGARIAN = table(
    """
    а a  б b  в v  г g  д d  е e  ж zh  з z  и i  й y  к k  л l  м m  н n  о o  п p  р r  с s  т t
    у u  ф f  х h  ц ts  ч ch  ш sh  щ sht  ъ a  ь y  ю yu  я ya
    """
)
_SERBIAN = table(
    """
    а a  б b  в v  г g  д d  ђ đ  е e  ж ž  з z  и i  ј j  к k  л l  љ lj  м m  н n  њ nj  о o  п p
    р r  с s  т t  ћ ć  у u  ф f  х h  ц c  ч č  џ dž  ш š
    """
)
_MACEDONIAN = table(
    """
    а a  б b  в v  г g  д d  ѓ ǵ  е e  ж ž  з z  ѕ dz  и i  ј j  к k  л l  љ lj  м m  н n  њ nj
    о o  п p  р r  с s  т t  ќ ḱ  у u  ф f  х h  ц c  ч č  џ dž  ш š
    """
)
_TABLES: Mapping[str, Mapping[str, str]] = {
    "ru": _RUSSIAN,
    "uk": _UKRAINIAN,
    "bg": _BULGARIAN,
    "sr": _SERBIAN,
    "mk": _MACEDONIAN,
}
_SOFT = frozenset("аеёиоуыэюяйъь")
"""After these, and at the beginning of a word, Russian е and ё are said with a y before them (BGN/PCGN)."""
_WORD = re.compile(r"[\u0400-\u052f]+(?:['’][\u0400-\u052f]+)*")


def to_latin(text: str, language: str) -> str:
    """Cyrillic letters in Latin ones; everything else stays."""
    table = _TABLES[language]
    return _WORD.sub(lambda word: _word(word[0], table, language), text)


def from_latin(text: str, language: str) -> str:
    """Serbian or Macedonian in Cyrillic. What Latin writing cannot tell (конјугација) follows the pairs."""
    back = {latin: cyrillic for cyrillic, latin in _TABLES[language].items()}
    out: list[str] = []
    at = 0
    while at < len(text):
        size = 2 if text[at : at + 2].lower() in back else 1
        piece = text[at : at + size]
        letter = back.get(piece.lower())
        out.append(piece if letter is None else letter.upper() if piece[0].isupper() else letter)
        at += size
    return "".join(out)


def _word(word: str, table: Mapping[str, str], language: str) -> str:
    out: list[str] = []
    for at, char in enumerate(word):
        lower = char.lower()
        before = word[at - 1].lower() if at else ""
        latin = table.get(lower, char)
        if language == "ru" and lower in "её" and (not before or before in _SOFT):
            latin = "y" + latin
        elif language == "uk":
            latin = _ukrainian(word, at, lower, latin)
        elif language == "bg" and word[at:].lower() == "ия" and lower == "и":
            latin = "i"
        if language == "bg" and lower == "я" and at == len(word) - 1 and before == "и":
            latin = "a"
        out.append(_cased(latin, word, at))
    return "".join(out)


def _ukrainian(word: str, at: int, lower: str, latin: str) -> str:
    if at == 0:
        return {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}.get(lower, latin)
    if lower == "г" and word[at - 1].lower() == "з":
        return "gh"  # зг: else it would read as ж
    return latin


def _cased(latin: str, word: str, at: int) -> str:
    if not word[at].isupper():
        return latin
    around = word[at + 1 : at + 2] or word[at - 1 : at] if len(word) > 1 else ""
    return latin.upper() if around.isupper() else latin[:1].upper() + latin[1:]
