"""Chinese characters as people spell them to each other: by sound, by words they stand in, by their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from parley.language.script import to_simplified, to_traditional

TONES = ("轻声", "第一声", "第二声", "第三声", "第四声")
MOST_WORDS = 3


def pinyin(text: str) -> list[str]:
    """One syllable with its tone mark for each character."""
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(to_simplified(text), style=Style.TONE)


def tone(character: str) -> int:
    """Tone of a character alone, 1 to 4; 0 for the neutral one."""
    from pypinyin import Style, lazy_pinyin

    last = lazy_pinyin(to_simplified(character), style=Style.TONE3)[0][-1:]
    return int(last) if last.isdigit() else 0


def readings(character: str) -> Mapping[str, Sequence[str]]:
    """How a character is said, the usual way first, each with common words in which it is said so."""
    plain = to_simplified(character)
    found: dict[str, list[str]] = {pinyin(plain)[0]: []}
    for word in _words().get(plain, ()):
        found.setdefault(pinyin(word)[word.index(plain)], []).append(word)
    usual, *others = found.items()
    return dict([(usual[0], usual[1][:MOST_WORDS]), *((sound, words[:1]) for sound, words in others)])


def common(character: str) -> bool:
    """Whether it is among the characters that everybody learns to write."""
    return to_simplified(character) in _words()


def parts(character: str) -> str:
    """What people say it is made of (弓长 for 张); empty where that is not known here."""
    return _parts().get(to_simplified(character), "")


def traditional(character: str) -> str:
    """Its traditional form; empty where that is the same, or was what was asked."""
    other = to_traditional(character)
    return other if other != character else ""


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    return {character: tuple(rest) for character, *rest in _lines("words.txt")}


@cache
def _parts() -> Mapping[str, str]:
    return {character: rest[0] for character, *rest in _lines("components.txt")}


def _lines(file: str) -> Sequence[list[str]]:
    text = Path(__file__).with_name(file).read_text("utf-8")
    return [line.split() for line in text.splitlines() if line]
