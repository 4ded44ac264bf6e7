"""Which of some names was meant."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.language.understanding.names import ENOUGH, key, likely, likeness, mentions, same

WORDS = st.text(st.sampled_from("milk eggs oat 牛奶鸡蛋全脂纸巾酸奶 the's-"), max_size=14)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Milk", "the milk"),
        ("egg", "eggs"),
        ("tomatoes", "tomato"),
        ("berries", "berry"),
        ("雞蛋", "鸡蛋"),
        ("to-do", "to do"),
        ("WiFi", "wifi"),
    ],
)
def test_ways_to_write_one_name(one: str, other: str) -> None:
    assert same(one, other)
    assert likeness(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("milk", "silk"), ("glass", "glas"), ("牛奶", "酸奶"), ("tea", "peas"), ("鸡蛋", "鸡"), ("盐", "烟")],
)
def test_different_names_are_not_one(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    ("said", "names", "meant"),
    [
        ("milk", ["eggs", "milk", "bread"], ["milk"]),
        ("milk", ["oat milk", "bread"], ["oat milk"]),
        ("milk", ["oat milk", "soy milk"], ["oat milk", "soy milk"]),
        ("milk", ["oat milk", "milk"], ["milk"]),
        ("tomatos", ["tomatoes", "potatoes"], ["tomatoes"]),
        ("avocadoe", ["avocado", "bread"], ["avocado"]),
        ("直巾", ["纸巾", "酸奶"], ["纸巾"]),
        ("流奶", ["牛奶", "酸奶"], ["牛奶"]),
        ("牛奶", ["全脂牛奶", "面包"], ["全脂牛奶"]),
        ("叫电费", ["交电费", "交房租"], ["交电费"]),
        ("call dentist", ["call the dentist", "call mum"], ["call the dentist"]),
        ("petrol", ["milk", "eggs", "牛奶"], []),
        ("tea", ["peas", "ten"], []),
        ("", ["milk"], []),
    ],
)
def test_the_name_that_was_meant_is_found(said: str, names: list[str], meant: list[str]) -> None:
    assert sorted(names[each.index] for each in likely(said, names)) == sorted(meant)


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_has_bounds(one: str, other: str) -> None:
    found = likeness(one, other)
    assert 0 <= found <= 1
    assert found == likeness(other, one)
    if same(one, other) and key(one):
        assert found == 1


@given(st.text(max_size=200))
def test_a_name_is_like_itself(name: str) -> None:
    assert likeness(name, name) == (1 if name.strip() else 0)


@settings(deadline=None)
@given(WORDS, st.lists(WORDS, max_size=8))
def test_what_is_found_is_like_enough_and_best_first(said: str, names: list[str]) -> None:
    found = likely(said, names)
    assert all(each.likeness >= ENOUGH for each in found)
    assert [each.likeness for each in found] == sorted((each.likeness for each in found), reverse=True)
    assert len({each.index for each in found}) == len(found)
    if found:
        assert found[0].likeness == max(likeness(said, name) for name in names)


def test_five_hundred_names_are_searched_fast() -> None:
    names = [f"{kind}的东西{number}" for kind in ("牛奶", "oat milk") for number in range(250)]
    likely("流奶", names)
    began = time.process_time()  # of its own: others may be at work on this machine
    likely("流奶的东西7", names)
    assert time.process_time() - began < 0.1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The plumber comes on Friday. " * 30, "the plumber"),
        ("ask Tom about his cars", "Tom car"),
        ("周五交房租给王师傅", "王师傅"),
        ("周五交房租给王师傅", "芳租"),
        ("wifi密码贴在冰箱上", "WiFi 密码"),
        ("門禁密碼", "门禁"),
    ],
)
def test_a_text_mentions_what_was_said(text: str, said: str) -> None:
    assert mentions(text, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [("the plumber", "lumber"), ("周五交房租", "周租"), ("milk", ""), ("the car", "the"), ("", "car")],
)
def test_a_text_does_not_mention_what_is_not_there(text: str, said: str) -> None:
    assert not mentions(text, said)
