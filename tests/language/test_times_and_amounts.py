"""Times, durations, numbers and quantities mean what people meant, and are worded as people word them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import Unsupported
from parley.language.numbers import format_number, parse_number
from parley.language.quantities import UNITS, Quantity, convert, format_quantity, parse_quantity
from parley.language.script import to_simplified, to_traditional
from parley.language.spoken import spell_out
from parley.language.times import format_date, format_duration, format_time, parse_duration, parse_moment
from parley.language.width import fold, to_full_width, to_half_width

BERLIN = ZoneInfo("Europe/Berlin")
#: A Saturday.
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("language", "text", "seconds"),
    [
        ("zh", "一个半小时", 5400),
        ("zh", "1小时20分钟", 4800),
        ("zh", "两分半钟", 150),
        ("zh", "一刻钟", 900),
        ("zh", "三天两小时", 266400),
        ("zh", "一小时零五分", 3900),
        ("zh", "90s", 90),
        ("zh", "你好", None),
        ("zh", "一个月", None),
        ("en", "1 hour and 20 minutes", 4800),
        ("en", "90s", 90),
        ("en", "1h 30m", 5400),
        ("en", "half an hour", 1800),
        ("en", "an hour and a half", 5400),
        ("en", "a minute", 60),
        ("en", "twenty five minutes", 1500),
        ("en", "hello", None),
        ("en", "a month", None),
    ],
)
def test_a_duration_has_its_length(language: str, text: str, seconds: int | None) -> None:
    assert parse_duration(text, language) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("language", "text", "moment"),
    [
        ("zh", "明天早上七点半", "11-22 07:30"),
        ("zh", "下周五下午三点", "11-27 15:00"),
        ("zh", "十分钟后", "11-21 15:10"),
        ("zh", "七点", "11-21 19:00"),
        ("zh", "今晚九点半", "11-21 21:30"),
        ("zh", "11月23日下午两点", "11-23 14:00"),
        ("zh", "二十五号", "11-25 09:00"),
        ("zh", "晚上十二点", "11-22 00:00"),
        ("zh", "半夜两点", "11-22 02:00"),
        ("zh", "明早六点", "11-22 06:00"),
        ("zh", "十五点二十", "11-21 15:20"),
        ("zh", "二月三十日", None),
        ("zh", "你好", None),
        ("en", "tomorrow at half past seven", "11-22 07:30"),
        ("en", "in 10 minutes", "11-21 15:10"),
        ("en", "at seven thirty", "11-21 19:30"),
        ("en", "next friday at 3 pm", "11-27 15:00"),
        ("en", "the day after tomorrow at noon", "11-23 12:00"),
        ("en", "november 23 at 2 pm", "11-23 14:00"),
        ("en", "midnight", "11-22 00:00"),
        ("en", "12 pm", "11-22 12:00"),
        ("en", "on saturday at 2 pm", "11-28 14:00"),
        ("en", "31 february", None),
        ("en", "hello", None),
    ],
)
def test_a_moment_is_the_one_people_mean(language: str, text: str, moment: str | None) -> None:
    found = parse_moment(text, language, NOW)
    assert (found and found.strftime("%m-%d %H:%M")) == moment


def test_summer_time_neither_loses_nor_adds_an_hour() -> None:
    before = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)  # clocks go from 2 to 3
    assert parse_moment("in 1 hour", "en", before) == datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN)
    skipped = parse_moment("2:30 am", "en", before)
    assert skipped is not None and skipped.strftime("%H:%M") == "03:30"


@given(st.integers(1, 23), st.integers(1, 59), st.sampled_from(["zh", "en"]))
def test_a_worded_duration_is_understood_again_written_and_spoken(
    hours: int, minutes: int, language: str
) -> None:
    length = timedelta(hours=hours, minutes=minutes)
    text = format_duration(length, language)
    assert parse_duration(text, language) == length
    assert parse_duration(spell_out(text, language), language) == length


@given(st.text(max_size=60), st.sampled_from(["zh", "en"]))
def test_no_text_breaks_the_parsers(text: str, language: str) -> None:
    parse_number(text, language)
    parse_duration(text, language)
    parse_moment(text, language, NOW)
    parse_quantity(text, language)


def test_numbers_are_read_in_words_digits_and_fractions() -> None:
    assert parse_number("两万", "zh") == parse_number("twenty thousand", "en") == 20_000
    assert parse_number("三分之一", "zh") == parse_number("one third", "en") == Fraction(1, 3)
    assert parse_number("二十六点五", "zh") == parse_number("26.5", "en") == 26.5
    assert parse_number("第三", "zh") == parse_number("third", "en") == 3
    assert parse_number("dog", "en") is None


def test_wording_follows_the_locale() -> None:
    assert format_duration(timedelta(hours=1, minutes=20), "en") == "1 hour 20 minutes"
    assert format_duration(timedelta(hours=1, minutes=20), "zh") == "1小时20分钟"
    assert format_time(time(19, 30), "en") == "7:30 PM"
    assert format_time(time(19, 30), "en-GB") == "19:30"
    assert format_time(time(7, 30), "zh") == "早上7:30"
    assert format_date(date(2026, 11, 21), "en") == "Saturday, November 21"
    assert format_date(date(2026, 11, 21), "zh") == "11月21日星期六"
    assert format_number(1234.5, "en") == "1,234.5"
    with pytest.raises(Unsupported):
        format_number(1, "de")


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("zh", "五英里", 5, "mile"),
        ("zh", "两斤", 2, "jin"),
        ("zh", "零下五度", -5, "celsius"),
        ("zh", "百分之五十", 50, "percent"),
        ("zh", "两万元", 20_000, "cny"),
        ("en", "5 miles", 5, "mile"),
        ("en", "$2.50", 2.5, "usd"),
        ("en", "seventy degrees fahrenheit", 70, "fahrenheit"),
        ("en", "two and a half cups", 2.5, "cup"),
        ("en", "a mile", 1, "mile"),
    ],
)
def test_a_quantity_has_its_unit(language: str, text: str, value: float, unit: str) -> None:
    assert parse_quantity(text, language) == Quantity(value, unit)


def test_units_convert_and_currencies_do_not() -> None:
    assert convert(Quantity(5, "mile"), "kilometer").value == pytest.approx(8.04672)
    assert convert(Quantity(100, "celsius"), "fahrenheit").value == pytest.approx(212)
    assert format_quantity(Quantity(1, "mile"), "en") == "1 mile"
    assert format_quantity(Quantity(26.5, "celsius"), "zh") == "26.5°C"
    for unit in ("kilogram", "eur", "parsec"):
        with pytest.raises(Unsupported):
            convert(Quantity(1, "usd"), unit)


@given(st.floats(-1e6, 1e6), st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_there_and_back_is_the_same_amount(value: float, one: str, other: str) -> None:
    if UNITS[one].kind == UNITS[other].kind:
        back = convert(convert(Quantity(value, one), other), one)
        assert back.value == pytest.approx(value, rel=1e-6, abs=1e-6)


@given(st.text(max_size=60))
def test_folding_and_simplifying_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert to_half_width(to_half_width(text)) == to_half_width(text)
    assert to_full_width(to_full_width(text)) == to_full_width(text)


def test_width_and_script_change_as_readers_expect() -> None:
    assert to_half_width("ＡＢＣ　１２３！") == "ABC 123!"
    assert fold("《Hello》，世界！") == '"hello",世界!'
    assert to_simplified("開燈") == "开灯" and to_traditional("开灯") == "開燈"
    assert to_simplified(to_simplified("請打開臥室的燈")) == "请打开卧室的灯"
