"""Spans of days that people name when they look back: "last summer", 前年国庆, "two weeks ago"."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from parley.vision.photos.search.types import Span, When

EARLIEST = 1990
"""Year from which on what comes every year is looked for; digital photographs are hardly older."""
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
HOURS = {
    "morning": (5, 12),
    "noon": (11, 14),
    "afternoon": (12, 18),
    "evening": (17, 22),
    "night": (19, 5),
}
"""Parts of a day, as hours from and to."""


def on(first: date, last: date | None = None) -> When:
    """One span."""
    return When((Span(first, last or first),))


def yearly(today: date, year: int | None, first: tuple[int, int], days: int) -> When:
    """Some days from a month and day on: of one year, or of every year until today."""
    years = [year] if year is not None else range(today.year, EARLIEST - 1, -1)
    spans: list[Span] = []
    for each in years:
        begin = date(each, *first) if first != (2, 29) or monthrange(each, 2)[1] == 29 else None
        if begin is not None and begin <= today:
            spans.append(Span(begin, begin + timedelta(days - 1)))
    return When(tuple(spans))


def year(number: int) -> When:
    """A whole year."""
    return on(date(number, 1, 1), date(number, 12, 31))


def month(today: date, number: int, of: int | None) -> When:
    """A month of one year or of all."""
    years = [of] if of is not None else range(today.year, EARLIEST - 1, -1)
    return When(
        tuple(Span(date(each, number, 1), date(each, number, monthrange(each, number)[1])) for each in years)
    )


def season(today: date, name: str, of: int | None) -> When:
    """A season of the north, by whole months; a winter belongs to the year in which it begins."""
    begins = _SEASONS[name]
    years = [of] if of is not None else range(today.year, EARLIEST - 2, -1)
    spans: list[Span] = []
    for each in years:
        end = (each, begins + 2) if begins < 12 else (each + 1, 2)
        spans.append(Span(date(each, begins, 1), date(*end, monthrange(*end)[1])))
    return When(tuple(spans))


def last_season(today: date, name: str) -> When:
    """The one that began last before now, and is not the one that goes on."""
    for span in season(today, name, None).spans:
        if span.last < today:
            return When((span,))
    raise AssertionError("there is a season of every year")


def last_month(today: date, number: int) -> When:
    """The month of that number that was last over."""
    return month(today, number, today.year if number < today.month else today.year - 1)


def weeks_back(today: date, weeks: int) -> When:
    """A week, from Monday to Sunday."""
    monday = today - timedelta(today.weekday() + 7 * weeks)
    return on(monday, monday + timedelta(6))


def weekend_back(today: date, weeks: int) -> When:
    """Saturday and Sunday of a week."""
    monday = today - timedelta(today.weekday() + 7 * weeks)
    return on(monday + timedelta(5), monday + timedelta(6))


def months_back(today: date, months: int) -> When:
    """A whole month."""
    count = today.year * 12 + today.month - 1 - months
    return month(today, count % 12 + 1, count // 12)


def ago(today: date, amount: int, unit: str) -> When:
    """As exact as the unit is: a day, a week, a month or a year."""
    if unit == "day":
        return on(today - timedelta(amount))
    if unit == "week":
        return weeks_back(today, amount)
    if unit == "month":
        return months_back(today, amount)
    return year(today.year - amount)


def past(today: date, amount: int, unit: str) -> When:
    """From so long ago until today."""
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[unit] * amount
    return on(today - timedelta(days), today)


def weekday_back(today: date, weekday: int, weeks: int) -> When:
    """A day (1 is Monday) of a week."""
    return on(today - timedelta(today.weekday() - (weekday - 1) + 7 * weeks))


def day(today: date, month_: int, day_: int, of: int | None) -> When | None:
    """One day of a year, or that day of every year; None where there is none."""
    if not 1 <= month_ <= 12 or not 1 <= day_ <= monthrange(2024, month_)[1]:
        return None
    if of is not None and day_ > monthrange(of, month_)[1]:
        return None
    return yearly(today, of, (month_, day_), 1)


def moving(today: date, year_: int | None, firsts: Sequence[date], days: int) -> When:
    """Days that fall differently each year, the first of each year given."""
    return When(
        tuple(
            Span(first, first + timedelta(days - 1))
            for first in firsts
            if first <= today and (year_ is None or first.year == year_)
        )
    )
