"""Amounts in more than one unit, and in two languages at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.measures import parse_measure, together
from parley.language.quantities import Quantity


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("six foot two", [(6, "foot"), (2, "inch")]),
        ("5 feet 10 inches", [(5, "foot"), (10, "inch")]),
        ("5'10\"", [(5, "foot"), (10, "inch")]),
        ("two pounds three ounces", [(2, "pound"), (3, "ounce")]),
        ("an hour and twenty minutes", [(1, "hour"), (20, "minute")]),
        ("a pint and a half", [(1.5, "pint")]),
        ("1 metre 80", [(1.8, "meter")]),
        ("一米八", [(1.8, "meter")]),
        ("一米七五", [(1.75, "meter")]),
        ("一米零五", [(1.05, "meter")]),
        ("三斤二两", [(3, "jin"), (2, "liang")]),
        ("三斤二", [(3, "jin"), (2, "liang")]),
        ("三公里五百米", [(3, "kilometer"), (500, "meter")]),
        ("两公里两百米", [(2, "kilometer"), (200, "meter")]),
        ("一小时二十分钟", [(1, "hour"), (20, "minute")]),
        ("五 miles", [(5, "mile")]),
        ("five 公里", [(5, "kilometer")]),
    ],
)
def test_what_is_said_in_two_units_or_languages_is_one_amount(
    text: str, parts: list[tuple[float, str]]
) -> None:
    assert parse_measure(text) == tuple(Quantity(value, unit) for value, unit in parts)


@pytest.mark.parametrize(
    "text",
    ["five feet twenty", "two miles three pounds", "two inches three feet", "six", "miles", "", "五 dollars"],
)
def test_what_nobody_says_is_none(text: str) -> None:
    assert parse_measure(text) is None


def test_the_sum_is_in_the_larger_unit() -> None:
    parts = parse_measure("six foot three")
    assert parts is not None and together(parts) == Quantity(6.25, "foot")


@given(st.text(max_size=70))
def test_any_text_is_read_or_refused(text: str) -> None:
    parse_measure(text)
