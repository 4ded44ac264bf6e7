"""Slot types that every skill's sentences may use: ``{number}``, ``{duration}`` and ``{name}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from parley.language.numbers import parse_number
from parley.language.times import parse_duration
from parley.language.understanding.bare import bare
from parley.language.understanding.slots import NUMBER, NUMBER_SIGN, SlotType

_AMOUNT = r"(?:[\d.]+|[零一二两三四五六七八九十百半]+|(?<![a-z])[a-z]+(?:[ -][a-z]+){0,5}?)"
_UNIT = (
    "(?:(?:秒|分|小时|钟头|刻|天|星期|周)钟?"
    "|(?:s|m|h|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?)(?![a-z]))"
)
#: What looks like a duration; ``parse_duration`` has the last word.
DURATION = (
    # 一个半小时 is an hour and a half, never "one" half hour; 一个半个小时 is that.
    rf"(?!(?<=[一1]个)半(?!个))(?:(?: and |又|零|加| )?{_AMOUNT}(?:个半|个)?(?: more)?[ -]?{_UNIT}"
    r"(?: and a (?:half|quarter)(?![a-z])|半钟?)?){1,4}"
)

_NUMBERS = re.compile(NUMBER_SIGN)
_LONGEST = timedelta(days=366)


def _number(text: str, language: str) -> object:
    if not _NUMBERS.search(text):
        return None
    found = (parse_number(text, each) for each in _both(language))
    return next((number for number in found if number is not None), None)


def _duration(text: str, language: str) -> timedelta | None:
    text = text.replace(" more ", " ").replace("another ", "one ", 1)
    for each in _both(language):
        found = parse_duration(text, each)
        if found is not None and timedelta(0) < found <= _LONGEST:
            return found
    return None


def _both(language: str) -> tuple[str, str]:
    """The utterance's language, then the other: people say "volume 二十"."""
    return ("zh", "en") if language == "zh" else (language, "zh")


def _name(text: str, language: str) -> str | None:
    name = bare(text)
    return name.strip(" '的") or None if name else None


#: Numbers from 0 to 100 as they are said.
_SPOKEN_NUMBERS = {
    "en": (
        "(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
        "|seventeen|eighteen|nineteen)",
        "(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety) "
        "[(one|two|three|four|five|six|seven|eight|nine)]",
        "(a|one) hundred",
    ),
    "zh": (
        "(零|一|两|二|三|四|五|六|七|八|九)",
        "[(二|三|四|五|六|七|八|九)] 十 [(一|二|三|四|五|六|七|八|九)]",
        "一百",
    ),
}
_SPOKEN_DURATIONS = {
    "en": (
        "{number} (seconds|minutes|hours|days)",
        "(a|an|one) (second|minute|hour|day)",
        "(half an hour|half a minute|an hour and a half|a minute and a half)",
        "{number} and a half (minutes|hours)",
        "(an hour|one hour|{number} hours) [and] {number} minutes",
        "(a minute|one minute|{number} minutes) [and] {number} seconds",
    ),
    "zh": (
        "{number} (秒|秒钟|分钟|小时|个 小时|天)",
        "半 (分钟|小时|个 小时|个 钟头)",
        "{number} (个 半 小时|分 半|分 半 钟)",
        "{number} [个] 小时 [零] {number} 分钟",
        "{number} 分 [钟] [零] {number} 秒 [钟]",
        "(一 刻 钟|三 刻 钟)",
    ),
}

COMMON: Mapping[str, SlotType] = {
    "number": SlotType(NUMBER, _number, spoken=_SPOKEN_NUMBERS, sign=NUMBER_SIGN),
    "duration": SlotType(DURATION, _duration, spoken=_SPOKEN_DURATIONS, sign=_UNIT),
    "name": SlotType(r"(?:[^\d\s][^\d]{0,28}?[^\d\s]|[^\d\sa-z])", _name, free=True),
}
