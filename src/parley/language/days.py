"""Days and moments as people name them beside today: "tomorrow, Sunday, at 7:30 AM", 后天星期一上午9:00."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from parley.language.numbers import locale_of
from parley.language.times import format_date, format_time

_NEAR = {
    "zh_CN": {0: "今天", 1: "明天", 2: "后天", -1: "昨天"},
    "en_US": {0: "today", 1: "tomorrow", -1: "yesterday"},
}
_WHOLE: dict[tuple[int, ...], tuple[str, str]] = {
    (1, 2, 3, 4, 5, 6, 7): ("every day", "每天"),
    (1, 2, 3, 4, 5): ("on weekdays", "工作日"),
    (6, 7): ("on weekends", "每个周末"),
}


def format_day(day: date, today: date, language: str) -> str:
    """The day: today, "tomorrow, Sunday", 11月25日星期三; with its year if that is another."""
    locale = locale_of(language)
    near = _NEAR.get(locale, _NEAR["en_US"]).get((day - today).days)
    chinese = locale == "zh_CN"
    if near is None:
        if day.year == today.year:
            return format_date(day, language)
        return (
            f"{day.year}年{format_date(day, language)}"
            if chinese
            else f"{format_date(day, language)}, {day.year}"
        )
    if day == today:
        return near
    return f"{near}{_weekday(day, locale)}" if chinese else f"{near}, {_weekday(day, locale)}"


def format_moment(moment: datetime, now: datetime, language: str) -> str:
    """Day and time of day, in the zone of ``now``: "tomorrow, Sunday, at 7:30 AM", 明天星期日早上7:30."""
    local = moment.astimezone(now.tzinfo)
    day, clock = format_day(local.date(), now.date(), language), format_time(local, language)
    if locale_of(language) == "zh_CN":
        return f"{day}{clock}"
    return f"{day}, at {clock}" if "," in day else f"{day} at {clock}"


def format_weekdays(days: Iterable[int], language: str) -> str:
    """Days that something repeats on (1 is Monday): "on weekdays", "every Monday", 每周一、周五."""
    chosen = tuple(sorted(set(days)))
    chinese = locale_of(language) == "zh_CN"
    whole = _WHOLE.get(chosen)
    if whole:
        return whole[chinese]
    if chinese:
        return "每" + "、".join("周" + "一二三四五六日"[day - 1] for day in chosen)
    from babel.lists import format_list

    names = [_weekday(date(2024, 1, day), "en_US") for day in chosen]  # the 1st of January 2024 was a Monday
    return f"every {format_list(names, locale='en')}"


def _weekday(day: date, locale: str) -> str:
    from babel.dates import format_date as babel_date

    return babel_date(day, "EEEE", locale=locale)
