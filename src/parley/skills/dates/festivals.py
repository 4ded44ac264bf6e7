"""Days with a name that everybody knows, public holidays or not, and the rules that give their days."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from parley.home.lunar import Lunar, date_of, lunar_of, term
from parley.language.understanding.normal import normal

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Festival:
    """A day of every year that has a name."""

    names: Mapping[str, str]
    """By language."""
    rules: Mapping[str, str]
    """By country; ``""`` for everywhere else."""

    @property
    def celebrated(self) -> bool:
        """Whether it is more than a name in the calendar."""
        return not self.rules[""].startswith("term") or self.names["zh"] in ("清明节", "冬至")

    def on(self, year: int, country: str = "") -> date | None:
        """Its day in a year; by the moon that of the lunar year that began in it."""
        return _day(self.rules.get(country) or self.rules[""], year)

    def of(self, year: int, country: str = "") -> date | None:
        """Its day as people mean it who say a year: the eve of Chinese New Year lies in the next."""
        days = (self.on(each, country) for each in (year - 1, year))
        return next((day for day in days if day is not None and day.year == year), None)

    def next(self, today: date, country: str = "") -> date | None:
        """Its next day; today, if it is that."""
        days = (self.on(year, country) for year in range(today.year - 1, today.year + 3))
        return next((day for day in days if day is not None and day >= today), None)

    def last(self, today: date, country: str = "") -> date | None:
        """The last time it was, today included."""
        days = (self.on(year, country) for year in range(today.year + 1, today.year - 3, -1))
        return next((day for day in days if day is not None and day <= today), None)


@cache
def festivals() -> dict[str, Festival]:
    """All of them, by what they are called, in normal form."""
    loader = cast("Any", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    data = yaml.load(Path(__file__).with_name("festivals.yaml").read_text("utf-8"), Loader=loader)
    found: dict[str, Festival] = {}
    for entry in cast("dict[str, dict[str, Any]]", data).values():
        rules = {"" if key == "rule" else key: str(value) for key, value in entry.items() if key.isupper()}
        names = {language: str(entry[language][0]) for language in ("en", "zh")}
        each = Festival(names, {**rules, "": str(entry["rule"])})
        for name in (*entry["en"], *entry["zh"]):
            found[normal(str(name))] = each
    return found


def named(name: str) -> Festival | None:
    """The day of a name, in any case, with or without "the" and 节; None for one that has none."""
    name = normal(name).removeprefix("the ")
    known = festivals()
    found = known.get(name) or known.get(f"the {name}") or known.get(f"{name}节")
    return found or known.get(name.removesuffix("节气").removesuffix("那天"))


def on_day(day: date, country: str = "") -> list[Festival]:
    """The festivals of a day; most solar terms are none."""
    unique = {id(each): each for each in festivals().values()}
    return [each for each in unique.values() if each.celebrated and each.of(day.year, country) == day]


def _day(rule: str, year: int) -> date | None:
    kind, *rest = rule.split()
    if kind == "lunar":
        month, day = rest[0].split("-")
        return date_of(Lunar(year, int(month), int(day)))
    if kind == "term":
        return term(year, rest[0])
    if kind == "easter":
        return easter(year) + timedelta(days=int(rest[0]))
    if kind == "nth":
        day = nth_weekday(year, int(rest[0]), int(rest[1]), _WEEKDAYS.index(rest[2]))
        return day + timedelta(days=int(rest[3])) if day and rest[3:] else day
    month, number = kind.split("-")
    return date(year, int(month), int(number))


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date | None:
    """The second Sunday of a month, or its last for -1; None where it has no fifth."""
    days = calendar.monthrange(year, month)[1]
    fitting = [day for day in range(1, days + 1) if date(year, month, day).weekday() == weekday]
    at = nth - 1 if nth > 0 else len(fitting) + nth
    return date(year, month, fitting[at]) if 0 <= at < len(fitting) else None


def easter(year: int) -> date:
    """Easter Sunday of the western churches."""
    # Gauss's rule as Butcher wrote it down in 1876.
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    left = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * left) // 451
    month, day = divmod(h + left - 7 * m + 114, 31)
    return date(year, month, day + 1)


def lunar_year(day: date) -> int:
    """The lunar year that a day is in."""
    lunar = lunar_of(day)
    return lunar.year if lunar else day.year
