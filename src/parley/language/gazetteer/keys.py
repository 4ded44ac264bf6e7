"""The one form in which the name of a place is looked up, however it is written."""

from __future__ import annotations

import re
import unicodedata

from parley.language.script import to_simplified

_HAN = re.compile(r"[\u3400-\u9fff]")
#: Letters that Unicode does not take apart into a plain one and an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def key(name: str) -> str:
    """The letters of a name alone: lower-case, simplified, without accents, spaces and signs."""
    if name.isascii():
        return "".join(filter(str.isalnum, name)).lower()
    if _HAN.search(name):
        name = to_simplified(name)
    apart = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    return "".join(filter(str.isalnum, apart))


def sound(name: str) -> str:
    """How a Chinese name sounds, without tones, as a key that no written name has; "" for another name."""
    from pypinyin import Style, lazy_pinyin

    if len(name) < 2 or not all(map(_HAN.match, name)):
        return ""
    return "~" + "".join(lazy_pinyin(name, style=Style.NORMAL, v_to_u=False))
