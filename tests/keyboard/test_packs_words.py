"""A pack's words: numbers for words and back, and what begins with some letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.keyboard.packs.words import SPECIAL, UNKNOWN, Words, folded, word_arrays

WORDS = st.lists(st.text("abABçÉßıİ中国人'𠀀", min_size=1, max_size=5), unique=True, max_size=60)


def made(*words: str) -> Words:
    return Words(word_arrays(words))


@given(WORDS, st.text("abAB中𠀀x", max_size=3))
def test_words_are_found_as_they_are_written_and_as_they_begin(words: list[str], looked: str) -> None:
    found = made(*words)
    assert [found.text(each) for each in range(SPECIAL, len(found))] == words
    assert [found.id(each) for each in words] == list(range(SPECIAL, len(found)))
    assert found.id(looked) == (SPECIAL + words.index(looked) if looked in words else UNKNOWN)
    begins = [n for n, each in enumerate(words, SPECIAL) if folded(each).startswith(folded(looked))]
    assert found.starting(looked, 4).tolist() == begins[:4]
    assert found.starting(looked, 0).tolist() == []
    alike = [n for n, each in enumerate(words, SPECIAL) if folded(each) == folded(looked)]
    assert found.id_folded(looked).tolist() == alike


def test_all_casings_of_a_word_are_found_the_likeliest_first() -> None:
    words = made("the", "us", "US", "Us", "use")
    assert [words.text(each) for each in words.id_folded("uS")] == ["us", "US", "Us"]
    assert [words.text(each) for each in words.starting("US", 9)] == ["us", "US", "Us", "use"]


def test_what_is_no_word_has_no_text_and_is_not_found() -> None:
    words = made("a")
    assert [words.text(each) for each in (0, 1, 2)] == ["", "", ""]
    assert words.id("") == UNKNOWN
    assert words.id("\ud800") == UNKNOWN
    for beyond in (-1, 4):
        with pytest.raises(IndexError):
            words.text(beyond)


def test_a_pack_may_have_no_words() -> None:
    words = made()
    assert len(words) == SPECIAL
    assert words.starting("a", 3).tolist() == words.starting("", 3).tolist() == []
