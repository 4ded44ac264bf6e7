"""What was written where something is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.spoken import spell_out
from parley.speech.spoken_places import Alignment
from parley.speech.synthesisers.speakable import harmless


@pytest.mark.parametrize(
    ("written", "spoken", "word", "expected"),
    [
        ("at 7:30 today", "at seven thirty today", "seven", "7:30"),
        ("at 7:30 today", "at seven thirty today", "thirty", "7:30"),
        ("at 7:30 today", "at seven thirty today", "today", "today"),
        ("温度26.5°C。", "温度二十六点五摄氏度。", "摄氏度", "26.5°C"),
        ("温度26.5°C。", "温度二十六点五摄氏度。", "温度", "温度"),
        ("the same", "the same", "same", "same"),
        ("it's 5G", "it's five G", "five", "5"),
    ],
)
def test_a_word_finds_its_place(written: str, spoken: str, word: str, expected: str) -> None:
    start = spoken.index(word)
    place = Alignment(written, spoken).written(start, start + len(word))
    assert place is not None
    assert written[slice(*place)] == expected


def test_what_is_not_written_has_no_place() -> None:
    assert Alignment("a b", "a and b").written(2, 5) in (None, (0, 1))


@given(st.text(alphabet=st.sampled_from("ab 12:.,%你好°C$'-"), max_size=40))
def test_places_are_within_the_text_and_in_order(written: str) -> None:
    spoken = harmless(spell_out(written, "zh"))
    alignment = Alignment(written, spoken)
    last = 0
    for index in range(len(spoken)):
        if (place := alignment.written(index, index + 1)) is not None:
            assert 0 <= place[0] <= place[1] <= max(len(written), len(spoken))
            assert place[1] >= last
            last = place[0]


def test_texts_that_take_too_long_to_compare_are_one_place() -> None:
    written, spoken = "一1 " * 1_500, "一一 " * 1_500
    assert Alignment(written, spoken).written(10, 11) == (0, len(written))
