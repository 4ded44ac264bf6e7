"""How Mandarin text is read aloud: its syllables with their spoken tones, and where it pauses.

pypinyin gives every word its dictionary reading; connected speech then changes tones (third-tone
sandhi, 一 and 不, neutral tones), which depend on the words around and are decided here. The rules are
those of any grammar of Mandarin, e.g. San Duanmu, *The Phonology of Standard Chinese*, chapters 9 to 11.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from parley.speech.synthesisers.mandarin_words import NOT_ERHUA, READINGS

PAUSES: Final = {
    **dict.fromkeys("、", 0.12),
    **dict.fromkeys("，,", 0.22),
    **dict.fromkeys("；;：:—–", 0.28),
    **dict.fromkeys("。！？!?…\n", 0.40),
}
"""Seconds of silence after a mark of punctuation."""

ERHUA: Final = "r"
"""The syllable that stands for the 儿 which merges into the one before it."""

_DIGITS: Final = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_NUMERALS: Final = frozenset("零〇一二三四五六七八九十百千万亿两点")
_SUBJECTS: Final = frozenset("我你您他她它们咱家都就还也可总")
_HANZI = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007\U00020000-\U0003134f"
_FIGURES: Final = frozenset("零〇一二三四五六七八九十")
_PIECE = re.compile(rf"([{_HANZI}]+)|(\d+(?:\.\d+)*)|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said between two pauses."""

    words: tuple[tuple[str, ...], ...]
    """Per word its syllables in pinyin with the spoken tone, ``ni2``; 5 is the neutral tone."""

    pause: float
    """Seconds of silence after it."""

    places: tuple[tuple[int, int], ...]
    """Per word where it stands in the text: its first character and the one after its last."""


def phrases(text: str) -> Iterator[Phrase]:
    """The phrases of a text, lazily.

    Digits that nobody spelled out are read one by one. Whatever is neither hanzi, digit nor
    punctuation is skipped: Latin words are another voice's job.
    """
    pending: list[tuple[str, int]] = []
    for match in _PIECE.finditer(text):
        hanzi, digits, other = match.groups()
        if hanzi:
            pending += zip(hanzi, range(match.start(), match.end()), strict=True)
        elif digits:
            pending += [
                (_DIGITS.get(digit, "点"), match.start() + place)
                for place, digit in enumerate(digits)
                if digit in "0123456789."
            ]
        elif other in PAUSES and pending:
            yield _phrase(pending, PAUSES[other])
            pending = []
    if pending:
        yield _phrase(pending, 0.0)


def _phrase(characters: Sequence[tuple[str, int]], pause: float) -> Phrase:
    """What some characters, each with its place in the text, are read as."""
    words = _words("".join(character for character, _ in characters))
    places: list[tuple[int, int]] = []
    begun = 0
    for word in words:
        places.append((characters[begun][1], characters[begun + len(word) - 1][1] + 1))
        begun += len(word)
    return Phrase(_read(words), pause, tuple(places))


def _words(hanzi: str) -> list[str]:
    """The words; together they are the text."""
    import rjieba

    words: list[str] = []
    for word in rjieba.cut(hanzi):
        words.extend(_attach(words, word))
    return words


def _read(words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Words with their spoken tones."""
    read = [_reading(word) for word in words]
    _apply_de(words, read)
    _apply_yi_and_bu(words, read)
    _apply_third_tones(read)
    return tuple(tuple(syllables) for syllables in read)


def _attach(before: list[str], word: str) -> list[str]:
    """Put a lone 儿 with the word it merges into (哪 + 儿)."""
    if word == "儿" and before and before[-1] + word not in NOT_ERHUA:
        return [before.pop() + word]
    return [word]


def _reading(word: str) -> list[str]:
    """Dictionary syllables of a word, neutral tones included, before sandhi."""
    known = READINGS.get(word)
    if known is not None:
        return known.split()
    if len(word) > 1 and word.endswith("儿") and word not in NOT_ERHUA:
        return [*_reading(word[:-1]), ERHUA]
    # A longer word may begin or end with one that the list knows (不知道, 小朋友, 我们家).
    for cut in range(1, len(word)):
        if len(word) - cut > 1 and word[cut:] in READINGS:
            return [*_reading(word[:cut]), *READINGS[word[cut:]].split()]
        if len(word) - cut >= 1 and len(word[:-cut]) > 1 and word[:-cut] in READINGS:
            return [*READINGS[word[:-cut]].split(), *_reading(word[-cut:])]
    return _dictionary(word)


def _dictionary(word: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore")
    if len(syllables) != len(word):
        return syllables  # characters that nobody has a reading for are left out
    if len(word) == 2 and word[0] == word[1] and word not in READINGS:
        # 妈妈, 看看, 想想: the second half of a doubled word is light.
        syllables[1] = syllables[1][:-1] + "5"
        if syllables[0].endswith("3"):
            syllables[0] = syllables[0][:-1] + "2"
    if len(word) == 3 and word[1] == "得":
        syllables[1] = "de5"
    if len(word) > 1 and word[-1] in "们么":
        syllables[-1] = syllables[-1][:-1] + "5"
    return syllables


def _apply_de(words: Sequence[str], read: list[list[str]]) -> None:
    """得 is "must" after whoever must, and a particle after a verb."""
    for index, word in enumerate(words):
        if word == "得" and (index == 0 or words[index - 1][-1] in _SUBJECTS):
            read[index] = ["dei3"]


def _apply_yi_and_bu(words: Sequence[str], read: list[list[str]]) -> None:
    """一 and 不 take their tone from what follows, unless 一 is a number in a row of digits."""
    places = [
        (index, place, character)
        for index, word in enumerate(words)
        if len(word) == len(read[index])
        for place, character in enumerate(word)
    ]
    for position, (index, place, character) in enumerate(places):
        if character not in "一不" or (words[index] in READINGS and len(words[index]) > 1):
            continue
        before = places[position - 1][2] if position else ""
        after = places[position + 1] if position + 1 < len(places) else None
        following = after[2] if after else ""
        doubled = before != "" and before == following
        if character == "不":
            within = 0 < place < len(words[index]) - 1 and len(words[index]) == 3
            base, falling = ("bu5", "bu5") if doubled or within else ("bu4", "bu2")
        elif doubled:
            base, falling = "yi5", "yi5"
        elif _is_ordinal(before, following) or (place > 0 and place == len(words[index]) - 1):
            base, falling = "yi1", "yi1"
        else:
            base, falling = "yi4", "yi2"
        if after is None:
            read[index][place] = "yi1" if character == "一" else "bu4"
            continue
        tone = read[after[0]][after[1]][-1:]
        # 个 is light in 一个, yet 一 still rises before it: its dictionary tone falls.
        read[index][place] = falling if tone == "4" or following == "个" else base


def _is_ordinal(before: str, following: str) -> bool:
    """Whether 一 is a digit or an ordinal, which keeps its first tone."""
    if before and (before in "第初" or before in _NUMERALS):
        return True
    return following != "" and (following in "月号楼" or following in _FIGURES)


def _apply_third_tones(read: list[list[str]]) -> None:
    """A third tone before another rises: within words first, then between them."""
    for word in read:
        for place in range(len(word) - 1):
            if word[place].endswith("3") and word[place + 1].endswith("3"):
                word[place] = word[place][:-1] + "2"
    for left, right in itertools.pairwise(read):
        if left and right and left[-1].endswith("3") and right[0].endswith("3"):
            left[-1] = left[-1][:-1] + "2"
