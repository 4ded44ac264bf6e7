"""The parts that questions are read with: patterns written out, normal forms, ages, kinds, names."""

from __future__ import annotations

import pytest

from parley.knowledge.asking import measuring
from parley.knowledge.asking.ages import age, exact, moment
from parley.knowledge.asking.normal import SLOTS, X, bare, normal
from parley.knowledge.asking.pairing import Pairing, plain, read, shipped, written
from parley.knowledge.asking.patterns import BadPattern, written_out
from parley.knowledge.asking.relations import LANGUAGES, class_words, classes, patterns, relations, words
from parley.knowledge.asking.templates import templates
from parley.knowledge.asking.training import Example, calibrated, fit
from parley.knowledge.asking.types import Shape


def test_a_pattern_is_written_out() -> None:
    assert written_out("who (wrote|penned) [the] {x}") == (
        "who wrote the {x}",
        "who wrote {x}",
        "who penned the {x}",
        "who penned {x}",
    )


@pytest.mark.parametrize("pattern", ["who (wrote", "who wrote)", "(a|b" * 3, "[a)", "(a|b)" * 20])
def test_a_pattern_with_a_slip_is_told(pattern: str) -> None:
    with pytest.raises(BadPattern):
        written_out(pattern)


def test_every_pattern_of_every_relation_can_be_written_out_and_names_its_slot() -> None:
    for language in LANGUAGES:
        for name, own in words(language).items():
            for pattern in (*own.asks, *own.counts):
                assert all("{x}" in text for text in written_out(pattern)), (name, pattern)
            for pattern in own.checks:
                assert all("{x}" in text and "{y}" in text for text in written_out(pattern)), (name, pattern)
        for group, listed in patterns(language).items():
            for pattern in listed:
                assert group == "source" or all("{" in text for text in written_out(pattern)), pattern


def test_both_languages_have_words_for_the_same() -> None:
    assert set(words("en")) == set(words("zh")) == set(relations())
    assert set(class_words("en")) == set(class_words("zh")) == set(classes())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What's the capital?", "what is capital"),
        ("which Cities were there", "what cities is there"),
        ("法國的首都在哪儿？", "法国的首都在哪里"),
        ("Ｈｅｌｌｏ　ｗｏｒｌｄ", "hello world"),
        ("Isn't it big", "is it big"),
    ],
)
def test_words_that_make_no_difference_are_the_same(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_courtesies_come_off() -> None:
    assert bare(normal("Could you tell me how tall it is please"))[-1] == "how tall it is"
    assert bare(normal("请问你知道它有多高吗"))[-1] == "它有多高"


def test_ages() -> None:
    assert age("1879-03-14", "1955-04-18") == 76
    assert age("1879-03-14", "1955-03-13") == 75
    assert age("1879", "1955-03-13") == 76
    assert age("-0551", "-0479") == 72
    assert age("-0010", "0010") == 19
    assert age("1955", "1879") is None
    assert age("long ago", "1879") is None
    assert exact("1879-03-14", "1955-04-18")
    assert not exact("1879", "1955-04-18")
    early, late = moment("-0551"), moment("1879-03-14")
    assert early is not None and late is not None and early < late


def test_superlatives_tell_their_relation_class_and_rank() -> None:
    place = SLOTS[0]
    for text in ("what is second highest mountain in " + place, place + "第二高的山是哪座"):
        meaning = measuring.asked(text)[0].meaning
        assert (meaning.shape, meaning.relation, meaning.rank, meaning.least) == (
            Shape.MOST,
            "P2044",
            2,
            False,
        )
        assert "Q8502" in meaning.kinds


def test_a_sentence_that_compares_nothing_is_none() -> None:
    assert measuring.asked("what is capital of " + SLOTS[0]) == []
    assert measuring.asked("") == []


def test_words_with_several_meanings_have_them_in_order() -> None:
    found = [each.relation for each in templates().meanings(normal(f"how tall is {X}"))]
    assert found[:2] == ["P2044", "P2048"]


def test_a_model_learns_which_words_ask_for_which_name() -> None:
    learned = [
        Example(normal(f"{SLOTS[0]}是哪年{verb}的", chinese=True), f"{name}时间", ("面积", "作者", "人口"))
        for verb, name in (("成立", "成立"), ("出版", "出版"), ("上映", "上映"))
    ] * 10
    model = calibrated(fit(learned), learned)
    asked = normal(f"{SLOTS[0]}是哪年完工的", chinese=True)
    assert model.score(asked, "竣工时间") > model.score(asked, "作者")
    again = read(written(model))
    assert again.score(asked, "竣工时间") > again.score(asked, "作者")
    assert fit(learned).pairs.tolist() == fit(learned).pairs.tolist()


def test_the_model_that_ships_knows_more_names_than_the_files() -> None:
    model = shipped()
    for question, right, wrong in (
        ("多少钱", "售价", "作者"),
        ("是谁导演的", "导演", "出版社"),
        ("总部在哪里", "总部地点", "成立时间"),
    ):
        asked = normal(SLOTS[0] + question)
        assert model.score(asked, plain(right)) > model.score(asked, plain(wrong))


def test_a_model_that_learned_nothing_goes_by_the_name_alone() -> None:
    model = Pairing.empty()
    asked = normal(f"{SLOTS[0]}的海拔是多少")
    assert model.score(asked, "海拔") > model.score(asked, "面积")
