"""Words by their syllables: what a tree in arrays finds is what a dictionary would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.keyboard.decoding.lexicon import PREFIX, Lexicon, arrays_for, composed, parsed
from parley.keyboard.pinyin.syllables import NUMBER, SYLLABLES

SOME = ("a", "ba", "bai", "zhong", "guo", "r")
ROWS = st.lists(st.lists(st.sampled_from(SOME), min_size=1, max_size=4).map(tuple), min_size=1, max_size=12)


def made(readings: Sequence[tuple[str, ...]]) -> Lexicon:
    words = [str(number) for number in range(len(readings))]
    unigram = -np.arange(1, len(words) + 1, dtype=np.float32)
    given = {word: [(" ".join(reading), 1.0)] for word, reading in zip(words, readings, strict=True)}
    return Lexicon(arrays_for(words, unigram, given))


def found(lexicon: Lexicon, reading: Sequence[str]) -> list[int]:
    nodes = np.zeros(1, np.int32)
    for syllable in reading:
        number = np.array([NUMBER[syllable]], np.int32)
        _, nodes = lexicon.steps(nodes, number, number + 1)
        if not len(nodes):
            return []
    _, entries = lexicon.entries(nodes, 100)
    return lexicon.word[entries].tolist()


@given(readings=ROWS, wanted=st.lists(st.sampled_from(SOME), min_size=1, max_size=5))
def test_words_are_found_by_their_syllables_the_likeliest_first(
    readings: list[tuple[str, ...]], wanted: list[str]
) -> None:
    lexicon = made(readings)
    assert found(lexicon, wanted) == [n for n, each in enumerate(readings) if each == tuple(wanted)]
    for reading in readings:
        assert found(lexicon, reading)


@given(readings=ROWS)
def test_a_range_of_syllables_reaches_every_child_and_nodes_know_their_way(
    readings: list[tuple[str, ...]],
) -> None:
    lexicon = made(readings)
    zero, last = np.zeros(1, np.int32), np.array([len(SYLLABLES)], np.int32)
    _, nodes = lexicon.steps(zero, zero, last)
    assert {lexicon.reading(int(each)) for each in nodes} == {each[:1] for each in readings}
    assert all(lexicon.depth[each] == 1 for each in nodes)
    for node in nodes:
        below = [-n - 1 for n, each in enumerate(readings) if each[:1] == lexicon.reading(int(node))]
        assert lexicon.reach[node] == max(below)


def test_a_word_without_a_reading_is_read_by_its_characters() -> None:
    readings = {"中": [("zhong1", 1.0)], "行": [("xing2", 0.6), ("hang2", 0.4)]}
    assert composed("中行", readings) == [("zhong1 xing2", 0.6), ("zhong1 hang2", 0.4)]
    assert composed("中国", readings) == []
    arrays = arrays_for(["中行"], np.zeros(1, np.float32), readings)
    assert len(arrays[f"{PREFIX}word"]) == 2


def test_what_is_no_pinyin_is_left_out() -> None:
    assert parsed("hello world") == ((), 0)
    assert parsed("zhong1 guo2") == ((NUMBER["zhong"], NUMBER["guo"]), 1 | 2 << 3)
    assert parsed(" ".join(["a"] * 11)) == ((), 0)
    assert parsed("") == ((), 0)
