"""Beam search finds the likeliest sequence where taking the likeliest token each time does not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.speech.recognisers.beam import MARGIN, Floats, largest, search

BEGIN, END = 0, 1
Tokens = tuple[int, ...]


class Table:
    """A model whose odds of the next token follow from those before; it keeps rows as a real one does."""

    def __init__(self, after: Callable[[Tokens], list[float]]) -> None:
        self.after = after
        self.rows: list[Tokens] = [()]

    def __call__(self, tokens: Sequence[int], parents: Sequence[int]) -> Floats:
        self.rows = [(*self.rows[parent], token) for token, parent in zip(tokens, parents, strict=True)]
        odds = np.array([self.after(row[1:]) for row in self.rows], np.float32)
        return np.log(odds)


def two_ways() -> Table:
    """Token 2 is the better beginning, but only 3 goes on to something certain."""
    odds: dict[Tokens, list[float]] = {
        (): [1e-9, 1e-9, 0.6, 0.4, 1e-9],
        (2,): [1e-9, 0.3, 0.2, 0.2, 0.3],
        (3,): [1e-9, 1e-9, 1e-9, 1e-9, 1.0],
        (3, 4): [1e-9, 1.0, 1e-9, 1e-9, 1e-9],
    }
    return Table(lambda row: odds.get(row, [1e-9, 0.25, 0.25, 0.25, 0.25]))


def test_a_worse_beginning_wins_when_the_whole_is_likelier() -> None:
    best, *others = search(two_ways(), BEGIN, END, longest=5)
    assert best.tokens == (3, 4)
    assert best.chance == pytest.approx(np.log(0.4), abs=1e-4)
    assert best.surprise == pytest.approx(-np.log(0.4) / 3, abs=1e-4)
    assert others[0].tokens == (2,)


def test_a_beam_of_one_takes_the_likeliest_token_each_time() -> None:
    assert search(two_ways(), BEGIN, END, longest=5, width=1)[0].tokens == (2,)


def test_what_never_ends_is_ended() -> None:
    never = Table(lambda row: [1e-9, 1e-9, *[float(len(row) % 9 == i) + 0.1 for i in range(9)]])
    assert len(search(never, BEGIN, END, longest=7)[0].tokens) == 7


@pytest.mark.parametrize("phrase", [(2,), (2, 3), (2, 3, 4, 5, 6)])
def test_a_model_that_goes_round_in_circles_is_led_out(phrase: Tokens) -> None:
    def after(row: Tokens) -> list[float]:
        odds = [1e-9, 1e-9, *[0.001] * 6]
        odds[phrase[len(row) % len(phrase)]] = 1.0
        return odds

    said = search(Table(after), BEGIN, END, longest=60)[0].tokens
    assert said[: 2 * len(phrase)] == phrase * 2
    rounds = phrase * max(3, 12 // len(phrase) + 1)
    assert all(said[i : i + len(rounds)] != rounds for i in range(len(said)))


@given(st.lists(st.floats(0.01, 1), min_size=63, max_size=63))
def test_a_beam_as_wide_as_the_language_misses_nothing(weights: list[float]) -> None:
    prefixes: list[Tokens] = [p for n in range(3) for p in itertools.product(range(2, 6), repeat=n)]
    odds = {p: [1e-9, *weights[3 * i : 3 * i + 3], 0.2, 0.1] for i, p in enumerate(prefixes)}
    found = search(Table(lambda row: odds.get(row, [1.0] * 6)), BEGIN, END, longest=3, width=64)

    def chance(sequence: Tokens) -> float:
        steps = [(sequence[:i], t) for i, t in enumerate((*sequence, END))]
        return sum(float(np.log(odds[p][t] / sum(odds[p]))) for p, t in steps)

    every = sorted((chance(p) for p in prefixes), reverse=True)
    assert [path.chance for path in found] == pytest.approx(
        [c for c in every if c >= every[0] - MARGIN], abs=1e-3
    )


@pytest.mark.parametrize("shape", [(1, 32_768), (6, 32_768), (8, 32_768), (3, 100), (1, 5)])
def test_the_best_next_tokens_are_those_that_a_whole_sort_finds(shape: tuple[int, int]) -> None:
    chances = np.random.default_rng(sum(shape)).normal(size=shape)
    chances[0, :5] = 9.0, 8.0, 7.5, 9.5, 8.5  # the largest may all lie side by side
    order = np.argsort(-chances, axis=None)[:12]
    wanted = [(chances.ravel()[at], at // shape[1], at % shape[1]) for at in order]
    assert largest(chances, 12) == wanted
