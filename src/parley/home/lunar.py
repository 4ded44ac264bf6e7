"""The Chinese calendar, whose months follow the moon: from 1900 to 2100."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FIRST, LAST = date(1900, 1, 31), date(2101, 1, 28)
"""The days that have a known lunar date."""
_SETTING = re.compile(r"(?:(0[1-9]|1[0-2])-)?(0[1-9]|[12]\d|30)")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lunar:
    """A day of the Chinese calendar."""

    year: int
    """Of the common era, in which this lunar year began."""
    month: int
    day: int
    leap: bool = False
    """The month repeats the one before it."""


def lunar_of(day: date) -> Lunar | None:
    """The lunar date of a day; None outside the years that are known."""
    if not FIRST <= day <= LAST:
        return None
    from borax.calendars.lunardate import LunarDate  # pyright: ignore[reportMissingTypeStubs]

    found = LunarDate.from_solar_date(day.year, day.month, day.day)
    return Lunar(found.year, found.month, found.day, bool(found.leap))


def date_of(lunar: Lunar) -> date | None:
    """The day of a lunar date. The 30th of a month without one is its last; None for what does not exist."""
    from borax.calendars.lunardate import LunarDate  # pyright: ignore[reportMissingTypeStubs]

    for day in (lunar.day, lunar.day - 1) if lunar.day == 30 else (lunar.day,):
        try:
            return LunarDate(lunar.year, lunar.month, day, int(lunar.leap)).to_solar_date()
        except ValueError:
            continue  # no such day
    return None


def read_setting(text: str) -> tuple[int | None, int] | None:
    """Month and day of ``12-30``, or of ``15`` the day of every month; None if it is neither."""
    found = _SETTING.fullmatch(text)
    return (int(found[1]) if found[1] else None, int(found[2])) if found else None


def lunar_days(setting: str, since: date) -> Iterator[date]:
    """The days from ``since`` on that a setting (``12-30``, ``15``) falls on; never in a leap month."""
    read, start = read_setting(setting), lunar_of(max(since, FIRST))
    if read is None or start is None:
        return
    month, day = read
    for year in range(start.year, 2101):
        for each in (month,) if month else range(1, 13):
            found = date_of(Lunar(year, each, day))
            if found is not None and found >= since:
                yield found


def term(year: int, name: str) -> date | None:
    """The day of a solar term, such as 冬至, in a year; None if there is none of that name."""
    from borax.calendars.lunardate import TermUtils  # pyright: ignore[reportMissingTypeStubs]

    if name not in TERMS or not FIRST.year < year <= LAST.year - 1:
        return None
    return TermUtils.nth_term_day(year, TERMS.index(name))


TERMS = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
    "小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip
"""In the order of the year."""
