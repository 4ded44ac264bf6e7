"""Places in a text are counted as whoever asks counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.offsets import Offsets, Unit
from parley.language.stretches import sentence_stretches

FAMILY = "👨‍👩‍👧"


@pytest.mark.parametrize(
    ("text", "utf16", "graphemes"),
    [
        ("abc", 3, 3),
        ("你好", 2, 2),
        ("😀", 2, 1),
        ("e\u0301", 2, 1),
        ("각", 1, 1),
        ("\u1112\u1161\u11ab", 3, 1),
        ("\r\n", 2, 1),
        ("🇨🇳", 4, 1),
        # A skin tone and what is joined to another emoji were signs of their own in Unicode 8.
        ("👍🏽", 4, 2),
        (FAMILY, 8, 3),
    ],
)
def test_lengths(text: str, utf16: int, graphemes: int) -> None:
    assert Offsets(text).of(0, len(text)) == (0, len(text))
    assert Offsets(text, Unit.UTF16).of(0, len(text)) == (0, utf16)
    assert Offsets(text, Unit.GRAPHEMES).of(0, len(text)) == (0, graphemes)


def test_a_word_after_an_emoji() -> None:
    text = "😀 Anna"
    assert Offsets(text, Unit.UTF16).of(2, 6) == (3, 4)
    assert Offsets(text, Unit.GRAPHEMES).of(2, 6) == (2, 4)


@given(st.text(max_size=60), st.sampled_from(Unit), st.data())
def test_offsets_lie_within_the_text_and_grow(text: str, unit: Unit, data: st.DataObject) -> None:
    offsets = Offsets(text, unit)
    size = offsets.of(0, len(text))[1]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    offset, length = offsets.of(start, end)
    assert 0 <= offset <= size and length >= 0 and offset + length <= size
    assert (length > 0) == (end > start)
    if unit is Unit.UTF16:
        encoded = text.encode("utf-16-le", "surrogatepass")
        cut = encoded[2 * offset : 2 * (offset + length)]
        assert cut.decode("utf-16-le", "surrogatepass") == text[start:end].encode(
            "utf-16-le", "surrogatepass"
        ).decode("utf-16-le", "surrogatepass")


@given(st.text(max_size=200))
def test_sentences_are_in_order_and_all_but_white_space_is_in_one(text: str) -> None:
    stretches = sentence_stretches(text)
    at = 0
    for start, end in stretches:
        assert at <= start < end and not text[at:start].strip()
        at = end
    assert not text[at:].strip()
