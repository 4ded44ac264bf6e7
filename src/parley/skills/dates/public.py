"""Public holidays and working days of a country, as far as the ``holidays`` library knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from parley.clock import zone_name
from parley.language.understanding.normal import normal
from parley.settings.around import Place
from parley.skills.types import Context

_LANGUAGES = {"zh": ("zh_CN", "zh_TW", "zh"), "en": ("en_US", "en_GB", "en")}
_AHEAD = 400
"""Days among which there is a next holiday."""


def country_of(place: Place, context: Context) -> str:
    """The country whose holidays are meant: that of the settings, else of the person's time zone."""
    if place.country:
        return place.country.upper()
    from babel.core import get_global

    territories: Any = get_global("zone_territories")
    return str(territories.get(zone_name(context.clock.zone()), ""))


@dataclass(frozen=True, slots=True)
class Public:
    """The public holidays of one country."""

    country: str

    @property
    def known(self) -> bool:
        """Whether the library is there and knows the country."""
        return _library(self.country, "en") is not None

    def name(self, day: date, language: str) -> str | None:
        """The holiday of a day; None when it is none."""
        for each in (language, "en"):
            found = _library(self.country, each)
            if found is not None and (name := found.get(day)):
                return _plain(str(name))
        return None

    def works(self, day: date) -> bool:
        """Whether people go to work on a day: also one that was exchanged for a holiday."""
        found = _library(self.country, "en")
        return day.isoweekday() < 6 if found is None else bool(found.is_working_day(day))

    def exchanged(self, day: date) -> bool:
        """Whether it is a weekend's day on which people work."""
        found = _library(self.country, "en")
        return found is not None and found.is_weekend(day) and bool(found.is_working_day(day))

    def free_around(self, day: date) -> tuple[date, date]:
        """The first and the last of the days off in a row that a holiday is in, weekends included."""
        first = last = day
        while not self.works(first - timedelta(days=1)):
            first -= timedelta(days=1)
        while not self.works(last + timedelta(days=1)):
            last += timedelta(days=1)
        return first, last

    def unsure(self, year: int) -> bool:
        """Whether the working days of weekends are announced every year, and not yet for this one."""
        found = _library(self.country, "en")
        if found is None or self.country != "CN":
            return False
        return year not in getattr(found, "special_public_holidays", {})

    def coming(self, today: date, language: str) -> Iterator[tuple[date, str]]:
        """The holidays after a day, each on its first day."""
        before = self.name(today, language)
        for ahead in range(1, _AHEAD):
            day = today + timedelta(days=ahead)
            name = self.name(day, language)
            if name and name != before:
                yield day, name
            before = name

    def named(self, name: str, today: date) -> date | None:
        """The next day of a holiday of this country that people call so."""
        wanted = normal(name).removeprefix("the ")
        for day, known in [] if len(wanted) < 3 else _names(self.country, today.year):
            if day >= today and (wanted == known or f"{wanted} day" == known or wanted == f"{known} day"):
                return day
        return None


@cache
def _names(country: str, year: int) -> list[tuple[date, str]]:
    found: list[tuple[date, str]] = []
    for language in ("en", "zh"):
        library = _library(country, language)
        if library is not None:
            for each in range(year, year + 3):
                _ = date(each, 1, 1) in library  # has it work out that year
            found += [(day, normal(_plain(str(library[day])))) for day in sorted(library)]
    return found


@cache
def _library(country: str, language: str) -> Any:
    """The library's holidays of a country; None where there are none."""
    try:
        import holidays
    except ImportError:
        return None
    try:
        spoken = getattr(holidays.country_holidays(country), "supported_languages", ())
        chosen = next((each for each in _LANGUAGES.get(language, ()) if each in spoken), None)
        return holidays.country_holidays(country, language=chosen)
    except (NotImplementedError, KeyError):
        return None  # no such country


def _plain(name: str) -> str:
    """One name, without what the library notes beside it."""
    first = name.split("; ")[0]
    for mark in (" (observed)", "（补假）", " (estimated)"):
        first = first.replace(mark, "")
    return "" if first.startswith(("Day off (", "休息日（")) else first.split(" (")[0]
