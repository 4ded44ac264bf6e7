"""Korean in Latin letters: the Revised Romanization of 2000, which writes what is said.

From the ministry's notice 2000-8: neighbouring sounds change each other (신라 → Silla, 종로 → Jongno,
같이 → gachi), while the hardening of sounds is not written. Whether a word is a noun, no rule tells: ㅎ
after ㄱ, ㄷ and ㅂ is written, as nouns have it (묵호 → Mukho).
"""

from __future__ import annotations

import unicodedata

from parley.language.transliteration.table import row, table

_INITIALS = row("g kk n d tt r m b pp s ss - j jj ch k t p h")
_VOWELS = row("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_FINALS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
#: At the end of a word or before a consonant.
_CLOSED = {
    "": "",
    **dict.fromkeys("ㄱㄲㄳㄺㅋ", "k"),
    **dict.fromkeys("ㄴㄵㄶ", "n"),
    **dict.fromkeys("ㄷㅅㅆㅈㅊㅌㅎ", "t"),
    **dict.fromkeys("ㄹㄼㄽㄾㅀ", "l"),
    **dict.fromkeys("ㅁㄻ", "m"),
    **dict.fromkeys("ㅂㅄㅍㄿ", "p"),
    "ㅇ": "ng",
}
#: Before a vowel the sound goes over.
_OPEN = {"": ""} | table(
    """
    ㄱ g  ㄲ kk  ㄳ ks  ㄴ n  ㄵ nj  ㄶ n  ㄷ d  ㄹ r  ㄺ lg  ㄻ lm  ㄼ lb  ㄽ ls  ㄾ lt  ㄿ lp  ㅀ r
    ㅁ m  ㅂ b  ㅄ ps  ㅅ s  ㅆ ss  ㅇ ng  ㅈ j  ㅊ ch  ㅋ k  ㅌ t  ㅍ p  ㅎ -
    """
)
_NASAL = {"k": "ng", "t": "n", "p": "m"}
_BREATHED = {"g": "k", "d": "t", "j": "ch"}
_BASE, _LAST = 0xAC00, 0xD7A3


def to_latin(text: str) -> str:
    """Hangul in Latin letters; everything else stays."""
    composed = unicodedata.normalize("NFC", text)
    out: list[str] = []
    carried: str | None = None
    for at, char in enumerate(composed):
        if not _BASE <= ord(char) <= _LAST:
            out.append(char)
            continue
        index = ord(char) - _BASE
        initial, vowel, final = index // 588, index % 588 // 28, _FINALS[index % 28]
        out.append(_INITIALS[initial] if carried is None else carried)
        out.append(_VOWELS[vowel])
        follows = composed[at + 1 : at + 2]
        if follows and _BASE <= ord(follows) <= _LAST:
            after = ord(follows) - _BASE
            end, carried = _met(final, _INITIALS[after // 588], _VOWELS[after % 588 // 28])
            out.append(end)
        else:
            out.append(_CLOSED[final])
            carried = None
    return "".join(out)


def _met(final: str, initial: str, vowel: str) -> tuple[str, str]:
    """What a final and the next syllable's initial become where they meet."""
    if not initial:
        if final in ("ㄷ", "ㅌ", "ㄾ") and vowel == "i":
            return {"ㄷ": "", "ㅌ": "", "ㄾ": "l"}[final], "j" if final == "ㄷ" else "ch"
        return _OPEN[final], ""
    if final in ("ㅎ", "ㄶ", "ㅀ"):
        rest = {"ㅎ": "", "ㄶ": "n", "ㅀ": "l"}[final]
        if initial in _BREATHED:
            return rest, _BREATHED[initial]
        if initial != "n":
            return rest, initial
    closed = _CLOSED[final]
    if initial == "r":
        if closed in ("n", "l"):
            return "l", "l"
        return (_NASAL.get(closed, closed), "n") if closed else ("", "r")
    if initial == "n" and closed == "l":
        return "l", "l"
    if initial in ("n", "m"):
        return _NASAL.get(closed, closed), initial
    return closed, initial
