"""The Chinese calendar, and what repeats by it or by a rule."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from parley.home.lunar import FIRST, LAST, Lunar, date_of, lunar_days, lunar_of, read_setting, term
from parley.home.repeating import read_rule, repeated


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        ("2026-02-17", Lunar(2026, 1, 1)),
        ("2027-02-05", Lunar(2026, 12, 29)),
        ("2026-09-25", Lunar(2026, 8, 15)),
        ("2025-07-25", Lunar(2025, 6, 1, leap=True)),
        ("2033-12-22", Lunar(2033, 11, 1, leap=True)),
    ],
)
def test_days_that_are_known(day: str, lunar: Lunar) -> None:
    assert lunar_of(date.fromisoformat(day)) == lunar
    assert date_of(lunar) == date.fromisoformat(day)


@given(st.dates(FIRST, LAST))
def test_there_and_back_is_the_same_day(day: date) -> None:
    lunar = lunar_of(day)
    assert lunar is not None
    assert date_of(lunar) == day


def test_what_does_not_exist_has_no_day() -> None:
    assert lunar_of(date(1899, 12, 31)) is None
    assert lunar_of(date(2101, 1, 29)) is None
    assert date_of(Lunar(2026, 6, 1, leap=True)) is None
    assert date_of(Lunar(2026, 13, 1)) is None
    assert date_of(Lunar(1850, 1, 1)) is None


def test_a_month_without_a_thirtieth_has_its_last_day_instead() -> None:
    eves = [day.isoformat() for day in islice(lunar_days("12-30", date(2026, 2, 1)), 4)]
    assert eves == ["2026-02-16", "2027-02-05", "2028-01-25", "2029-02-12"]


def test_every_lunar_month_but_no_leap_one() -> None:
    """2025 had a sixth month twice."""
    full = [day.isoformat() for day in islice(lunar_days("15", date(2025, 7, 1)), 3)]
    assert full == ["2025-07-09", "2025-09-06", "2025-10-06"]


@pytest.mark.parametrize("text", ["", "13-01", "00", "31", "1-1", "08-32", "x"])
def test_what_is_no_setting_never_comes(text: str) -> None:
    assert read_setting(text) is None
    assert list(lunar_days(text, date(2026, 1, 1))) == []


def test_solar_terms() -> None:
    assert term(2026, "冬至") == date(2026, 12, 22)
    assert term(2027, "清明") == date(2027, 4, 5)
    assert term(2026, "冬天") is None
    assert term(2200, "冬至") is None


RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=7",
    "FREQ=WEEKLY;BYDAY=TU,TH",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270301T000000",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=2TU;COUNT=5",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
]


@given(st.sampled_from(RULES), st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_rules_mean_what_another_library_takes_them_for(text: str, start: date) -> None:
    rule = read_rule(text)
    assert rule is not None
    from datetime import datetime

    midnight = datetime(start.year, start.month, start.day)
    theirs = [each.date() for each in islice(rrulestr(text, dtstart=midnight), 12)]
    ours = list(islice(repeated(rule, start), 13))
    # The start counts here even where the rule does not have it.
    if theirs[:1] == [start]:
        assert ours[: len(theirs)] == theirs
    elif rule.times:
        assert ours[0] == start and len(ours) == rule.times
    else:
        assert ours[0] == start
        assert ours[1 : 1 + len(theirs)] == theirs[: len(ours) - 1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYSETPOS=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=MONTHLY;BYDAY=9MO",
        "x=y",
        "FREQ",
    ],
)
def test_a_rule_that_is_not_known_is_none(text: str) -> None:
    assert read_rule(text) is None


def test_the_29th_of_february_comes_in_leap_years_only() -> None:
    rule = read_rule("FREQ=YEARLY")
    assert rule is not None
    assert [day.year for day in islice(repeated(rule, date(2024, 2, 29)), 3)] == [2024, 2028, 2032]


def test_a_rule_without_any_day_ends() -> None:
    rule = read_rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31")
    assert rule is not None
    assert list(repeated(rule, date(2026, 2, 1))) == [date(2026, 2, 1)]
