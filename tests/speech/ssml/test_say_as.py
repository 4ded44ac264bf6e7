"""Dates, times, digits and sums as ``say-as`` has them read, in English and Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.spoken import spell_out
from parley.speech.ssml.say_as import say_as


def heard(text: str, kind: str, form: str, language: str) -> str:
    """What reaches the voice in the end."""
    said = say_as(text, kind, form, language)
    return spell_out(said if said is not None else text, language)


@pytest.mark.parametrize(
    ("text", "kind", "form", "english", "chinese"),
    [
        ("2026", "cardinal", "", "two thousand twenty-six", "两千零二十六"),
        ("1,234", "number", "", "one thousand two hundred thirty-four", "一千二百三十四"),
        ("3", "ordinal", "", "third", "第三"),
        ("21st", "ordinal", "", "twenty-first", "第二十一"),
        ("2026", "digits", "", "two zero two six", "二零二六"),
        ("B2b", "characters", "", "B two B", "B 二 B"),
        ("(425) 555-01", "telephone", "", "four two five, five five five, zero one", "四二五，五五五，零一"),
        ("3/4/2026", "date", "mdy", "March fourth, twenty twenty-six", "二零二六年三月四日"),
        ("3/4/2026", "date", "dmy", "April third, twenty twenty-six", "二零二六年四月三日"),
        ("2026-11-05", "date", "", "November fifth, twenty twenty-six", "二零二六年十一月五日"),
        ("5/2026", "date", "my", "May twenty twenty-six", "二零二六年五月"),
        ("1'21\"", "time", "hms12", "one minute twenty-one seconds", "一分二十一秒"),
        ("02:03:04", "duration", "hms", "two hours three minutes four seconds", "两小时三分四秒"),
        ("99.9 USD", "currency", "", "ninety-nine point nine dollars", "九十九点九美元"),
        ("500", "currency", "JPY", "five hundred yen", "五百日元"),
        ("3/8", "fraction", "", "three eighths", "八分之三"),
        ("10 ft", "unit", "", "ten feet", None),
        ("10 km", "unit", "", "ten kilometers", "十公里"),
    ],
)
def test_what_is_heard(text: str, kind: str, form: str, english: str, chinese: str | None) -> None:
    assert heard(text, kind, form, "en-US") == english
    if chinese is not None:
        assert heard(text, kind, form, "zh-CN") == chinese


@pytest.mark.parametrize("text", ["tomorrow", "13/13/2026", "", "99999/9/9"])
def test_what_is_no_date_is_read_as_any_text(text: str) -> None:
    assert say_as(text, "date", "mdy", "en") is None


def test_other_languages_are_spelled_and_nothing_more() -> None:
    assert say_as("abc", "characters", "", "de") == "A B C"
    assert say_as("3", "ordinal", "", "de") is None
    assert say_as("3", "nobody-knows", "", "en") is None


KINDS = st.sampled_from(
    ["date", "time", "duration", "cardinal", "ordinal", "digits", "characters", "telephone", "currency"]
)


@given(
    st.text(max_size=30) | st.from_regex(r"[\d/:.,' -]{1,30}", fullmatch=True),
    KINDS,
    st.sampled_from(["", "mdy", "ymd", "hms12", "hm", "USD", "x"]),
    st.sampled_from(["en", "zh", "de"]),
)
def test_any_text_can_be_said_as_anything(text: str, kind: str, form: str, language: str) -> None:
    assert say_as(text, kind, form, language) != ""
