"""What is suggested while a word is typed and before the next one, by a small pack of a few sentences."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.keyboard.packs.building.learning import Size, learned
from parley.keyboard.packs.building.tree import Level, model_arrays
from parley.keyboard.packs.ngrams import Ngrams
from parley.keyboard.packs.pack import Pack, write_pack
from parley.keyboard.prediction.casing import written
from parley.keyboard.prediction.predictor import Predictor
from parley.keyboard.types import FloatArray, IntArray, Kind, Known, OwnWord

SENTENCES = (
    "I don't know what to say .",
    "I don't know him , but I know her .",
    "I am going to London .",
    "I am going to the station .",
    "she is going to the shop .",
    "the shop is near the station .",
    "the damn shop is closed .",
    "I love pizza and coffee .",
)
WORDS = tuple(
    sorted(
        {word for each in SENTENCES for word in each.split()} - {"."},
        key=lambda word: (-str(SENTENCES).count(f"{word} "), word),
    )
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    path = tmp_path_factory.mktemp("packs") / "en.pack"
    made = learned([each.removesuffix(" .").split() for each in SENTENCES], WORDS, Size(ngrams=(500, 500)))
    hidden = np.array([3 + WORDS.index("damn")], np.int32)
    write_pack(path, Known("en", "small", "CC0-1.0"), WORDS, made.arrays, {"prediction.hidden": hidden})
    return Pack.open(path)


@pytest.fixture(scope="module")
def predictor(pack: Pack) -> Predictor:
    return Predictor(pack)


def texts(predictor: Predictor, before: str, typed: str, most: int = 3, **more: Any) -> list[str]:
    found = predictor.suggest(before, typed, most, **more)
    return [each.text for each in found if each.kind != Kind.EMOJI]


def test_the_next_word_follows_from_the_two_before(predictor: Predictor) -> None:
    assert texts(predictor, "I don't ", "", 1) == ["know"]
    assert texts(predictor, "she is going ", "", 1) == ["to"]


def test_a_beginning_is_completed_and_what_stands_there_already_is_not_offered(predictor: Predictor) -> None:
    assert texts(predictor, "near the ", "st") == ["station"]
    assert "the" not in texts(predictor, "", "the", 8)
    assert [each.keys for each in predictor.suggest("", "sta", 1)] == [3]


def test_a_sentence_begins_with_a_capital_and_names_keep_theirs(predictor: Predictor) -> None:
    assert all(each[0].isupper() for each in texts(predictor, "", "", 5))
    assert all(each[0].isupper() for each in texts(predictor, "I know. ", "", 5))
    assert texts(predictor, "going to ", "lon", 1) == ["London"]
    assert texts(predictor, "", "Sta", 1) == ["Station"]
    assert texts(predictor, "", "STA", 1) == ["STATION"]


def test_a_comma_begins_no_sentence(predictor: Predictor) -> None:
    assert texts(predictor, "I know him, ", "", 1) == ["but"]


def test_contractions_need_no_apostrophe(predictor: Predictor) -> None:
    assert texts(predictor, "I ", "don", 1) == ["don't"]
    assert texts(predictor, "I ", "dont", 1) == ["don't"]
    assert texts(predictor, "I ", "don’", 1) == ["don't"]


@pytest.mark.parametrize("typed", ["3", "12:30", "2026-11-22", "a@b", "#tag", "x_y", "www.", "/home", "a1"])
def test_numbers_dates_and_addresses_are_left_alone(predictor: Predictor, typed: str) -> None:
    assert predictor.suggest("I love ", typed, 5) == ()


@pytest.mark.parametrize("before", ["mail me@", "see https://", "www.", "call +49 ", "on 2026-"])
def test_so_is_what_follows_them_without_a_space(predictor: Predictor, before: str) -> None:
    spaced = before.endswith(" ")
    assert bool(predictor.suggest(before, "st", 5)) == spaced


def test_what_nobody_wants_to_be_offered_is_not(predictor: Predictor) -> None:
    assert texts(predictor, "the ", "da", 8) == []


def test_an_emoji_comes_after_the_words(predictor: Predictor) -> None:
    found = predictor.suggest("I love pizza ", "", 8)
    assert [at for at, each in enumerate(found) if each.kind == Kind.EMOJI] == [3]
    assert predictor.suggest("", "coffee", 8)[-1].text == "☕"
    assert predictor.suggest("me@", "coffee", 8) == ()


def test_completions_are_words_with_their_probabilities(predictor: Predictor) -> None:
    found = predictor.completions("I am going to ", "", 100)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert 0.5 < sum(math.exp(score) for _, score in found) < 1.0


class Habits:
    """A person who always says ``stork`` after ``the``."""

    own: Sequence[OwnWord] = (OwnWord("stork"),)

    def __init__(self, size: int) -> None:
        self._stork = size

    def mixed(self, before: IntArray, words: IntArray, base: FloatArray) -> FloatArray:
        assert before.shape == (2,)
        return np.where(words == self._stork, np.float32(-0.1), base + np.float32(-2.0))

    def followers(self, before: tuple[int, int], most: int) -> list[tuple[int, float]]:
        return [(self._stork, -0.1)]

    def starting(self, prefix: str, most: int) -> list[tuple[int, float]]:
        return [(self._stork, -0.1)] if "stork".startswith(prefix) else []

    def keeps(self, typed: str) -> bool:
        return False

    def corrected(self, typed: str) -> list[tuple[int, float]]:
        return []


def test_a_persons_own_words_come_first(pack: Pack, predictor: Predictor) -> None:
    own = Habits(len(pack.words))
    assert texts(predictor, "near the ", "", 1, personal=own) == ["stork"]
    assert texts(predictor, "near the ", "st", 2, personal=own) == ["stork", "station"]
    assert texts(predictor, "near the ", "sh", 2, personal=own) == ["shop", "she"]


def test_what_follows_a_persons_own_word_is_asked_for_by_that_word(pack: Pack, predictor: Predictor) -> None:
    asked: list[tuple[int, int]] = []

    class Asked(Habits):
        def followers(self, before: tuple[int, int], most: int) -> list[tuple[int, float]]:
            asked.append(before)
            return []

    predictor.suggest("the stork ", "", 3, Asked(len(pack.words)))
    assert asked == [(pack.words.id("the"), len(pack.words))]


@given(st.text(max_size=300), st.text(max_size=60), st.integers(-1, 20))
def test_whatever_is_typed_has_an_answer(predictor: Predictor, before: str, typed: str, most: int) -> None:
    found = predictor.suggest(before, typed, most)
    assert len(found) <= max(most, 0)
    assert len({each.text for each in found}) == len(found)
    assert all(each.keys == len(typed) for each in found)


@pytest.mark.parametrize("piece", ["a", "wo ", "'", ".", "\x00", "。", "我", "\u202e", "🍕", "a'", ". "])
def test_a_megabyte_is_answered_at_once(predictor: Predictor, hanzi: Predictor, piece: str) -> None:
    much = piece * (1_000_000 // len(piece))
    for each in (predictor, hanzi):
        before = time.thread_time()
        assert len(each.suggest(much, "", 5)) <= 5
        assert each.suggest(much, much, 5) == ()
        assert each.completions(much, much, 5) == []
        assert time.thread_time() - before < 0.5


@pytest.mark.parametrize(
    ("word", "typed", "begins", "expected"),
    [
        ("iPhone", "", True, "iPhone"),
        ("don't", "", True, "Don't"),
        ("iPhone", "ip", True, "iPhone"),
        ("I'm", "im", False, "I'm"),
        ("hello", "He", False, "Hello"),
        ("hello", "H", False, "Hello"),
        ("hello", "HE", False, "HELLO"),
        ("hello", "", False, "hello"),
    ],
)
def test_capitals_are_those_of_the_place(word: str, typed: str, begins: bool, expected: str) -> None:
    assert written(word, typed, begins) == expected


def test_what_is_common_but_rare_after_a_word_does_not_follow_it() -> None:
    words = np.array([[3, 4], [3, 5]], np.int32)
    values, none = np.log(np.array([0.001, 0.4], np.float32)), np.zeros(2, np.float32)
    unigram = np.log(np.array([0.001, 0.001, 0.1, 0.2, 0.6, 0.05, 0.049], np.float32))
    weights = np.log(np.full(7, 0.5, np.float32))
    model = Ngrams(model_arrays(unigram, weights, [Level(words, values, none)]))
    for most in (1, 2, 3, 9):
        found = model.followers((3,), most)
        assert [id for id, _ in found] == [5, 3, 6, 4][:most]
        exact = model.score(np.array([3], np.int32), np.array([id for id, _ in found], np.int32))
        assert [score for _, score in found] == pytest.approx(exact.tolist())
    assert model.followers((3,), 0) == []


CHINESE = ("我 想 去 图书馆", "我 想 去 看 电影", "我 想 吃 苹果", "他 想 去 看 电影", "你 去 图书馆 吗")


@pytest.fixture(scope="module")
def hanzi(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    sentences = [each.split() for each in CHINESE]
    known = {word for each in sentences for word in each} | {"图书", "图", "书馆"}
    said = Counter(word for each in sentences for word in each)
    words = sorted(known, key=lambda word: (-said[word], word))
    path = tmp_path_factory.mktemp("packs") / "zh.pack"
    made = learned(sentences, words, Size(ngrams=(500, 500)))
    write_pack(path, Known("zh", "small", "CC0-1.0"), words, made.arrays, {})
    return Predictor(Pack.open(path))


def test_chinese_goes_on_with_the_next_word(hanzi: Predictor) -> None:
    assert texts(hanzi, "我想去看", "", 1) == ["电影"]
    assert texts(hanzi, "他说：我想", "", 1) == ["去"]
    assert texts(hanzi, "你好！", "", 1) == ["我"]


def test_chinese_goes_on_with_the_rest_of_a_word(hanzi: Predictor) -> None:
    found = hanzi.suggest("我想去图", "", 3)
    assert found[0].text == "书馆"
    assert found[0].words == ()  # It is no word of its own that could be learned.
    assert hanzi.suggest("我想去", "", 8)[0].words == (hanzi.suggest("我想去", "", 8)[0].text,)


def test_traditional_characters_are_read_and_written(hanzi: Predictor) -> None:
    found = hanzi.suggest("我想去圖", "", 3, script="hant")
    assert found[0].text == "書館"
    assert [(each.text, each.words) for each in hanzi.suggest("我想去看", "", 1, script="hant")] == [
        ("電影", ("电影",))
    ]


@pytest.mark.parametrize("before", ["user@", "abc ", "3.5", "see https://"])
def test_chinese_does_not_follow_what_is_none(hanzi: Predictor, before: str) -> None:
    assert texts(hanzi, before, "", 5) == []


@given(st.text(alphabet="我想去看电影图书馆。，！a1 \n", max_size=60))
def test_after_whatever_is_written_there_is_an_answer(hanzi: Predictor, before: str) -> None:
    found = hanzi.suggest(before, "", 5)
    assert len({each.text for each in found}) == len(found) <= 5
