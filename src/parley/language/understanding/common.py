"""Slot types that every skill's sentences may use: ``{number}``, ``{duration}`` and ``{name}``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from parley.language.numbers import parse_number
from parley.language.times import parse_duration
from parley.language.understanding.slots import NUMBER, SlotType

_ENGLISH_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|[smh])(?![a-z])"
_CHINESE_UNIT = r"(?:秒钟?|分钟?|个?小时|个?钟头?|刻钟|天|个?星期|周)"
_UNIT = f"(?:{_CHINESE_UNIT}|{_ENGLISH_UNIT})"
_HALF = r"(?: and a (?:half|quarter)(?![a-z]))?"
_ENGLISH_AMOUNT = (
    rf"(?:(?:{NUMBER}|an?){_HALF}|half an?|a half|half|a couple(?: of)?|(?:a )?quarter(?: of)? an|"
    r"three quarters of an)"
)
_PART = (
    rf"(?:{_ENGLISH_AMOUNT}[ -]?{_ENGLISH_UNIT}{_HALF}|"
    rf"(?:{NUMBER}|半)(?:个半|个)? ?{_UNIT}(?:半钟?)?)"
)
#: What looks like a duration; ``parse_duration`` has the last word.
DURATION = rf"(?:{_PART}(?:(?: and | ?[又零加]?){_PART}){{0,3}})"

_LONGEST = timedelta(days=366)


def _number(text: str, language: str) -> object:
    return parse_number(text, language)


def _duration(text: str, language: str) -> timedelta | None:
    for each in (language, "en" if language == "zh" else "zh"):
        found = parse_duration(text, each)
        if found is not None and timedelta(0) < found <= _LONGEST:
            return found
    return None


def _name(text: str, language: str) -> str | None:
    return text.strip(" '的") or None


COMMON: Mapping[str, SlotType] = {
    "number": SlotType(NUMBER, _number),
    "duration": SlotType(DURATION, _duration),
    "name": SlotType(r"[^\d\s][^\d]{0,28}?[^\d\s]|[^\d\sa-z]", _name, free=True),
}
