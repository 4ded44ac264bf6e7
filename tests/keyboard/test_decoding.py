"""Pinyin becomes Chinese: whole sentences, words for the first keys, English among it, one's own words."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import TooLong
from parley.keyboard.decoding.decoder import Composition, Decoder
from parley.keyboard.packs.building.chinese.vocabulary import traditional
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.types import Candidates, Fixed, FloatArray, IntArray, Kind, OwnWord, Wishes

KEYS = st.text("abceghinouxyz '1A,中\x00", max_size=14)


@cache
def decoder() -> Decoder:
    chinese, english = shipped("zh"), shipped("en")
    assert chinese is not None
    assert english is not None
    return Decoder(Pack.open(chinese), Pack.open(english))


def typed(keys: str, wishes: Wishes | None = None, before: str = "", most: int = 100) -> Candidates:
    composition = decoder().open(wishes or Wishes(), before)
    composition.set(keys)
    return composition.candidates(most)


def first(keys: str, wishes: Wishes | None = None, before: str = "") -> str:
    return typed(keys, wishes, before).candidates[0].text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("womenqubeijingchifan", "我们去北京吃饭"),
        ("jintiantianqizenmeyang", "今天天气怎么样"),
        ("zhonghuarenmingongheguo", "中华人民共和国"),
        ("wo men qu bei jing", "我们去北京"),
        ("xi'an", "西安"),
        ("nver", "女儿"),
        ("qunar", "去哪儿"),
    ],
)
def test_a_sentence_is_read_whole(keys: str, text: str) -> None:
    best = typed(keys).candidates[0]
    assert (best.text, best.keys) == (text, len(keys))
    assert "".join(best.words) == text
    assert len(best.reading.split()) == len(text)


def test_what_comes_before_decides_between_words_that_sound_alike() -> None:
    assert first("zuo", before="请") == "坐"
    assert first("zuo", before="我") == "做"


def test_words_for_the_first_keys_are_offered_and_say_how_many_keys_they_are() -> None:
    found = typed("womenqubeijing").candidates
    told = {each.text: each for each in found}
    assert told["我们"].keys == 5
    assert told["我们"].kind == Kind.WORD
    assert told["我们"].reading == "wo men"
    assert told["我"].keys == 2
    assert len(told) == len(found) <= 100


def test_rare_characters_can_be_found_by_their_sound() -> None:
    assert {"卧", "握", "窝", "沃"} <= {each.text for each in typed("wo").candidates}


def test_pinyin_is_shown_with_spaces_between_syllables() -> None:
    assert typed("womenqubeijing").shown == "wo men qu bei jing"


def test_chosen_parts_stay_and_the_rest_is_read_after_them() -> None:
    composition = decoder().open(Wishes())
    composition.set("woxiangchifan", [Fixed(7, "我想")])
    best = composition.candidates().candidates[0]
    assert (best.text, best.keys) == ("吃饭", 6)
    composition.set("woxiangchifan")
    assert composition.candidates().candidates[0].keys == 13


@pytest.mark.parametrize("keys", ["wo yao qu apple store", "wohenxihuanpython"])
def test_english_stands_among_pinyin(keys: str) -> None:
    text = first(keys)
    assert text in ("我要去Apple store", "我要去apple store", "我要去Apple Store", "我很喜欢Python")


def test_without_english_letters_are_only_pinyin() -> None:
    assert not any(
        "python" in each.text.casefold() for each in typed("python", Wishes(mixed=False)).candidates[:1]
    )


def test_traditional_characters_come_out_word_by_word() -> None:
    wishes = Wishes(script="hant")
    assert first("toufa", wishes) == "頭髮"
    assert first("fazhan", wishes) == "發展"
    chosen = typed("toufa", wishes).candidates[0]
    assert "".join(chosen.words) == "头发"


def test_double_pinyin_is_read() -> None:
    assert first("womfqu", Wishes(scheme="flypy")) == "我们去"


def test_a_tone_that_is_typed_counts() -> None:
    one, four = (typed(f"hao{tone}").candidates for tone in (3, 4))
    assert one[0].text == "好"
    assert next(each.text for each in four if len(each.text) == 1) == "号"


def test_what_no_word_is_stands_for_itself() -> None:
    assert first("ni好,") == "你好,"
    assert typed("\x00\x01 '").candidates[0].keys == 4


def test_nothing_typed_offers_nothing() -> None:
    assert typed("") == Candidates(())
    composition = decoder().open(Wishes())
    composition.set("nihao", [Fixed(5, "你好")])
    assert composition.candidates() == Candidates(())


def told(composition: Composition) -> tuple[list[tuple[str, int, str]], str]:
    answer = composition.candidates()
    return [(each.text, each.keys, each.reading) for each in answer.candidates], answer.shown


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(KEYS, min_size=1, max_size=4))
def test_keys_one_by_one_and_backspaces_come_to_the_same_as_all_at_once(rows: Sequence[str]) -> None:
    slowly = decoder().open(Wishes())
    for row in rows:
        for end in range(1, len(row) + 1):
            slowly.set(row[:end])
            assert slowly.candidates().candidates
    slowly.set(rows[-1])
    at_once = decoder().open(Wishes())
    at_once.set(rows[-1])
    assert told(slowly) == told(at_once)


@settings(max_examples=40, deadline=None)
@given(keys=KEYS)
def test_every_answer_is_whole(keys: str) -> None:
    found = typed(keys, most=20).candidates
    assert len({each.text for each in found}) == len(found) <= 20
    assert bool(found) == bool(keys)
    for each in found:
        assert 1 <= each.keys <= len(keys)
        assert np.isfinite(each.score)
        assert each.kind != Kind.SENTENCE or each.keys == len(keys)


@pytest.mark.parametrize("keys", ["a" * 256, "zcsbpmfd" * 32, "xianganangang" * 19, "' " * 128, "1" * 256])
def test_what_nobody_types_is_read_to_its_end(keys: str) -> None:
    composition = decoder().open(Wishes())
    composition.set(keys)
    assert composition.candidates(5).candidates[0].keys == len(keys)


def test_too_much_is_refused() -> None:
    with pytest.raises(TooLong):
        typed("a" * 257)


class Somebody:
    """A person with one word of their own, who always goes to one park."""

    def __init__(self) -> None:
        self.own: Sequence[OwnWord] = (OwnWord("陶韫然", ("tao", "yun", "ran")), OwnWord("iOS"))

    def mixed(self, before: IntArray, words: IntArray, base: FloatArray) -> FloatArray:
        own = words >= len(decoder().pack.words)
        return np.where(own, -6.0, base).astype(np.float32)

    def followers(self, before: tuple[int, int], most: int) -> list[tuple[int, float]]:
        return []

    def starting(self, prefix: str, most: int) -> list[tuple[int, float]]:
        return []

    def keeps(self, typed: str) -> bool:
        return False

    def corrected(self, typed: str) -> list[tuple[int, float]]:
        return []


def test_a_word_of_ones_own_is_read_like_any_other() -> None:
    somebody = Somebody()
    for name in (somebody, None):
        composition = decoder().open(Wishes(), personal=name)
        composition.set("wohetaoyunranchifan")
        best = composition.candidates().candidates[0]
        assert ("陶韫然" in best.words) == (name is not None)
        assert name is None or best.reading == "wo he tao yun ran chi fan"


def test_what_follows_a_word_of_ones_own_is_read_after_it() -> None:
    composition = decoder().open(Wishes(), "我和陶韫然", Somebody())
    composition.set("qubeijing")
    assert composition.candidates().candidates[0].text == "去北京"


def test_nobody_is_kept_in_memory_once_they_stop_typing() -> None:
    somebody = Somebody()
    gone = weakref.ref(somebody)
    composition = decoder().open(Wishes(), personal=somebody)
    composition.set("ni")
    del composition, somebody
    gc.collect()
    assert gone() is None


def test_the_pack_that_ships_has_no_traditional_characters() -> None:
    words = decoder().pack.words
    characters = {each for id in range(len(words)) for each in words.text(id)}
    assert not [each for each in sorted(characters) if traditional(each)]
    assert {"乾", "瞭", "徵"} <= characters, "they are at home in 乾坤, 瞭望 and 宫商角徵羽"
    assert traditional("臥") and not traditional("卧")
