"""IPA as espeak-ng's own phoneme names, for its English voices.

The names are those of espeak-ng's documentation (docs/phonemes.md), which follow Kirshenbaum's ASCII IPA.
"""

from __future__ import annotations

from typing import Final

_MOST: Final = 200
"""Characters; a word has ten."""

_NAMES: Final = {
    "tʃ": "tS",
    "dʒ": "dZ",
    "t͡ʃ": "tS",
    "d͡ʒ": "dZ",
    "aɪ": "aI",
    "eɪ": "eI",
    "ɔɪ": "OI",
    "aʊ": "aU",
    "oʊ": "oU",
    "əʊ": "oU",
    "ɪə": "i@",
    "eə": "e@",
    "ʊə": "U@",
    "iː": "i:",
    "uː": "u:",
    "ɑː": "A:",
    "ɔː": "O:",
    "ɜː": "3:",
    "ɝ": "3:",
    "ɚ": "3",
    "ɑ": "A:",
    "ɒ": "0",
    "æ": "a",
    "a": "a",
    "ʌ": "V",
    "ɛ": "E",
    "e": "E",
    "ə": "@",
    "ɪ": "I",
    "i": "i",
    "ɔ": "O:",
    "o": "oU",
    "ʊ": "U",
    "u": "u:",
    "ɜ": "3:",
    "θ": "T",
    "ð": "D",
    "ʃ": "S",
    "ʒ": "Z",
    "ŋ": "N",
    "ɹ": "r",
    "ɡ": "g",
    "ɾ": "t",
    "ɫ": "l",
    "ˈ": "'",
    "ˌ": ",",
    "'": "'",
    ".": "",
    "ː": "",
    " ": "||",
    **{each: each for each in "pbtdkgfvszhmnlrwj"},
}
_LONGEST: Final = max(map(len, _NAMES))


def english(ipa: str) -> str | None:
    """espeak-ng's names for a pronunciation; None where one of its signs is no sound of English."""
    if not 0 < len(ipa) <= _MOST:
        return None
    names: list[str] = []
    at = 0
    while at < len(ipa):
        for length in range(_LONGEST, 0, -1):
            name = _NAMES.get(ipa[at : at + length])
            if name is not None:
                names.append(name)
                at += length
                break
        else:
            return None
    return "".join(names)
