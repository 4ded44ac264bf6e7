"""Times of day by 24 hours, as they are said."""

from __future__ import annotations

import pytest

from parley.language.english.day_clock import by_the_day


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("wake me at fifteen thirty", "wake me at 15:30"),
        ("at nineteen hundred remind me to call", "at 19:00 remind me to call"),
        ("at eighteen hundred hours", "at 18:00"),
        ("wake me at oh six thirty", "wake me at 06:30"),
        ("an alarm for oh seven hundred", "an alarm for 07:00"),
        ("at twenty two fifteen to lock up", "at 22:15 to lock up"),
        ("at thirteen oh five", "at 13:05"),
        ("wake me at 0630", "wake me at 06:30"),
        ("call bob at 1530", "call bob at 15:30"),
    ],
)
def test_an_hour_of_the_day_is_written(said: str, written: str) -> None:
    assert by_the_day(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "fifteen hundred dollars",
        "at fifteen hundred dollars",
        "by nineteen fifty",
        "from nineteen forty to nineteen forty five dollars",
        "sell it at 1500 dollars",
        "remind me at seven thirty",
        "set it to 2030",
    ],
)
def test_what_is_a_year_or_a_number_is_left(said: str) -> None:
    assert by_the_day(said) == said
