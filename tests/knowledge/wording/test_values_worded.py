"""Numbers, days and lists in the words of a language and a country."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from parley.knowledge.types import Kind, Value
from parley.knowledge.wording.values import day, listed, plain, quantity, worded


@pytest.mark.parametrize(
    ("number", "unit", "language", "region", "said"),
    [
        ("8848.86", "meter", "en", "", "8,849 meters"),
        ("8848.86", "meter", "en", "GB", "8,849 metres"),
        ("8848.86", "meter", "en", "US", "29,032 feet"),
        ("8848.86", "meter", "zh", "CN", "8,849米"),
        ("6650", "kilometer", "en", "US", "4,132 miles"),
        ("6650", "kilometer", "zh", "", "6,650公里"),
        ("551695", "square-kilometer", "en", "", "551,695 square kilometers"),
        ("551695", "square-kilometer", "zh", "", "551,695平方公里"),
        ("1064.18", "celsius", "en", "", "1,064 degrees Celsius"),
        ("100", "celsius", "en", "US", "212 degrees Fahrenheit"),
        ("1", "kilogram", "en", "", "1 kilogram"),
        ("11.34", "gram-per-cubic-centimeter", "en", "", "11.34 gram per cubic centimeter"),
        ("1.898E+27", "kilogram", "en", "", "1.9 × 10²⁷ kilograms"),
        ("1.898E+27", "kilogram", "zh", "", "1.9×10²⁷千克"),
        ("0.00001", "", "en", "", "1 × 10⁻⁵"),
    ],
)
def test_an_amount(number: str, unit: str, language: str, region: str, said: str) -> None:
    assert quantity(Decimal(number), unit, language, region) == said


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        ("921", "921", "921"),
        ("999999", "999,999", "999,999"),
        ("2138551", "about 2.14 million", "约213.9万"),
        ("67000000", "67 million", "6,700万"),
        ("1411778724", "about 1.41 billion", "约14.1亿"),
        ("-12000000", "-12 million", "-1,200万"),
    ],
)
def test_a_large_number_is_one_that_can_be_remembered(number: str, english: str, chinese: str) -> None:
    assert plain(Decimal(number), "en", "") == english
    assert plain(Decimal(number), "zh", "") == chinese


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("1879-03-14", "March 14, 1879", "1879年3月14日"),
        ("1879-03", "March 1879", "1879年3月"),
        ("1879", "1879", "1879年"),
        ("-0551", "551 BC", "公元前551年"),
        ("0079", "AD 79", "79年"),
        ("1879-02-30", "1879-02-30", "1879-02-30"),
        ("next week", "next week", "next week"),
    ],
)
def test_a_day_is_as_exact_as_it_is_known(text: str, english: str, chinese: str) -> None:
    assert day(text, "en", "") == english
    assert day(text, "zh", "") == chinese


def test_only_the_year_where_only_that_is_asked_for() -> None:
    assert worded(Value(Kind.DAY, "1879-03-14"), "zh", "", detail="year") == "1879年"


def test_several_things_are_joined_as_the_language_does() -> None:
    assert listed(["A"], "en", "") == "A"
    assert listed(["A", "B", "C"], "en", "") == "A, B and C"
    assert listed(["A", "B", "C"], "zh", "") == "A、B和C"


@given(
    some.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**60), max_value=10**60),
    some.sampled_from(["", "meter", "celsius", "parsec", "no-such-unit"]),
    some.sampled_from(["", "US", "CN", "XX", "toolong"]),
)
def test_any_number_has_words(number: Decimal, unit: str, region: str) -> None:
    for language in ("en", "zh"):
        said = quantity(number, unit, language, region)
        assert 0 < len(said) < 80
