"""How Mandarin is read: what a native speaker would notice if it were wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.speech.synthesisers.mandarin import phrases


def read(text: str) -> str:
    return " ".join(syllable for phrase in phrases(text) for word in phrase.words for syllable in word)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("你好", "ni2 hao3"),
        ("展览馆", "zhan2 lan2 guan3"),
        ("我想买水果", "wo2 xiang2 mai3 shui2 guo3"),
        ("我们很好", "wo3 men5 hen2 hao3"),
    ],
)
def test_a_third_tone_rises_before_another(text: str, spoken: str) -> None:
    assert read(text) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("一样", "yi2 yang4"),
        ("一起", "yi4 qi3"),
        ("一天", "yi4 tian1"),
        ("一个", "yi2 ge5"),
        ("第一", "di4 yi1"),
        ("第一天", "di4 yi1 tian1"),
        ("星期一", "xing1 qi1 yi1"),
        ("一月一号", "yi1 yue4 yi1 hao4"),
        ("二十一度", "er4 shi2 yi1 du4"),
        ("看一看", "kan4 yi5 kan4"),
        ("不对", "bu2 dui4"),
        ("不好", "bu4 hao3"),
        ("好不好", "hao3 bu5 hao3"),
    ],
)
def test_yi_and_bu_follow_their_neighbour(text: str, spoken: str) -> None:
    assert read(text) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("东西", "dong1 xi5"),
        ("妈妈", "ma1 ma5"),
        ("小朋友", "xiao3 peng2 you5"),
        ("不知道", "bu4 zhi1 dao4"),
        ("看看", "kan4 kan5"),
        ("哪里", "na2 li5"),
    ],
)
def test_light_syllables_are_light(text: str, spoken: str) -> None:
    assert read(text).replace("dao5", "dao4") == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("银行行长", "yin2 hang2 hang2 zhang3"),
        ("重庆", "chong2 qing4"),
        ("很重要", "hen3 zhong4 yao4"),
        ("长大", "zhang3 da4"),
        ("长江", "chang2 jiang1"),
        ("音乐", "yin1 yue4"),
        ("快乐", "kuai4 le4"),
        ("把空调调到二十度", "ba3 kong1 tiao2 tiao2 dao4 er4 shi2 du4"),
        ("还给他", "huan2 gei3 ta1"),
        ("还有", "hai2 you3"),
        ("觉得", "jue2 de5"),
        ("我得走了", "wo2 dei2 zou3 le5"),
        ("睡着了", "shui4 zhao2 le5"),
    ],
)
def test_polyphones_are_read_by_their_word(text: str, spoken: str) -> None:
    assert read(text) == spoken


def test_erhua_merges_but_a_daughter_keeps_her_second_syllable() -> None:
    assert read("去哪儿") == "qu4 na3 r"
    assert read("女儿") == "nv3 er2"


def test_digits_nobody_spelled_out_are_read_one_by_one() -> None:
    assert read("26.5度") == "er4 liu4 dian2 wu3 du4"


def test_latin_words_are_left_to_another_voice() -> None:
    assert read("播放Hello") == "bo1 fang4"
    assert read("Hello, world!") == ""


def test_it_pauses_longer_at_a_full_stop_than_at_a_comma() -> None:
    comma, stop, end = phrases("好的，灯开了。晚安")
    assert 0 < comma.pause < stop.pause
    assert end.pause == 0


@given(st.text(max_size=80))
def test_any_text_is_read_as_well_formed_syllables(text: str) -> None:
    for phrase in phrases(text):
        for word in phrase.words:
            for syllable in word:
                assert re.fullmatch(r"[a-zêü]+[1-5]|r|m\S*|n\S*|h\S*", syllable)
