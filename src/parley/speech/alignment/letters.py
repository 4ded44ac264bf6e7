"""How an English word that no dictionary has may sound, by its letters: near enough to find it."""

from __future__ import annotations

import re
import unicodedata

_SOUNDS = {
    "tion": "SH AH N", "sion": "ZH AH N", "ough": "AO", "eigh": "EY", "augh": "AO",
    "igh": "AY", "tch": "CH", "sch": "SH", "dge": "JH", "eau": "OW", "ear": "IH R", "our": "AO R",
    "ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "wh": "W", "ck": "K", "ng": "NG", "qu": "K W", "gh": "G",
    "kn": "N", "wr": "R", "ce": "S EH", "ci": "S IH", "cy": "S IY", "ge": "JH EH", "zh": "ZH", "ts": "T S",
    "ee": "IY", "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW", "oa": "OW", "ai": "EY", "ay": "EY",
    "ei": "EY", "ey": "IY", "ie": "IY", "oi": "OY", "oy": "OY", "au": "AO", "aw": "AO", "ew": "Y UW",
    "ue": "UW",
    "ar": "AA R", "er": "ER", "ir": "ER", "or": "AO R", "ur": "ER",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH",
    "k": "K", "l": "L", "m": "M", "n": "N", "o": "OW", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T",
    "u": "AH", "v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
"""Letters → phones of the CMU dictionary; the longest that fits is taken."""

_LONGEST = max(map(len, _SOUNDS))
_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1")
_SILENT_E = re.compile(r"(?<=[aeiouy][b-df-hj-np-tv-z])e$|(?<=[b-df-hj-np-tv-z]{2})e$")


def sounded(word: str) -> str:
    """Phones of a word of Latin letters, spaces between; empty when it has none.

    Accents go, doubled consonants count once, a final e after a consonant is silent, a y before a vowel is a
    consonant; everything else is looked up letter by letter. English spelling is not that simple: this is
    for words that are known to be in the sound, and only their place is not.
    """
    plain = unicodedata.normalize("NFKD", word.lower())
    letters = _DOUBLE.sub(r"\1", "".join(each for each in plain if "a" <= each <= "z"))
    if len(letters) > 3:
        letters = _SILENT_E.sub("", letters)
    phones: list[str] = []
    at = 0
    while at < len(letters):
        if letters[at] == "y" and letters[at + 1 : at + 2] in tuple("aeiou"):
            phones.append("Y")
            at += 1
            continue
        length = next(n for n in range(_LONGEST, 0, -1) if letters[at : at + n] in _SOUNDS)
        phones.append(_SOUNDS[letters[at : at + length]])
        at += length
    return " ".join(phones)
