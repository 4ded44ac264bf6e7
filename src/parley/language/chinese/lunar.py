"""Days of the Chinese calendar as people name them: 农历八月十五, 腊月廿三, 初一, 除夕, 端午节."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parley.language.chinese.numbers import read_number

FESTIVALS = {
    "春节": (1, 1),
    "元宵节": (1, 15),
    "元宵": (1, 15),
    "龙抬头": (2, 2),
    "端午节": (5, 5),
    "端午": (5, 5),
    "七夕节": (7, 7),
    "七夕": (7, 7),
    "中元节": (7, 15),
    "中秋节": (8, 15),
    "中秋": (8, 15),
    "重阳节": (9, 9),
    "重阳": (9, 9),
    "腊八节": (12, 8),
    "腊八": (12, 8),
    "小年夜": (12, 23),
    "小年": (12, 23),
    "除夕夜": (12, 30),
    "除夕": (12, 30),
    "大年三十": (12, 30),
    "年三十": (12, 30),
    "大年夜": (12, 30),
}
"""Festivals by the moon: month and day; the 30th of a month without one is its last."""
_NAMED = "|".join(sorted(FESTIVALS, key=len, reverse=True))
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_DAY = "初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_MONTH = r"(?P<leap>闰)?(?:(?P<lunar>[正冬腊])|(?P<month>十[一二]?|[一二三四五六七八九]|\d{1,2}))月份?"
_LUNAR = re.compile(
    rf"(?P<said>农历|阴历|旧历)?的?(?:(?P<next>下+个?)月|[这本]个?月|{_MONTH})?的?(?P<day>{_DAY}|\d{{1,2}})(?P<sun>[号日])?"
)
_YEAR = re.compile("大年(?P<day>初[一二三四五六七八九十])")

PATTERN = (
    r"(?:农历|阴历|旧历)的?(?:下+个?月|闰?[正冬腊一二三四五六七八九十\d]{1,2}月份?)?的?"
    r"(?:初.|廿.?|[一二三四五六七八九十]{1,3}|\d{1,2})[号日]?|"
    r"闰?[正冬腊](?:月份?)的?(?:初.|廿.?|[一二三四五六七八九十]{1,3}|\d{1,2})[号日]?|"
    r"(?:闰?[一二三四五六七八九十\d]{1,2}月|[下这本]个?月)?的?(?:初[一二三四五六七八九十](?!中|次|步|级)|廿[一二三四五六七八九])|"
    r"大年初.|八月十五(?![号日])|"
    r"(?:春节|元宵节|端午节?|七夕节?|中元节|中秋节?|重阳节|腊八节?|除夕夜?|大?年三十|大年夜)(?![前后快礼放回假期月])"
)
"""What such a day looks like among other words; ``read_lunar`` has the last word."""


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day that comes every lunar year, or every lunar month."""

    month: int | None
    """None for the next month that has it."""
    day: int
    leap: bool = False
    later: int = 0
    """Months from this one; 0 where none were said."""

    @property
    def setting(self) -> str:
        """As records have it: ``08-15``, ``15``."""
        return f"{self.month:02}-{self.day:02}" if self.month else f"{self.day:02}"


def find_lunar(text: str) -> tuple[LunarDay, str] | None:
    """The lunar day that a text, in normal form, speaks of, and the text without it."""
    for found in re.finditer(PATTERN, text):
        if (day := read_lunar(found.group())) is not None:
            return day, f"{text[: found.start()]} {text[found.end() :]}".strip()
    return None


def read_lunar(text: str) -> LunarDay | None:
    """The lunar day that is the whole text; None for one of the common calendar, or none at all."""
    if text in FESTIVALS:
        return LunarDay(*FESTIVALS[text])
    if found := _YEAR.fullmatch(text):
        return LunarDay(1, _day(found["day"]))
    found = _LUNAR.fullmatch(text)
    if found is None:
        return None
    lunar_words = found["said"] or found["lunar"] or found["leap"] or found["day"][0] in "初廿"
    if not lunar_words and text != "八月十五":
        return None
    month = _MONTHS.get(found["lunar"] or "") or (_number(found["month"]) if found["month"] else None)
    day = _day(found["day"])
    if not 1 <= day <= 30 or (month is not None and not 1 <= month <= 12):
        return None
    return LunarDay(month, day, found["leap"] is not None, (found["next"] or "").count("下"))


def _day(text: str) -> int:
    if text.startswith("廿"):
        return 20 + (_number(text[1:]) if text[1:] else 0)
    return _number(text.removeprefix("初"))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else int(read_number(text) or 0)
