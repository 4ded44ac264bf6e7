"""Text is read aloud as a native would read it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.spoken import spell_out

_CASES = msgspec.yaml.decode((Path(__file__).parent / "spoken.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [(language, written, said) for language, cases in _CASES.items() for written, said in cases.items()],
)
def test_a_voice_reads_numbers_as_people_do(language: str, written: str, said: str) -> None:
    assert spell_out(written, language) == said


def test_british_english_reads_the_day_first() -> None:
    assert spell_out("3/4/2026", "en-GB") == "April third, twenty twenty-six"


def test_other_languages_lose_only_their_emoji() -> None:
    assert spell_out("Um 7:30 Uhr 😀", "de") == "Um 7:30 Uhr "


@given(st.text(max_size=200), st.sampled_from(["zh", "en"]))
def test_no_text_breaks_it(text: str, language: str) -> None:
    spell_out(text, language)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["zh", "en"]))
def test_no_digit_of_a_number_is_left_unspoken(value: object, language: str) -> None:
    assert not re.search("[0-9]", spell_out(f"{value}", language))


@pytest.mark.parametrize("piece", ["1", "1,", "1.", "1/", "1-", "1:11", "$1", "-", "1 + ", "🎉"])
def test_a_hostile_text_takes_no_more_than_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        spell_out(text, "zh")
        spell_out(text, "en")
        return time.process_time() - start

    seconds(1_000)
    assert seconds(20_000) < 40 * max(seconds(2_000), 0.005)
