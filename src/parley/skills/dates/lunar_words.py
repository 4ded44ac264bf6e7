"""Lunar dates in words: 八月十五, "the 15th day of the 8th lunar month"; the zodiac's animals."""

from __future__ import annotations

from parley.home.lunar import Lunar, read_setting
from parley.language.chinese.numbers import read_number
from parley.language.english.numbers import ORDINALS, ordinal, read_ordinal
from parley.language.understanding.slots import SlotType

ZODIAC = {
    "zh": "鼠牛虎兔龙蛇马羊猴鸡狗猪",
    "en": (
        "Rat",
        "Ox",
        "Tiger",
        "Rabbit",
        "Dragon",
        "Snake",
        "Horse",
        "Goat",
        "Monkey",
        "Rooster",
        "Dog",
        "Pig",
    ),
}
_DIGITS = "零一二三四五六七八九十"
_MONTHS = {"正": 1, "冬": 11, "腊": 12}


def said_lunar(lunar: Lunar, language: str, *, with_year: bool = True) -> str:
    """As people say it."""
    if language == "zh":
        month = {1: "正", 11: "冬", 12: "腊"}.get(lunar.month) or _DIGITS[lunar.month]
        return f"农历{'闰' if lunar.leap else ''}{month}月{_day(lunar.day)}"
    leap = "leap " if lunar.leap else ""
    text = f"the {ordinal(lunar.day)} day of the {leap}{ordinal(lunar.month)} lunar month"
    return f"{text}, {lunar.year}" if with_year else text


def said_setting(setting: str, language: str) -> str:
    """How often a lunar day comes: 每年农历八月初三, "every year on the 3rd day of the 8th lunar month"."""
    month, day = read_setting(setting) or (None, 1)
    if language == "zh":
        last = month == 12 and day == 30
        return (
            "每年除夕"
            if last
            else f"每年{said_lunar(Lunar(0, month, day), 'zh')}"
            if month
            else f"农历每月{_day(day)}"
        )
    if month is None:
        return f"every month on the {ordinal(day)} by the lunar calendar"
    return f"every year on {said_lunar(Lunar(0, month, day), 'en', with_year=False)}"


def _day(day: int) -> str:
    if day <= 10:
        return "初" + _DIGITS[day]
    if day % 10 == 0:
        return _DIGITS[day // 10] + "十"
    return ("十" if day < 20 else "廿") + _DIGITS[day % 10]


def _month(text: str, _: str) -> int | None:
    if text in _MONTHS:
        return _MONTHS[text]
    return _within(text, 12)


def _day_of(text: str, _: str) -> int | None:
    if text.startswith("廿"):
        return 20 + (_within(text[1:], 9) or 0)
    return _within(text.removeprefix("初").removesuffix("号").removesuffix("日"), 30)


def _within(text: str, most: int) -> int | None:
    digits = text.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
    value = int(digits) if digits.isdecimal() else read_ordinal(text.split()) or read_number(text)
    return int(value) if value and 1 <= value <= most else None


_ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:twenty[ -])?(?:{ORDINALS}))"
LUNAR_MONTH = SlotType(rf"(?:[正冬腊]|十?[一二]|[三四五六七八九十]|{_ORDINAL})", _month)
LUNAR_DAY = SlotType(
    rf"(?:初[一二三四五六七八九十]|廿.?|[一二三四五六七八九十]{{1,3}}[号日]?|{_ORDINAL})", _day_of
)
MOON_MONTH = SlotType("[正冬腊]", _month)
MOON_DAY = SlotType("(?:初[一二三四五六七八九十]|廿.?)", _day_of)
"""Which only the lunar calendar has."""
