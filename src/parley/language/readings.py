"""How a Chinese character is usually read, by pypinyin's table of characters alone.

pypinyin itself reads 47,000 phrases first: that takes fifteen times as long, and a single character is none.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

_TONES = dict.fromkeys(map(ord, "\u0304\u0301\u030c\u0300"))


@cache
def reading(character: str) -> str:
    """Its pinyin without the tone, ``v`` for ü: 女 → ``nv``, 长 → ``chang``; itself where none is known."""
    apart = unicodedata.normalize("NFD", usual(character) or character)
    return apart.translate(_TONES).replace("u\u0308", "v")


def usual(character: str) -> str:
    """Its commonest pinyin, with the tone mark: 女 → ``nǚ``; empty where none is known."""
    return _table().get(str(ord(character)), "").partition(",")[0]


@cache
def _table() -> dict[str, str]:
    """Readings by code point, the usual one first."""
    found = find_spec("pypinyin")
    for folder in found.submodule_search_locations or () if found else ():
        try:
            content = Path(folder, "pinyin_dict.json").read_bytes()
            return msgspec.json.decode(content, type=dict[str, str])
        except (OSError, msgspec.MsgspecError):
            continue
    from pypinyin.constants import PINYIN_DICT  # one that keeps its table elsewhere

    return {str(code): found for code, found in PINYIN_DICT.items()}
