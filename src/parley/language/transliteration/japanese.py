"""Japanese syllables in Latin letters (modified Hepburn) and back."""

from __future__ import annotations

import re

from parley.errors import Unsupported
from parley.language.transliteration.table import table

_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "g": "がぎぐげご",
    "s": "さしすせそ",
    "z": "ざじずぜぞ",
    "t": "たちつてと",
    "d": "だぢづでど",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "m": "まみむめも",
    "r": "らりるれろ",
}
_VOWELS = "aiueo"
_OWN = {"し": "shi", "じ": "ji", "ち": "chi", "ぢ": "ji", "つ": "tsu", "づ": "zu", "ふ": "fu"}
_MORE = table(
    """
    や ya  ゆ yu  よ yo  わ wa  を wo  ん n  ゔ vu  ゐ wi  ゑ we  ぁ a  ぃ i  ぅ u  ぇ e  ぉ o
    ふぁ fa  ふぃ fi  ふぇ fe  ふぉ fo  てぃ ti  でぃ di  とぅ tu  どぅ du  うぃ wi  うぇ we  うぉ wo
    ゔぁ va  ゔぃ vi  ゔぇ ve  ゔぉ vo  しぇ she  じぇ je  ちぇ che  つぁ tsa  ゃ ya  ゅ yu  ょ yo  ゎ wa
    """
)


def _table() -> dict[str, str]:
    found = {
        kana: _OWN.get(kana, consonant + vowel)
        for consonant, row in _ROWS.items()
        for kana, vowel in zip(row, _VOWELS, strict=True)
    }
    for consonant, row in _ROWS.items():
        if not consonant:
            continue
        head = found[row[1]][:-1]  # of き ki: k
        glide = "" if head in ("sh", "j", "ch") else "y"
        found |= {
            f"{row[1]}{small}": f"{head}{glide}{vowel}" for small, vowel in zip("ゃゅょ", "auo", strict=True)
        }
    return found | _MORE


_LATIN = _table()
_SIGNS = {"。": ". ", "、": ", ", "！": "! ", "？": "? ", "・": " ", "「": '"', "」": '"', "\u3000": " "}
#: Of two kana with one sound the common one is meant.
_RARE = {"ぢ", "づ", "ゐ", "ゑ", "ぢゃ", "ぢゅ", "ぢょ", *"ぁぃぅぇぉゃゅょゎ", "うぉ"}
_KANA = {latin: kana for kana, latin in _LATIN.items() if kana not in _RARE and latin != "n"}
_KANJI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々\U00020000-\U000323af]")
_MACRONS = dict(zip("aiueo", "āīūēō", strict=True))
_LONG = {macron: vowel for vowel, macron in _MACRONS.items()}
_DOUBLED = re.compile(r"(?=([bcdfghjkmpqrstvwz]))\1(?=\1|(?<=t)ch)")


def to_latin(text: str) -> str:
    """Kana in Latin letters, as they are written: は is ``ha`` also where it is said ``wa``.

    The long vowel sign gives a macron (コーヒー → ``kōhī``); ん before a vowel or y is ``n'``. Raises
    ``Unsupported`` for kanji: which of its readings is meant, no rule tells.
    """
    if _KANJI.search(text):
        raise Unsupported("Kanji have several readings, which no rule tells apart; kana can be converted.")
    kana = to_hiragana(text)
    out: list[str] = []
    at, double = 0, False
    while at < len(kana):
        if kana[at] == "っ":
            double, at = True, at + 1
            continue
        size = 2 if kana[at : at + 2] in _LATIN else 1
        piece = kana[at : at + size]
        latin = _LATIN.get(piece, _SIGNS.get(piece, piece))
        if piece == "ー" and out and out[-1][-1:] in _MACRONS:
            out[-1] = out[-1][:-1] + _MACRONS[out[-1][-1]]
            latin = ""
        elif piece == "ん":
            follows = _LATIN.get(kana[at + 1 : at + 2], "")
            latin = "n'" if follows[:1] in {*"aiueoy"} else "n"
        if double and latin:
            known = piece in _LATIN and latin[0] not in "aiueon"
            latin = (("t" if latin.startswith("ch") else latin[0]) if known else "っ") + latin
        double = double and not latin
        out.append(latin)
        at += size
    whole = "".join(out) + ("っ" if double else "")
    return re.sub(r"(?<=[.,!?]) +(?=\s|$)", "", whole)


def hiragana_of(text: str) -> str:
    """Hiragana of Latin letters; those that are no Japanese syllable stay."""
    return _kana_of(text, long={"a": "あ", "i": "い", "u": "う", "e": "い", "o": "う"})


def katakana_of(text: str) -> str:
    """Katakana of Latin letters; those that are no Japanese syllable stay."""
    return to_katakana(_kana_of(text, long=dict.fromkeys(_VOWELS, "ー")))


def to_hiragana(text: str) -> str:
    """Katakana become hiragana."""
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヴ" else char for char in text)


def to_katakana(text: str) -> str:
    """Hiragana become katakana."""
    return "".join(chr(ord(char) + 0x60) if "ぁ" <= char <= "ゔ" else char for char in text)


def _kana_of(text: str, long: dict[str, str]) -> str:
    lower = text.lower()
    plain = "".join(_LONG.get(char, char) for char in lower)
    doubled = {match.start() for match in _DOUBLED.finditer(plain)}
    out: list[str] = []
    at = 0
    while at < len(plain):
        if at in doubled:
            out.append("っ")
            at += 1
            continue
        size = next(
            (len(plain[at : at + size]) for size in (4, 3, 2, 1) if plain[at : at + size] in _KANA), 0
        )
        if size:
            out.append(_KANA[plain[at : at + size]])
            last = lower[at + size - 1]
            out.append(long[_LONG[last]] if last in _LONG else "")
            at += size
        elif plain[at] == "n":
            out.append("ん")
            at += 2 if plain[at + 1 : at + 2] in ("'", "’") else 1
        else:
            out.append(text[at])
            at += 1
    return "".join(out)
