"""What a mistake costs, beside a plain reading of the same costs; and how words sound."""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.keyboard.correction.channel import NEVER, Channel, Costs, learned
from parley.keyboard.correction.lexicon import ALPHABET, LETTERS, LONGEST, as_text, of_words, sketch
from parley.keyboard.correction.nearest import near
from parley.keyboard.correction.sounds import RULES, heard, signs
from parley.keyboard.layouts.layout import layout
from parley.keyboard.types import Point

SIZE = len(ALPHABET) + 2
EDGE = SIZE - 1
COSTS = learned("en", "qwerty", SIZE)
CHANNEL = Channel(COSTS, layout("qwerty"))
WORDS = st.text("abcdehimnorstuy'", min_size=1, max_size=9)


def numbers(word: str) -> list[int]:
    return [LETTERS[each] for each in word]


def cheapest(typed: str, meant: str, costs: Costs) -> int:
    """The cheapest way from one to the other, by trying all."""
    t, w = numbers(typed), [EDGE, *numbers(meant), EDGE]

    @cache
    def to(i: int, j: int) -> float:
        if i == j == 0:
            return 0
        ways: list[float] = []
        if j:
            ways.append(to(i, j - 1) + int(costs.drop[w[j - 1], w[j], w[j + 1]]))
        if i:
            ways.append(to(i - 1, j) + int(costs.add[w[j], t[i - 1], w[j + 1]]))
        if i and j:
            ways.append(to(i - 1, j - 1) + int(costs.wrong[w[j], t[i - 1]]))
        if i and j > 1:
            ways.append(to(i - 1, j - 2) + int(costs.two_one[w[j - 1] * SIZE + w[j], t[i - 1]]))
        if i > 1 and j:
            ways.append(to(i - 2, j - 1) + int(costs.one_two[w[j], t[i - 2] * SIZE + t[i - 1]]))
        if i > 1 and j > 1:
            two = costs.two_two[w[j - 1] * SIZE + w[j], t[i - 2] * SIZE + t[i - 1]]
            ways.append(to(i - 2, j - 2) + int(two))
        return min(ways)

    found = to(len(t), len(w) - 2)
    assert not math.isinf(found)
    return int(found)


def costs(typed: str, *meant: str) -> list[int]:
    rows = np.full((len(meant), LONGEST), EDGE, np.uint8)
    for row, word in enumerate(meant):
        rows[row, : len(word)] = numbers(word)
    lengths = np.array([len(each) for each in meant], np.int32)
    return CHANNEL.costs(np.array(numbers(typed), np.uint8), rows, lengths).tolist()


@given(WORDS, st.lists(WORDS, min_size=1, max_size=4))
def test_many_at_once_cost_what_each_costs_alone(typed: str, meant: list[str]) -> None:
    assert costs(typed, *meant) == [cheapest(typed, each, COSTS) for each in meant]


@given(WORDS)
def test_what_is_right_costs_nothing(word: str) -> None:
    assert costs(word, word) == [0]


def test_common_mistakes_cost_less_than_odd_ones() -> None:
    receive, odd = costs("recieve", "receive")[0], costs("rvceive", "receive")[0]
    assert 0 < receive < odd
    assert costs("fone", "phone")[0] < costs("xone", "phone")[0]
    assert costs("acomodate", "accommodate")[0] < costs("ccommodae", "accommodate")[0]


def test_keys_side_by_side_are_hit_for_each_other_on_every_layout() -> None:
    q, a, z = LETTERS["q"], LETTERS["a"], LETTERS["z"]
    assert learned("xx", "qwerty", SIZE).wrong[a, q] < learned("xx", "qwerty", SIZE).wrong[a, LETTERS["p"]]
    assert learned("xx", "azerty", SIZE).wrong[z, a] < learned("xx", "qwertz", SIZE).wrong[z, a]


def test_costs_of_more_letters_hold_those_of_the_alphabet() -> None:
    wide = learned("en", "qwerty", SIZE + 5)
    inner = len(ALPHABET)
    assert (wide.wrong[:inner, :inner] == COSTS.wrong[:inner, :inner]).all()
    assert (wide.drop[:inner, :inner, :inner] == COSTS.drop[:inner, :inner, :inner]).all()
    assert wide.drop[-1, 0, -1] == COSTS.drop[-1, 0, -1]
    assert (np.diag(wide.wrong)[:-1] == 0).all() and wide.wrong[-1, 0] == NEVER


def test_a_tap_between_keys_is_nearly_either_and_a_far_one_neither() -> None:
    x, y = layout("qwerty").centres["s"]
    rows = np.full((3, LONGEST), EDGE, np.uint8)
    rows[:, 0] = numbers("sdp")
    found = CHANNEL.costs(np.array(numbers("s"), np.uint8), rows, np.ones(3, np.int32), [Point(x + 0.45, y)])
    assert found[0] == 0 and 0 < found[1] < 40 < found[2]


def test_the_nearest_words_are_found_however_many_there_are() -> None:
    chance = np.random.default_rng(3)
    words = sorted({"".join(chance.choice(list("aeiorstn"), 6)) for _ in range(4_000)} | {"station"})
    lexicon = of_words(words, 10, LETTERS, -9.0)
    found = near(lexicon, "sttaion", 20)
    assert len(found) == 20 and 10 + words.index("station") in found.ids.tolist()
    assert near(lexicon, words[7], 20).distance.min() == 0


@given(st.lists(WORDS, min_size=1, max_size=20, unique=True), WORDS)
def test_words_of_each_length_are_made_ready_when_they_are_asked_for(words: list[str], typed: str) -> None:
    lexicon = of_words(words, 0, LETTERS, -9.0)
    found = near(lexicon, typed, 5)
    first, last = lexicon.between(1, LONGEST)
    for place in range(first, last):
        word = words[int(lexicon.table["id"][place])]
        letters, heard_ = lexicon.numbers(word), np.array(signs(word), np.uint8)
        assert lexicon.written[place] == as_text(letters)
        assert lexicon.heard(np.array([place])) == [as_text(heard_)]
        assert int(lexicon.sketches[place]) == sketch(letters, heard_)
    again = near(lexicon, typed, 5)
    assert (found.ids.tolist(), found.sound.tolist()) == (again.ids.tolist(), again.sound.tolist())


@given(st.text(max_size=30))
def test_every_word_has_signs_within_bounds(word: str) -> None:
    assert all(1 <= each <= 15 for each in signs(word)) and len(signs(word)) <= 12


@given(st.text("aceghiklmnoprstuwXyz"))
def test_a_rule_is_nowhere_without_its_letters(text: str) -> None:
    for pattern, _, letters in RULES:
        assert letters in text or re.search(pattern, text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("phone", "fone"),
        ("knowledge", "nolej"),
        ("enough", "enuf"),
        ("rhythm", "rithum"),
        ("pneumonia", "numonia"),
        ("nation", "nashun"),
        ("write", "rite"),
        ("quick", "kwik"),
    ],
)
def test_what_sounds_alike_has_the_same_signs(one: str, other: str) -> None:
    assert heard(one) == heard(other)


@pytest.mark.parametrize(
    ("one", "other"), [("phone", "pone"), ("night", "nit"), ("cat", "chat"), ("sit", "kit")]
)
def test_what_sounds_different_may_have_other_signs(one: str, other: str) -> None:
    assert (heard(one) == heard(other)) is (one == "night")
