"""However a name is written, it is one name; and what was found can be shown in the text as it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.knowledge.linking.folding import LONGEST, key, spelled, units
from parley.knowledge.linking.forms import asked_pieces, keys, pieces, slips, sound, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zürich", "zurich"),
        ("ＺＵＲＩＣＨ", "Zurich"),
        ("臺灣", "台湾"),
        ("J. K. Rowling", "JK Rowling"),
        ("J.K. Rowling", "j. k. rowling"),
        ("Jean-Paul Sartre", "jean paul sartre"),
        ("O’Brien", "OBrien"),
        ("《红楼梦》", "红楼梦"),
        ("阿尔伯特·爱因斯坦", "阿尔伯特爱因斯坦"),
        ("U.S.A.", "USA"),
        ("Ærø", "aero"),
    ],
)
def test_ways_to_write_a_name_are_one(one: str, other: str) -> None:
    assert key(one) == key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("C++", "C"), ("Paris", "Parma"), ("泰山", "太山"), ("C#", "C")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_an_owner_s_s_is_a_word_of_its_own() -> None:
    assert [each.text for each in units("China's capital")] == ["china", "s", "capital"]


@given(st.text(max_size=60))
def test_units_stand_in_the_text_in_order_and_apart(text: str) -> None:
    before = 0
    for each in units(text):
        assert before <= each.start < each.end <= len(text)
        assert each.text
        before = each.end


@given(st.text(max_size=40))
def test_a_key_of_a_key_is_the_same(text: str) -> None:
    assert key(key(text)) == key(text)
    assert spelled(units(text)) == key(text)


def test_a_long_text_is_read_as_far_as_is_promised() -> None:
    found = units("山" * (LONGEST + 500))
    assert len(found) == LONGEST


def test_a_name_has_keys_without_the_and_without_parentheses() -> None:
    assert keys("The Beatles") == ("the beatles", "beatles")
    assert keys("Paris (Texas)") == ("paris texas", "paris")
    assert keys("!!!") == ()


def test_sounds_forgive_accents_and_tones_and_only_chinese_has_them() -> None:
    assert sound("泰山") == sound("太山") == sound("泰三")
    assert sound("泰山") != sound("黄山")
    assert sound("tai shan") == sound("山") == ""


def test_words_of_a_name_stand_for_it() -> None:
    assert list(words("Albert Einstein")) == ["albert", "einstein"]
    assert list(words("阿尔伯特·爱因斯坦")) == ["阿尔伯特", "爱因斯坦"]
    assert list(words("Paris")) == []
    assert "of" not in list(words("Lord of Rings"))


@given(
    st.text(alphabet="abcdef ", min_size=6, max_size=24).filter(lambda text: key(text) == text),
    st.data(),
)
def test_a_piece_of_a_mistyped_name_is_a_piece_of_the_name(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    wrong = data.draw(
        st.sampled_from([name[:place] + name[place + 1 :], name[:place] + "z" + name[place:]])
        | st.just(name[:place] + "z" + name[place + 1 :])
    )
    if len(wrong) >= 5 and slips(len(wrong)) >= 1 and abs(len(wrong) - len(name)) <= slips(len(wrong)):
        assert set(pieces(name)) & set(asked_pieces(wrong))
