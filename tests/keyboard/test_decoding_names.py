"""People's names come out whole, though no dictionary has them."""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy as np
import pytest

from fakes.tiny_pack import TinyWords
from parley.keyboard.decoding.decoder import Decoder
from parley.keyboard.decoding.names import NameFinder, Names
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import Words
from parley.keyboard.pinyin.spelling import Spelling
from parley.keyboard.types import Candidate, Fixed, NameEdge, Wishes


@cache
def decoder() -> Decoder:
    chinese = shipped("zh")
    assert chinese is not None
    return Decoder(Pack.open(chinese))


def typed(keys: str, *fixed: Fixed) -> tuple[Candidate, ...]:
    composition = decoder().open(Wishes())
    composition.set(keys, fixed)
    return composition.candidates(30).candidates


def found(keys: str, *surnames: str) -> list[NameEdge]:
    """The names that end with the last key, where a pack has but some surnames."""
    words = TinyWords(surnames)
    finder = NameFinder(Names(cast(Words, words), np.full(len(words), -9, np.float32)))
    spelling = Spelling(Wishes())
    ending: list[NameEdge] = []
    for end in range(1, len(keys) + 1):
        ending = finder.ending(spelling.edges(keys, end))
    return ending


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("wojiaozhangxuefeng", "我叫张雪峰"),
        ("woshiliumingyang", "我是刘明阳"),
        ("qingwenwangjianguozaima", "请问王建国在吗"),
        ("geiwangfangdagedianhua", "给王芳打个电话"),
    ],
)
def test_a_name_is_read_whole_within_a_sentence(keys: str, text: str) -> None:
    assert text in [each.text for each in typed(keys)[:3]]


def test_a_name_is_one_word_with_its_reading_so_that_it_is_learned_as_one() -> None:
    best = typed("wojiaozhangxuefeng")[0]
    assert best.words[-1] == "张雪峰"
    assert best.reading == "wo jiao zhang xue feng"


def test_names_that_sound_alike_are_offered_before_their_characters() -> None:
    first = [each.text for each in typed("liumingyang")[:5]]
    assert first[0] == "刘明阳" and {"刘明洋", "刘明扬"} & set(first)
    after = typed("woshiliumingyang", Fixed(5, "我是"))
    assert after[0].text == "刘明阳" and after[0].keys == len("liumingyang")


@pytest.mark.parametrize("text", ["一张纸", "我想吃饭", "我们一起去北京", "今天天气怎么样", "你在干什么"])
def test_what_is_no_name_stays_as_it_was(text: str) -> None:
    from pypinyin import lazy_pinyin

    assert typed("".join(lazy_pinyin(text)))[0].text == text


def test_a_backspace_leaves_no_name_behind() -> None:
    composition = decoder().open(Wishes())
    for keys in ("woshiliumingyangzaijia", "woshiliuming", "woshiliumingyang"):
        composition.set(keys)
    assert composition.candidates(30).candidates == typed("woshiliumingyang")


def test_surnames_of_two_characters_and_those_that_are_read_otherwise() -> None:
    edges = found("simaminghui", "司马", "司")
    assert {each.text[:2] for each in edges if each.start == 0} == {"司马"}
    assert all(each.word == 3 and each.reading == ("si", "ma", "ming", "hui") for each in edges)
    assert any(each.text.startswith("单") for each in found("shanxiaoming", "单"))
    assert found("danxiaoming", "单") == []


def test_what_the_pack_does_not_know_as_a_word_is_nobody_s_surname() -> None:
    assert found("wangxiaoming") == []
    assert found("wangxiaoming", "王") != []


def test_what_cuts_in_many_ways_stays_few() -> None:
    surnames = "安昂干江康冯阮年".replace("", " ").split()
    assert len(found("angangananganianganganang" * 8, *surnames)) < 100
