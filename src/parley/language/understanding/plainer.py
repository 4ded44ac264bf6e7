"""What is mixed or slurred, in the words that sentences have: 空调 switch 到 dry mode, 空调切换到除湿模式."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec

from parley.language.script import to_simplified
from parley.language.understanding.twice import each_by_itself

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[a-z]{2}", re.IGNORECASE)
_HOUR = re.compile(r"(?<![\d:.])(\d{1,2})(?:[:.](\d\d))? ?([ap])\.?m\.?(?![a-z])", re.IGNORECASE)
_HOUR_OF_DAY = re.compile(
    r"((?:\d{1,2}|[一二两三四五六七八九十]{1,3})点(?:半|一刻|\d{1,2}分?)?) ?([ap])\.?m\.?(?![a-z])",
    re.IGNORECASE,
)
_TO_BE = re.compile(r"(?:到到|到成|成到|到为)")
_A_BIT = re.compile("一下子?")
_LONGEST = 300
# Who corrects the first words of a sentence begins it anew: 五分钟，不对，十分钟的计时器.
_ANEW = re.compile(
    r".{1,24}?[,，、。…]+ ?(?:不对|不是|错了|说错了|哦不|啊不|no wait|no|wait|sorry|i mean|scratch that|"
    r"or rather|make that)"
    r"(?:[,，、。…]+ ?(?:不对|no|wait|sorry|i mean))?[,，、。…]+ ?(?P<rest>.{4,})",
    re.IGNORECASE,
)


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    english: dict[str, tuple[str, ...]]
    chinese: dict[str, tuple[str, ...]]
    english_slurred: dict[str, tuple[str, ...]]


@cache
def _words() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    file = msgspec.yaml.decode(Path(__file__).with_suffix(".yaml").read_bytes(), type=_Words)
    english, chinese, slurred = (
        {word: meant for meant, words in each.items() for word in words}
        for each in (file.english, file.chinese, file.english_slurred)
    )
    return english, chinese, slurred


@cache
def _pattern(which: int) -> re.Pattern[str]:
    """Any word of a list, the longest first; Latin ones as whole words."""
    words = sorted(_words()[which], key=len, reverse=True)
    any_word = "|".join(re.escape(word).replace(r"\ ", " +") for word in words)
    return re.compile(any_word if which == 1 else rf"(?<![a-z'])(?:{any_word})(?![a-z])", re.IGNORECASE)


def plainer(text: str) -> Iterator[str]:
    """The utterance in plainer words, the least changed first; nothing where there are none."""
    if len(text) > _LONGEST:
        return
    # Half of a character, as a terminal with another encoding gives, is none that OpenCC takes.
    text = last = text.encode("utf-8", "replace").decode("utf-8")
    for each in _plainer(text):
        if each != last and each.strip():
            yield each
            last = each


def _plainer(text: str) -> Iterator[str]:
    if begun_anew := _ANEW.fullmatch(text):
        yield begun_anew["rest"]
    yield (text := each_by_itself(text))
    if not _HAN.search(text):
        yield _put(text, 2)
        return
    text = _put(to_simplified(text), 1)
    yield text
    if _LATIN.search(text):
        text = _HOUR.sub(_hour, text)
        text = _put(_HOUR_OF_DAY.sub(lambda found: f"{_part(found[2])}{found[1]}", text), 0)
        text = _TO_BE.sub("到", text)
        yield text
    yield _A_BIT.sub("", text)


def _put(text: str, which: int) -> str:
    meant = _words()[which]
    found = _pattern(which).sub(lambda word: meant[re.sub(" +", " ", word[0].lower())], text)
    return re.sub(r"\s+", " ", found).strip()


def _hour(found: re.Match[str]) -> str:
    minutes = f"{found[2]}分" if found[2] and int(found[2]) else ""
    return f"{_part(found[3])}{found[1]}点{minutes}"


def _part(letter: str) -> str:
    return "下午" if letter.lower() == "p" else "上午"
