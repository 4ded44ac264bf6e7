"""Modern Greek in Latin letters: the transcription of ELOT 743, which passports and road signs have."""

from __future__ import annotations

import re
import unicodedata

from parley.language.transliteration.table import table

_LETTERS = table(
    """
    α a  β v  γ g  δ d  ε e  ζ z  η i  θ th  ι i  κ k  λ l  μ m  ν n  ξ x  ο o  π p  ρ r  σ s  τ t
    υ y  φ f  χ ch  ψ ps  ω o  ς s
    """
)
_PAIRS = {"ου": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nch", "αυ": "av", "ευ": "ev", "ηυ": "iv"}
_VOICELESS = frozenset("θκξπστφχψς")
_ACCENT = "\u0301"
_DIAERESIS = "\u0308"
_WORD = re.compile("[\u0370-\u03ff\u1f00-\u1fff\u0300-\u036f]+")


def to_latin(text: str) -> str:
    """Greek letters in Latin ones; everything else stays."""
    return unicodedata.normalize(
        "NFC", _WORD.sub(lambda word: _word(word[0]), unicodedata.normalize("NFD", text))
    )


def _word(word: str) -> str:
    letters = _graphemes(word)
    out: list[str] = []
    at = 0
    while at < len(letters):
        pair = "".join(letter[0].lower() for letter in letters[at : at + 2])
        # An accent on the first, or two dots on the second, say that they are two sounds: μάιος, προϋπόθεση.
        one = at + 1 < len(letters) and _ACCENT not in letters[at] and _DIAERESIS not in letters[at + 1]
        if one and pair in _PAIRS:
            latin = _PAIRS[pair]
            after = letters[at + 2][0].lower() if at + 2 < len(letters) else ""
            if pair in ("αυ", "ευ", "ηυ") and (not after or after in _VOICELESS):
                latin = latin[0] + "f"
            size = 2
        elif one and pair == "μπ":
            inside = at > 0 and at + 2 < len(letters)
            latin, size = ("mp" if inside else "b"), 2
        else:
            latin, size = _LETTERS.get(letters[at][0].lower(), letters[at]), 1
        out.append(_cased(latin, letters, at, size))
        at += size
    return "".join(out)


def _graphemes(word: str) -> list[str]:
    found: list[str] = []
    for char in word:
        if found and unicodedata.combining(char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _cased(latin: str, letters: list[str], at: int, size: int) -> str:
    if not letters[at][0].isupper():
        return latin
    around = letters[at + 1 : at + 2] or letters[at - 1 : at] if len(letters) > 1 else []
    loud = bool(around) and around[0][0].isupper()
    return latin.upper() if loud or (size == 1 and len(latin) == 1) else latin[0].upper() + latin[1:]
