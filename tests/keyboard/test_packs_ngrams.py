"""Looking n-grams up in bulk says what following the back-off one by one says."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.keyboard.packs.building.quantising import quantised
from parley.keyboard.packs.building.tree import Level, model_arrays
from parley.keyboard.packs.ngrams import Ngrams
from parley.keyboard.packs.words import SPECIAL

WORDS = 9


class Slow:
    """The same model, one n-gram at a time."""

    def __init__(self, seed: int, order: int) -> None:
        random = np.random.default_rng(seed)
        self.unigram = random.uniform(-9, -1, WORDS).astype(np.float32)
        self.values: dict[tuple[int, ...], float] = {(n,): float(self.unigram[n]) for n in range(WORDS)}
        self.weights: dict[tuple[int, ...], float] = {
            (n,): float(np.float32(random.uniform(-2, 0))) for n in range(WORDS)
        }
        levels: list[Level] = []
        for length in range(2, order + 1):
            heads = [each for each in self.values if len(each) == length - 1 and 0 not in each]
            every = [(*head, n) for head, n in product(heads, range(2, WORDS))]
            some = [every[n] for n in random.permutation(len(every))[: int(random.integers(1, 30))]]
            for each in some:
                self.values[each] = float(np.float32(random.uniform(-6, 0)))
                self.weights[each] = float(np.float32(random.uniform(-2, 0)))
            levels.append(
                Level(
                    np.array(some, np.int32),
                    np.array([self.values[each] for each in some], np.float32),
                    np.array([self.weights[each] for each in some], np.float32),
                )
            )
        weights = np.array([self.weights[n,] for n in range(WORDS)], np.float32)
        self.model = Ngrams(model_arrays(self.unigram, weights, levels))

    def score(self, before: tuple[int, ...], word: int) -> float:
        if (*before, word) in self.values:
            return self.values[*before, word]
        followed = any(each[:-1] == before for each in self.values if len(each) > 1)
        return (self.weights[before] if followed and before in self.weights else 0.0) + self.score(
            before[1:], word
        )


@given(st.integers(0, 10_000), st.integers(2, 4))
def test_many_at_once_are_what_one_by_one_are(seed: int, order: int) -> None:
    slow = Slow(seed, order)
    assert slow.model.order == order
    before = np.array(list(product(range(WORDS), repeat=order - 1)), np.int32)
    random = np.random.default_rng(seed)
    words = random.integers(0, WORDS, len(before)).astype(np.int32)
    found = slow.model.score(before, words)
    expected = [slow.score(tuple(b), w) for b, w in zip(before.tolist(), words.tolist(), strict=True)]
    assert found == pytest.approx(expected, abs=1e-4)
    # Contexts that repeat are looked up once; the answer is the same.
    rows = np.repeat(before[:9], 30, axis=0)
    many = np.resize(words, len(rows))
    assert slow.model.score(rows, many).tolist() == [
        slow.model.score(row, np.array([word]))[0] for row, word in zip(rows, many.tolist(), strict=True)
    ]
    # So is it of a few, which are looked up one by one.
    few = slice(0, None, 80)
    assert slow.model.score(rows[few], many[few]).tolist() == slow.model.score(rows, many)[few].tolist()


@given(st.integers(0, 10_000))
def test_followers_are_the_likeliest_of_all_words(seed: int) -> None:
    slow = Slow(seed, 3)
    for before in ([], [4], [5, 6], [0, 3], [7, 5, 6]):
        found = slow.model.followers(before, 4)
        context = tuple(before[-2:])
        scores = {word: slow.score(context, word) for word in range(SPECIAL, WORDS)}
        assert [value for _, value in found] == pytest.approx(sorted(scores.values())[::-1][:4], abs=1e-4)
        assert all(value == pytest.approx(scores[word], abs=1e-4) for word, value in found)
    assert slow.model.followers([4], 0) == []


def test_a_person_s_own_words_are_unknown_ones() -> None:
    slow = Slow(3, 3)
    beyond = np.array([[4, 5_000]], np.int32)
    assert slow.model.score(beyond, np.array([5], np.int32))[0] == pytest.approx(
        slow.score((4, 0), 5), abs=1e-4
    )
    known = np.array([[4, 5]], np.int32)
    assert slow.model.score(known, np.array([9_999], np.int32)) == slow.model.score(
        known, np.array([0], np.int32)
    )
    assert slow.model.followers([5_000], 3) == slow.model.followers([0], 3)


def test_a_full_stop_stands_for_both_ends_of_a_sentence() -> None:
    level = Level(
        np.array([[5, 4], [3, 5]], np.int32), np.array([-0.5, -0.25], np.float32), np.zeros(2, np.float32)
    )
    unigram = np.full(6, -3, np.float32)
    arrays = model_arrays(unigram, np.zeros(6, np.float32), [level])
    model = Ngrams(arrays, boundary=5)
    asked: Any = np.array([[1], [3]], np.int32), np.array([4, 2], np.int32)
    assert model.score(*asked).tolist() == [-0.5, -0.25]
    assert Ngrams(arrays).score(*asked).tolist() == [-3, -3]
    assert model.followers([1], 1) == [(4, -0.5)]


def test_nothing_asked_is_nothing_answered() -> None:
    assert Slow(1, 3).model.score(np.zeros((0, 2), np.int32), np.zeros(0, np.int32)).shape == (0,)


def test_an_n_gram_without_its_beginning_is_refused() -> None:
    pair = Level(np.array([[3, 4]], np.int32), np.zeros(1, np.float32), np.zeros(1, np.float32))
    orphan = Level(np.array([[4, 3, 4]], np.int32), np.zeros(1, np.float32), np.zeros(1, np.float32))
    zero = np.zeros(6, np.float32)
    with pytest.raises(ValueError, match="no n-gram"):
        model_arrays(zero, zero, [pair, orphan])
    twice = Level(np.array([[3, 4], [3, 4]], np.int32), np.zeros(2, np.float32), np.zeros(2, np.float32))
    with pytest.raises(ValueError, match="twice"):
        model_arrays(zero, zero, [twice])


@given(st.lists(st.floats(-30, 0, width=32), max_size=600))
def test_a_byte_says_nearly_what_the_number_said(numbers: list[float]) -> None:
    values = np.array(numbers, np.float32)
    codes, table = quantised(values)
    assert codes.shape == values.shape and table.shape == (256,)
    assert (np.diff(table) >= 0).all()
    assert (table[codes][values == 0] == 0).all()
    if len(set(numbers)) <= 256:
        assert (table[codes] == values).all()
    else:
        assert np.abs(table[codes] - values).mean() < 0.1
