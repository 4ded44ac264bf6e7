"""When a photo was taken, as Chinese says it. The text is simplified and half width."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from parley.language.chinese.numbers import read_number
from parley.vision.photos.search import days
from parley.vision.photos.search.types import When

Maker = Callable[[re.Match[str], date], When | None]

_DIGIT = "[0-9零〇一二两三四五六七八九十]"
_Y = (
    r"(?:(?P<year>(?:19|20)\d\d|[一二][零〇一二三四五六七八九]{3}|\d\d)年的?"
    "|(?P<which>去年|今年|前年|大前年|当年)的?)"
)
_M = rf"(?P<month>{_DIGIT}{{1,3}})月(?:份)?"
_D = rf"(?P<day>{_DIGIT}{{1,3}})[日号]"
_SEASON = "(?P<season>[春夏秋冬])(?:天|季|日)"
_SEASONS = {"春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter"}
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "年": "year"}
_N = rf"(?P<n>{_DIGIT}{{1,3}}|几)"
_UNIT = "(?P<unit>天|日|周|个?星期|个?礼拜|个月|年)"
_YEARS_BACK = {"今年": 0, "当年": 0, "去年": 1, "前年": 2, "大前年": 3}
_DAYS_BACK = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3}
_DIGITS = {each: str(at) for at, each in enumerate("零一二三四五六七八九")} | {"〇": "0"}


def _number(text: str) -> int:
    if text == "几":
        return 3
    if text.isdigit():
        return int(text)
    if "十" not in text and len(text) > 1:  # 二〇二五
        return int("".join(_DIGITS.get(each, "2") for each in text))
    return int(read_number(text) or 0)


def _year(found: re.Match[str], today: date) -> int | None:
    groups = found.groupdict()
    if which := groups.get("which"):
        return today.year - _YEARS_BACK[which]
    text = groups.get("year")
    if not text:
        return None
    number = _number(text)
    return number if number > 100 else number + (2000 if number <= today.year % 100 else 1900)


def _month(found: re.Match[str], today: date) -> When | None:
    number = _number(found["month"])
    return days.month(today, number, _year(found, today)) if 1 <= number <= 12 else None


def _dated(found: re.Match[str], today: date) -> When | None:
    return days.day(today, _number(found["month"]), _number(found["day"]), _year(found, today))


def _numbered(found: re.Match[str], today: date) -> When | None:
    return days.day(today, int(found["m"]), int(found["d"]), int(found["y"]))


def _back(found: re.Match[str]) -> int:
    return {"这": 0, "本": 0, "上上": 2}.get(found["back"].removesuffix("个"), 1)


def _week(found: re.Match[str], today: date) -> When | None:
    back, of_week = _back(found), found["weekday"]
    if not of_week:
        return days.weeks_back(today, back)
    if of_week == "末":
        return days.weekend_back(today, back)
    return days.weekday_back(today, "一二三四五六日天".index(of_week) % 7 + 1 if of_week != "天" else 7, back)


def _unit(found: re.Match[str]) -> str:
    return _UNITS[found["unit"].removeprefix("个")]


PATTERNS: Sequence[tuple[str, Maker]] = (
    (r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)", _numbered),
    (rf"(?:{_Y})?{_M}{_D}", _dated),
    (rf"(?:{_Y})?{_M}", _month),
    (
        rf"(?:{_Y})?{_SEASON}",
        lambda found, today: days.season(today, _SEASONS[found["season"]], _year(found, today)),
    ),
    (
        r"(?P<back>上上个?|上个?|这个?|本)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])?",
        _week,
    ),
    (r"(?P<back>上上个|上个?|这个?|本)月", lambda found, today: days.months_back(today, _back(found))),
    (rf"{_N}{_UNIT}(?:之?前|以前)", lambda found, today: days.ago(today, _number(found["n"]), _unit(found))),
    (
        rf"(?:最近|过去|近)的?{_N}{_UNIT}",
        lambda found, today: days.past(today, _number(found["n"]), _unit(found)),
    ),
    (
        "|".join(f"(?:{each})" for each in sorted(_DAYS_BACK, key=len, reverse=True)),
        lambda found, today: days.on(today - timedelta(_DAYS_BACK[found[0]])),
    ),
    ("今(?=[早晚])", lambda _, today: days.on(today)),
    ("昨(?=晚)", lambda _, today: days.on(today - timedelta(1))),
    ("最近|近期|近来", lambda _, today: days.past(today, 1, "month")),
    (_Y, lambda found, today: days.year(_year(found, today) or today.year)),
)
"""What is looked for in this order."""

FEAST = rf"(?:{_Y})?(?P<feast>%s)(?:期间|假期|那几天|当天|那天|的时候|时)?"
"""A day with a name; the place is for the names."""

PARTS: Sequence[tuple[str, str]] = (
    ("早上|早晨|清晨|上午|一大早|(?<=\x00 )早", "morning"),
    ("中午", "noon"),
    ("下午", "afternoon"),
    ("傍晚", "evening"),
    ("晚上|夜里|夜晚|深夜|半夜|(?<=\x00 )晚", "night"),
)
"""Parts of the day."""


def year_of(found: re.Match[str], today: date) -> int | None:
    """The year that a named day is of, where it says one."""
    return _year(found, today)
