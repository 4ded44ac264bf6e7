"""What people say becomes what they would have written."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import TooLong
from parley.language.chinese.numbers import spell_integer as spell_chinese
from parley.language.english.numbers import spell_integer as spell_english
from parley.language.limits import MAX_TEXT
from parley.language.numbers import parse_number
from parley.language.spoken import spell_out
from parley.language.written import to_written

_CASES = msgspec.yaml.decode((Path(__file__).parent / "written.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [(language, said, written) for language, cases in _CASES.items() for said, written in cases.items()],
)
def test_people_read_what_they_said_in_digits(language: str, said: str, written: str) -> None:
    assert to_written(said, language) == written


def test_each_part_of_a_mixed_sentence_is_written_in_its_own_language() -> None:
    assert to_written("设置 five minutes 的定时器") == "设置 five minutes 的定时器".replace("five", "5")
    assert to_written("set a timer for five minutes") == "set a timer for 5 minutes"


def test_other_languages_pass_through_unchanged() -> None:
    assert to_written("fünf Minuten", "de") == "fünf Minuten"


def test_a_text_beyond_the_bound_is_refused() -> None:
    with pytest.raises(TooLong):
        to_written("一" * (MAX_TEXT + 1), "zh")


@given(st.integers(10, 10**15 - 1))
def test_a_chinese_number_said_is_the_number_read(value: int) -> None:
    written = to_written(spell_chinese(value), "zh")
    assert parse_number(written, "zh") == value


@given(st.integers(10, 10**15 - 1))
def test_an_english_number_said_is_the_number_read(value: int) -> None:
    assert to_written(spell_english(value), "en") == str(value)


@given(st.integers(0, 23), st.integers(1, 59))
def test_a_chinese_time_read_aloud_is_written_back(hour: int, minute: int) -> None:
    clock = f"{hour}:{minute:02d}"
    assert to_written(spell_out(clock, "zh"), "zh") == clock


@given(st.integers(1, 12), st.integers(1, 59), st.sampled_from(["am", "pm"]))
def test_an_english_time_read_aloud_is_written_back(hour: int, minute: int, half: str) -> None:
    clock = f"{hour}:{minute:02d} {half}"
    assert to_written(spell_out(clock, "en"), "en") == clock


@given(st.integers(0, 10**6), st.integers(0, 999))
def test_decimals_survive_being_said_in_both_languages(whole: int, thousandths: int) -> None:
    text = f"{whole}.{thousandths:03d}"
    for language in ("zh", "en"):
        assert parse_number(spell_out(text, language), language) == float(text)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    for language in ("zh", "en"):
        to_written(text, language)


@given(st.text(alphabet="一二两三十百千万亿零点半刻分钟小时度块毛第差个负月日年之1:. ", max_size=40))
def test_no_chinese_numbers_break_it(text: str) -> None:
    to_written(text, "zh")


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "one",
                "two",
                "ten",
                "twenty",
                "hundred",
                "thousand",
                "and",
                "point",
                "half",
                "past",
                "to",
                "quarter",
                "oh",
            ]
        )
    )
)
def test_no_english_number_words_break_it(words: list[str]) -> None:
    to_written(" ".join(words), "en")


@pytest.mark.parametrize(
    "piece",
    ["two ", "a hundred and ", "five to ", "一", "一点", "差五分", "百分之", "1", "半", "5个", "five and a "],
)
def test_a_hostile_text_takes_no_more_than_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        to_written(text, "zh")
        to_written(text, "en")
        return time.process_time() - start

    seconds(1_000)  # compile and cache
    # Ten times the text; quadratic work would take a hundred times as long.
    assert seconds(20_000) < 40 * max(seconds(2_000), 0.005)
