"""A day of next year is not this year's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parley.language.moments import resolve
from parley.language.understanding.clues import read_clues

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("明年三月五号", datetime(2027, 3, 5, 9, tzinfo=UTC)),
        ("明年的12月1日下午3点", datetime(2027, 12, 1, 15, tzinfo=UTC)),
        ("后年一月一号", datetime(2028, 1, 1, 9, tzinfo=UTC)),
        ("今年12月31号", datetime(2026, 12, 31, 9, tzinfo=UTC)),
        ("march 5 next year", datetime(2027, 3, 5, 9, tzinfo=UTC)),
        ("next year on december 1st at 3 pm", datetime(2027, 12, 1, 15, tzinfo=UTC)),
        ("december 31 this year", datetime(2026, 12, 31, 9, tzinfo=UTC)),
        ("三月五号", datetime(2027, 3, 5, 9, tzinfo=UTC)),
        ("12月1号", datetime(2026, 12, 1, 9, tzinfo=UTC)),
    ],
)
def test_the_year_that_is_named_is_meant(said: str, moment: datetime) -> None:
    clues = read_clues(said)
    assert clues is not None and resolve(clues, NOW) == moment


@pytest.mark.parametrize("said", ["明年二月三十号", "february 30 next year"])
def test_a_day_that_next_year_does_not_have_is_none(said: str) -> None:
    clues = read_clues(said)
    assert clues is None or resolve(clues, NOW) is None


def test_29_february_of_a_year_without_one_is_not_moved() -> None:
    clues = read_clues("明年二月二十九号")
    assert clues is not None and resolve(clues, NOW) is None
