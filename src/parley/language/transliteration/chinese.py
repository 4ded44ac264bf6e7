"""Chinese characters as they are said: Hanyu Pinyin with tones, and Zhuyin, by pypinyin."""

from __future__ import annotations

import re
from typing import Any, cast

from parley.errors import MissingEngine

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U000323af]+")
_MARKS = str.maketrans(
    {
        "，": ", ",
        "。": ". ",
        "、": ", ",
        "！": "! ",
        "？": "? ",
        "；": "; ",
        "：": ": ",
        "（": " (",
        "）": ") ",
    }
    | {"“": '"', "”": '"', "‘": "'", "’": "'", "《": '"', "》": '"', "「": '"', "」": '"', "\u3000": " "}
)
_ALPHANUMERIC = re.compile(r"[^\W_]", re.UNICODE)


def to_pinyin(text: str) -> str:
    """Syllables with tone marks, a space between them: 银行行长 → ``yín háng háng zhǎng``.

    Characters of several readings are read as their phrase has them. Signs become those of Latin writing.
    """
    return re.sub(r" {2,}", " ", _said(text, "TONE").translate(_MARKS)).strip(" ")


def to_zhuyin(text: str) -> str:
    """Bopomofo with tone marks, a space between syllables: 你好 → ``ㄋㄧˇ ㄏㄠˇ``."""
    return _said(text, "BOPOMOFO")


def _said(text: str, style: str) -> str:
    try:
        import pypinyin
    except ImportError as error:
        raise MissingEngine("pypinyin", "pip install pypinyin") from error
    out: list[str] = []
    at = 0
    for run in _HAN.finditer(text):
        before = text[at : run.start()]
        out.append(_apart(before, at > 0))
        syllables = cast("list[list[str]]", cast(Any, pypinyin).pinyin(run[0], style=pypinyin.Style[style]))
        out.append(" ".join(each[0] for each in syllables))
        at = run.end()
    rest = text[at:]
    return "".join(out) + (f" {rest}" if at and rest and _ALPHANUMERIC.match(rest) else rest)


def _apart(between: str, after: bool) -> str:
    """What stands between syllables, with the space that Latin words need."""
    if not between:
        return between
    left = " " if after and _ALPHANUMERIC.match(between) else ""
    right = " " if _ALPHANUMERIC.match(between[-1]) else ""
    return f"{left}{between}{right}"
