"""When a photo was taken, as English says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from parley.language.english.times import MONTHS
from parley.vision.photos.search import days
from parley.vision.photos.search.types import When

Maker = Callable[[re.Match[str], date], When | None]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "few": 3,
    "a few": 3,
    "couple of": 2,
    "a couple of": 2,
}
_M = (
    "(?P<month>"
    + "|".join(f"{each[:3]}(?:{each[3:]})?" if len(each) > 4 else each for each in MONTHS)
    + r")\.?"
)
_Y = r"(?P<year>(?:19|20)\d\d)"
_N = (
    r"(?P<n>\d{1,3}|a few|few|a couple of|couple of|"
    + "|".join(each for each in _COUNTS if " " not in each)
    + ")"
)
_UNIT = "(?P<unit>day|week|month|year)s?"
_SEASON = "(?P<season>spring|summer|autumn|fall|winter)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_IN = r"(?:(?:in|from|of|on|during|at|over) )?(?:the )?"


def _month(found: re.Match[str]) -> int:
    return next(at for at, each in enumerate(MONTHS, 1) if each.startswith(found["month"][:3]))


def _year(found: re.Match[str]) -> int | None:
    text = found.groupdict().get("year")
    return int(text) if text else None


def _count(found: re.Match[str]) -> int:
    text = found["n"]
    return int(text) if text.isdigit() else _COUNTS[text]


def _season(found: re.Match[str]) -> str:
    return "autumn" if found["season"] == "fall" else found["season"]


def _dated(found: re.Match[str], today: date) -> When | None:
    return days.day(today, _month(found), int(found["day"]), _year(found))


def _numbered(found: re.Match[str], today: date) -> When | None:
    return days.day(today, int(found["m"]), int(found["day"]), int(found["year"]))


def _relative_season(found: re.Match[str], today: date) -> When | None:
    if found["which"] == "last":
        return days.last_season(today, _season(found))
    return days.season(today, _season(found), today.year)


def _relative_month(found: re.Match[str], today: date) -> When | None:
    if found["which"] == "last":
        return days.last_month(today, _month(found))
    return days.month(today, _month(found), today.year)


def _relative(found: re.Match[str], today: date) -> When | None:
    back = 1 if found["which"] == "last" else 0
    unit = found["what"]
    if unit == "week":
        return days.weeks_back(today, back)
    if unit == "weekend":
        return days.weekend_back(today, back)
    if unit == "month":
        return days.months_back(today, back)
    if unit == "year":
        return days.year(today.year - back)
    weekday = _WEEKDAYS.index(unit) + 1
    # "Last Friday", said on a Saturday, was yesterday.
    return days.weekday_back(today, weekday, 0 if weekday <= today.weekday() else 1)


PATTERNS: Sequence[tuple[str, Maker]] = (
    (rf"{_IN}{_Y}-(?P<m>\d\d?)-(?P<day>\d\d?)", _numbered),
    (rf"{_IN}{_Y}/(?P<m>\d\d?)/(?P<day>\d\d?)", _numbered),
    (rf"{_IN}{_DAY} (?:of )?{_M}(?:,? {_Y})?", _dated),
    (rf"{_IN}{_M} (?:the )?{_DAY}(?:,? {_Y})?(?!\d)", _dated),
    (rf"{_IN}{_M},? (?:of )?{_Y}", lambda found, today: days.month(today, _month(found), _year(found))),
    (rf"{_IN}(?P<which>last|this) {_M}", _relative_month),
    (rf"(?:in|from|during) {_M}", lambda found, today: days.month(today, _month(found), None)),
    (rf"{_IN}{_SEASON} (?:of )?{_Y}", lambda found, today: days.season(today, _season(found), _year(found))),
    (rf"{_IN}(?P<which>last|this) {_SEASON}", _relative_season),
    (
        rf"(?:in|from|during)(?: the)? {_SEASON}",
        lambda found, today: days.season(today, _season(found), None),
    ),
    (
        rf"{_IN}(?P<which>last|this) (?P<what>week|weekend|month|year|{'|'.join(_WEEKDAYS)})",
        _relative,
    ),
    (rf"{_N} {_UNIT} ago", lambda found, today: days.ago(today, _count(found), found["unit"])),
    (
        rf"{_IN}(?:last|past) {_N} {_UNIT}",
        lambda found, today: days.past(today, _count(found), found["unit"]),
    ),
    (r"this(?= (?:morning|afternoon|evening))", lambda _, today: days.on(today)),
    (r"last(?= night)", lambda _, today: days.on(today - timedelta(1))),
    (r"(?:the )?day before yesterday", lambda _, today: days.on(today - timedelta(2))),
    (rf"{_IN}yesterday(?:'s)?", lambda _, today: days.on(today - timedelta(1))),
    (rf"{_IN}today(?:'s)?", lambda _, today: days.on(today)),
    (r"recent(?:ly)?", lambda _, today: days.past(today, 1, "month")),
    (rf"{_IN}{_Y}", lambda found, _: days.year(int(found["year"]))),
)
"""What is looked for in this order. Lower case; a month or a season alone needs its preposition, because
may, march and fall are other words too."""

FEAST = rf"{_IN}(?:(?P<which>last|this) )?(?P<feast>%s)(?: (?:of )?{_Y})?"
"""A day with a name; the place is for the names."""

PARTS: Sequence[tuple[str, str]] = (
    (r"(?:(?:in|during|from) the |this |early )?(?P<part>morning)s?", "morning"),
    (r"(?:at |around )?(?P<part>noon)", "noon"),
    (r"(?:(?:in|during|from) the |this )?(?P<part>afternoon)s?", "afternoon"),
    (r"(?:(?:in|during|from) the |this )?(?P<part>evening)s?", "evening"),
    (r"(?:at |by |last )?(?P<part>night)s?(?:-?time)?", "night"),
)
"""Parts of the day."""
