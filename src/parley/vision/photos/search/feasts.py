"""Days of the year that have a name, and the days around them of which people have photos."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import msgspec

from parley.vision.photos.search.days import EARLIEST, moving, yearly
from parley.vision.photos.search.types import When


@cache
def names() -> dict[str, str]:
    """Every folded name, and the feast it stands for; the longest first."""
    found = {str(name): feast for feast, about in _rules().items() for name in (*about["en"], *about["zh"])}
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


def days_of(feast: str, today: date, year: int | None) -> When:
    """Its days in one year, or in every year until today."""
    about = _rules()[feast]
    kind, _, rest = str(about["rule"]).partition(" ")
    days = int(about.get("days", 1))
    if kind == "solar":
        month, day = (int(each) for each in rest.split("-"))
        return yearly(today, year, (month, day), days)
    return moving(today, year, _firsts(kind, rest, today.year), days)


@cache
def _rules() -> dict[str, dict[str, Any]]:
    return msgspec.yaml.decode((files("parley.vision.photos.search") / "feasts.yaml").read_text("utf-8"))


@cache
def _firsts(kind: str, rest: str, until: int) -> Sequence[date]:
    years = range(until, EARLIEST - 1, -1)
    if kind == "lunar":
        return [_lunar(each, rest) for each in years]
    if kind == "easter":
        return [_easter(each) + timedelta(int(rest)) for each in years]
    month, week, weekday = (int(each) for each in rest.split())
    return [_nth(each, month, week, weekday) for each in years]


def _lunar(year: int, rest: str) -> date:
    lunar: Any = import_module("borax.calendars.lunardate").LunarDate
    before, _, day = rest.partition(" ")
    month, of_month = (int(each) for each in before.split("-"))
    first: date = lunar(year, month, of_month).to_solar_date()
    return first + timedelta(int(day or 0))


def _nth(year: int, month: int, week: int, weekday: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((weekday - 1 - first.weekday()) % 7 + 7 * (week - 1))


def _easter(year: int) -> date:
    """The Gregorian computus of Butcher (1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    leap = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * leap) // 451
    month, day = divmod(h + leap - 7 * m + 114, 31)
    return date(year, month, day + 1)
