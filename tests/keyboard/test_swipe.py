"""Swiping: a path over the keys brings the word that was meant, and never more than a bounded answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.tiny_packs import tiny_pack
from parley.errors import BadText, TooLong, Unsupported
from parley.keyboard.layouts.layout import layout
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import SPECIAL
from parley.keyboard.swipe.entries import letters
from parley.keyboard.swipe.paths import distances, ideal, resampled, taken
from parley.keyboard.swipe.swiper import Swiper
from parley.keyboard.types import MOST_POINTS, FloatArray, IntArray, Kind, OwnWord, Point

KEYS = layout("qwerty")
TEXT = "the to of it is i'm hello world it's its too tuo well we'll us US Apple apples keyboard i I a"
ENGLISH = TEXT.split()
CHINESE = {"我": "wo3", "要": "yao4", "去": "qu4", "苹果": "ping2 guo3", "西安": "xi1 an1", "先": "xian1"}


def over(word: str, per_stroke: int = 12, off: float = 0.0) -> list[Point]:
    """A straight path over the keys of a word, each missed by the same."""
    corners = [KEYS.centres[each] for each in word]
    points = [Point(x + off, y + off) for x, y in corners[:1]]
    for (x, y), (to_x, to_y) in pairwise(corners):
        for step in range(1, per_stroke + 1):
            share = step / per_stroke
            points.append(Point(x + (to_x - x) * share + off, y + (to_y - y) * share + off))
    return points


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    path = tmp_path_factory.mktemp("packs") / "en.pack"
    return tiny_pack(path, ENGLISH, "en", [("to", "us"), ("of", "US")])


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    path = tmp_path_factory.mktemp("packs") / "zh.pack"
    return tiny_pack(path, list(CHINESE), "zh", readings=CHINESE)


class Anna:
    """Who writes of Parley, and always says hello to the world."""

    own: Sequence[OwnWord] = (OwnWord("Parley"), OwnWord("郁娜", ("yu", "na")))

    def mixed(self, before: IntArray, words: IntArray, base: FloatArray) -> FloatArray:
        assert before.shape == (2,)
        return np.where(words >= len(ENGLISH) + SPECIAL, np.float32(-4), base)

    def followers(self, before: tuple[int, int], most: int) -> list[tuple[int, float]]:
        return []

    def starting(self, prefix: str, most: int) -> list[tuple[int, float]]:
        return []

    def keeps(self, typed: str) -> bool:
        return False

    def corrected(self, typed: str) -> list[tuple[int, float]]:
        return []


@pytest.mark.parametrize("word", ["hello", "world", "keyboard", "the", "apples", "i'm", "we'll"])
def test_a_straight_path_is_the_word_it_passes(english: Pack, word: str) -> None:
    found = Swiper(english, "qwerty").words(over(letters(word, KEYS)), "say", 4)
    assert letters(found[0].text, KEYS) == letters(word, KEYS)
    assert word in [each.text for each in found]
    assert all(each.kind is Kind.SWIPE and each.keys == 0 for each in found)
    assert sum(math.exp(each.score) for each in found) <= 1.001


def test_a_path_beside_the_keys_is_still_read(english: Pack) -> None:
    assert Swiper(english, "qwerty").words(over("hello", off=0.35), "say", 1)[0].text == "hello"


def test_a_tap_is_a_word_of_one_key(english: Pack) -> None:
    found = Swiper(english, "qwerty").words([Point(7, 0)], "so", 3)
    assert "I" in [each.text for each in found]


def test_one_path_is_many_words_and_what_stands_before_tells_which(english: Pack) -> None:
    swiper = Swiper(english, "qwerty")
    assert swiper.words(over("us"), "to ", 1)[0].text == "us"
    assert swiper.words(over("us"), "of ", 1)[0].text == "US"


def test_a_sentence_begins_with_a_capital(english: Pack) -> None:
    swiper = Swiper(english, "qwerty")
    for before in ("", "It is. ", "It is!\n"):
        (found,) = swiper.words(over("hello"), before, 1)
        assert (found.text, found.words) == ("Hello", ("hello",))
    assert swiper.words(over("hello"), "it is, ", 1)[0].text == "hello"


def test_a_person_s_own_word_can_be_drawn(english: Pack) -> None:
    swiper = Swiper(english, "qwerty")
    assert "Parley" not in [each.text for each in swiper.words(over("parley"), "with", 8)]
    assert swiper.words(over("parley"), "with", 8, Anna())[0].text == "Parley"


def test_pinyin_comes_as_letters_without_separators(chinese: Pack) -> None:
    swiper = Swiper(chinese, "qwerty")
    assert swiper.pinyin(over("pingguo"), 3)[0][0] == "pingguo"
    assert swiper.pinyin(over("qu"), 3)[0][0] == "qu"
    scores = [score for _, score in swiper.pinyin(over("wo"), 8)]
    assert all(math.isfinite(each) for each in scores)


def test_a_path_over_pinyin_is_hanzi(chinese: Pack) -> None:
    found = Swiper(chinese, "qwerty").words(over("xian"), "我", 4)
    assert [(each.text, each.reading) for each in found] == [("西安", "xi an"), ("先", "xian")]
    (apple,) = Swiper(chinese, "qwerty").words(over("pingguo"), "", 1)
    assert (apple.text, apple.words, apple.reading) == ("苹果", ("苹果",), "ping guo")


def test_a_person_s_own_word_is_drawn_by_its_reading(chinese: Pack) -> None:
    own = Swiper(chinese, "qwerty").words(over("yuna"), "", 4, Anna())
    assert [(each.text, each.reading) for each in own] == [("郁娜", "yu na")]


def test_other_layouts_have_their_keys_elsewhere(english: Pack) -> None:
    azerty = layout("azerty")
    path = [Point(*azerty.centres[each]) for each in "wel"]
    assert "we'll" in [each.text for each in Swiper(english, "azerty").words(path, "so", 4)]
    assert "we'll" not in [each.text for each in Swiper(english, "qwerty").words(path, "so", 4)]
    with pytest.raises(Unsupported):
        Swiper(english, "colemak")


@pytest.mark.parametrize(
    "path",
    [[], [Point(math.nan, 0.0)], [Point(0.0, 0.0), Point(math.inf, 1.0)]],
    ids=["empty", "no number", "infinite"],
)
def test_what_is_no_path_is_refused(english: Pack, path: list[Point]) -> None:
    with pytest.raises(BadText):
        Swiper(english, "qwerty").words(path, "", 4)


def test_a_path_without_end_is_refused(english: Pack) -> None:
    with pytest.raises(TooLong):
        Swiper(english, "qwerty").words([Point(0, 0)] * (MOST_POINTS + 1), "", 4)


FAR = st.floats(-1e300, 1e300) | st.floats(-3, 12)


@given(st.lists(st.builds(Point, FAR, FAR), min_size=1, max_size=60), st.text(max_size=30))
def test_no_path_is_too_odd(english: Pack, chinese: Pack, path: list[Point], before: str) -> None:
    found = Swiper(english, "qwerty").words(path, before, 4)
    assert len(found) <= 4 and all(math.isfinite(each.score) for each in found)
    assert len(Swiper(chinese, "qwerty").pinyin(path, 4)) <= 4


@given(st.lists(st.tuples(st.floats(-3, 12), st.floats(-1, 4)), min_size=2, max_size=30), st.integers(2, 40))
def test_sampling_keeps_the_ends_and_the_distances(points: list[tuple[float, float]], count: int) -> None:
    path = taken([Point(*each) for each in points])
    (sampled,) = resampled(path, count)
    assert sampled.shape == (count, 2)
    assert np.allclose(sampled[[0, -1]], path[[0, -1]], atol=1e-4)
    steps = np.hypot(*np.diff(sampled, axis=0).T)
    assert steps.sum() <= distances(path[None])[0, -1] + 1e-3


def test_ideal_paths_are_sampled_like_drawn_ones() -> None:
    corners = np.array([[KEYS.centres[each] for each in "hello"]], np.float32)
    (drawn,) = resampled(taken(over("helo")), 16)
    assert np.allclose(ideal(corners, 16)[0], drawn, atol=1e-3)


@pytest.mark.parametrize(
    ("word", "drawn"),
    [
        ("it's", "its"),
        ("naïve", "naive"),
        ("X-ray", "xray"),
        ("3rd", ""),
        ("苹果", ""),
        ("", ""),
        ("a" * 30, ""),
    ],
)
def test_what_is_drawn_for_a_word(word: str, drawn: str) -> None:
    assert letters(word, KEYS) == drawn
