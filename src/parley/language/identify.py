"""Which language each part of a text is in, also when languages are mixed in one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from parley.language.langid import identifier
from parley.language.limits import bounded


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one language."""

    text: str
    """The characters themselves; the spans of a text, joined, are the text."""

    language: str
    """Primary BCP 47 tag; ``und`` when nothing tells (only digits, signs or white space)."""

    start: int
    """Index of the first character in the whole text."""

    end: int
    """Index after the last character."""


#: Scripts that belong to one language as far as anyone who talks to Parley is concerned.
_SCRIPT_LANGUAGES = {
    "han": "zh",
    "kana": "ja",
    "hangul": "ko",
    "cyrillic": "ru",
    "arabic": "ar",
    "greek": "el",
    "hebrew": "he",
    "thai": "th",
    "devanagari": "hi",
}
_SCRIPTS = {
    "han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〇\U00020000-\U000323af",
    "kana": "ぁ-ゟ゠-ヿㇰ-ㇿｦ-ﾟ",
    "hangul": "가-힣ᄀ-ᇿ㄰-㆏",
    "latin": "A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿＡ-Ｚａ-ｚ",
    "cyrillic": "Ѐ-ԯ",
    "arabic": "ء-يٮ-ۓ",
    "greek": "Ͱ-Ͽ",
    "hebrew": "א-ת",
    "thai": "ก-๛",
    "devanagari": "ऀ-ॿ",
}
#: Units after a number are read in the language around them: "今天26°C".
_MEASURE = r"\d(?:\s?(?:°[CF]|℃|℉|km/h|km|cm|mm|kg|mg|ml|kWh|GB|MB|TB|kB|Hz|m|g|h|s|G|K|W|V|A)(?![A-Za-z]))"
_PIECE = re.compile(
    f"(?P<measure>{_MEASURE})|" + "|".join(f"(?P<{name}>[{chars}]+)" for name, chars in _SCRIPTS.items())
)
_SPACED_NUMBER = re.compile(r"\s(\d{1,12}(?:[.:]\d{1,2})?\s)")
_OPENERS = "“‘「『《〈【（([{¿¡#@$€£¥"

#: What Latin-script text may be: the languages that are common in homes and that the identifier tells apart.
_LATIN_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
#: Fewer words than this say too little about their language.
_FEW_WORDS = 4
#: Two of these settle it, and save the second that loading the identifier's model takes.
_ONLY_ENGLISH = frozenset(
    [
        "the",
        "my",
        "to",
        "and",
        "you",
        "what",
        "please",
        "with",
        "from",
        "turn",
        "what's",
        "i'm",
        "how",
        "where",
        "when",
    ]
)
#: Below this the identifier is guessing, and English is the better guess.
_SURE = 0.9
#: Weights of ``main_language``, in words. A Chinese word has about 1.7 characters.
_WORD_PER_CHARACTER = 0.6
_GRAMMAR = 4.0
_FIRST = 1.5
_ZH_GRAMMAR = frozenset("的了吗吧呢把给我你是在不请有几多什么怎谁这那跟要帮让将就都")
_EN_GRAMMAR = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "to",
        "is",
        "are",
        "what",
        "in",
        "on",
        "of",
        "for",
        "me",
        "you",
        "please",
        "and",
        "i",
        "it",
        "with",
        "at",
        "from",
    ]
)
#: The identifier looks at no more than this many characters of a span.
_SAMPLE = 2_000


def spans(text: str) -> tuple[Span, ...]:
    """The languages of a mixed text, in order.

    Digits, signs and white space join the words before them, opening brackets and a leading number the
    words after. Latin letters are English unless there are enough words to tell otherwise. Raises
    ``TooLong`` beyond ``MAX_TEXT`` characters.
    """
    cuts = _merge(_runs(bounded(text)), text)
    if not cuts:
        return (Span(text, "und", 0, len(text)),) if text else ()
    result: list[Span] = []
    for index, (script, start, _) in enumerate(cuts):
        end = cuts[index + 1][1] if index + 1 < len(cuts) else len(text)
        piece = text[start:end]
        language = _SCRIPT_LANGUAGES.get(script) or _latin(piece)
        result.append(Span(piece, language, start, end))
    return tuple(result)


def main_language(text: str) -> str:
    """The language whose sentence it is; ``und`` when the text has no letters.

    In Chinese mixed with English the small grammatical words decide ("播放 Taylor Swift 的歌" is a Chinese
    sentence), as Myers-Scotton's matrix language frame has it; without any, the language with most words,
    the first one favoured because commands begin with their verb.
    """
    weights: dict[str, float] = {}
    for index, span in enumerate(spans(text)):
        if span.language in ("zh", "ja", "ko"):
            weight = sum(_WORD_PER_CHARACTER for char in span.text if char.isalpha())
            weight += _GRAMMAR * sum(char in _ZH_GRAMMAR for char in span.text)
        else:
            words = span.text.lower().split()
            weight = len(words) + _GRAMMAR * sum(word in _EN_GRAMMAR for word in words)
        weights[span.language] = weights.get(span.language, 0) + weight + (_FIRST if index == 0 else 0)
    return max(weights, key=weights.__getitem__, default="und")


def _runs(text: str) -> list[tuple[str, int, int]]:
    """Runs of letters of one script: (script, start, end)."""
    return [
        (match.lastgroup or "", match.start(), match.end())
        for match in _PIECE.finditer(text)
        if match.lastgroup != "measure"
    ]


def _merge(runs: Sequence[tuple[str, int, int]], text: str) -> list[tuple[str, int, int]]:
    """Join runs of one language; each result begins where its span begins."""
    merged: list[tuple[str, int, int]] = []
    for script, start, end in runs:
        if merged:
            last, first, last_end = merged[-1]
            if _same(last, script, text[last_end:start]):
                # Han beside kana is Japanese.
                merged[-1] = ("kana" if "kana" in (last, script) else script, first, end)
                continue
            merged.append((script, _boundary(text, last_end, start), end))
        else:
            merged.append((script, 0, end))
    return merged


def _same(last: str, script: str, between: str) -> bool:
    if last == script:
        return True
    if {last, script} == {"han", "kana"}:
        return not any(mark in between for mark in "。！？.!?\n")
    return False


def _boundary(text: str, start: int, end: int) -> int:
    """Where, in the signs between two words of different scripts, the second one's span begins."""
    at = end
    while at > start and (text[at - 1] in _OPENERS or text[at - 1].isdigit()):
        at -= 1
    number = _SPACED_NUMBER.search(text, start, end)
    if number and text[end].isascii():
        return number.start(1)  # "设置 5 minutes"
    if at == start:
        # Nothing separates them: digits stay with the word they follow, brackets go with what they open.
        while at < end and text[at] not in _OPENERS:
            at += 1
    return at


def _latin(piece: str) -> str:
    words = piece[:_SAMPLE].lower().split()
    if len(words) < _FEW_WORDS and (piece.isascii() or len(words) < 2):
        return "en"
    if len(_ONLY_ENGLISH.intersection(words)) >= 2:
        return "en"
    language, probability = _rank(piece[:_SAMPLE].lower())
    return language if probability >= _SURE else "en"


def _rank(text: str) -> tuple[str, float]:
    best = cast(tuple[str, float], identifier(*_LATIN_LANGUAGES).rank(text)[0])
    return best[0], float(best[1])
