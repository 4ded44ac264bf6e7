"""Slots of every skill, said in one language within a sentence of the other."""

from __future__ import annotations

import pytest

from parley.language.understanding.slot_types import COMMON


@pytest.mark.parametrize(
    ("slot", "text", "language", "value"),
    [
        ("number", "二十", "en", 20),
        ("number", "twenty", "zh", 20),
        ("number", "两", "en", 2),
        ("number", "20.5", "zh", 20.5),
        ("number", "lamp", "en", None),
        ("number", "灯", "zh", None),
    ],
)
def test_a_number_may_be_in_the_other_language(slot: str, text: str, language: str, value: object) -> None:
    assert COMMON[slot].parse(text, language) == value


@pytest.mark.parametrize(
    ("text", "language"), [("五分钟", "en"), ("five minutes", "zh"), ("five minutes", "en"), ("五分钟", "zh")]
)
def test_so_may_a_duration(text: str, language: str) -> None:
    assert str(COMMON["duration"].parse(text, language)) == "0:05:00"
