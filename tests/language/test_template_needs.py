"""What a template needs is in every text that fits it, and tells as much as its words can."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.understanding.index import Index
from parley.language.understanding.matcher import fit
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType, words
from parley.language.understanding.templates import compile_template, parse
from parley.language.understanding.when import MARKED_WHEN, WHEN, read_stretch, read_when
from parley.language.understanding.when_patterns import ANY, MARKED, TELLS_ANY, TELLS_MARKED

_TYPES: dict[str, SlotType] = {
    **COMMON,
    "any": SlotType(r"\S(?:.{0,20}?\S)?", lambda text, _: text, free=True),
    "sort": words({"shopping": 1, "to do": 2, "购物": 3}),
    "when": MARKED_WHEN,
    "moment": WHEN,
}
_RULES = {
    "list": parse("[the|my] ({sort:list} list|list of {any:list}|{any:list}清单)"),
    "update": parse("(the weather|the latest news|a summary of it)"),
    "much": parse("(by {number}|a little|一点)"),
}


def _clauses(text: str) -> set[frozenset[str]]:
    return set(compile_template(text, text, _RULES, _TYPES).clauses)


def test_of_each_way_the_word_that_tells_most() -> None:
    assert _clauses("tell me <update>") == {
        frozenset({" tell "}),
        frozenset({" me "}),
        frozenset({" weather ", " latest ", " summary "}),
    }


def test_a_slot_in_one_of_several_ways_counts() -> None:
    assert {" list ", "清单"} in _clauses("read <list>")
    (turn,) = (each for each in _clauses("louder <much>") if " louder " not in each)
    assert {" little ", "一点", " seven"} <= turn
    # What a way without words of its own may be is not known.
    assert _clauses("({any}|the weather) please") == {frozenset({" please "})}


_TEMPLATES = [
    "read <list>",
    "[please] louder <much> [now]",
    "(show|give me) (<list>|<update>)",
    "(in {number}|{when}) wake me",
    "({number}|{sort}) things",
    "({moment}|now) in (paris|{any})",
]
_MADE = [compile_template(each, each, _RULES, _TYPES) for each in _TEMPLATES]
_FITTING = [
    *(
        "read the shopping list",
        "read to do list",
        "read list of eggs",
        "read 购物清单",
        "louder by seven now",
    ),
    *("please louder 一点", "louder a little", "show the latest news", "give me my shopping list"),
    *("in twenty five wake me", "in 20 wake me", "at 7 am wake me", "明天 wake me", "tomorrow wake me"),
    *(
        "7 things",
        "购物 things",
        "half past two in bob's",
        "明天 in paris",
    ),
]
_SAID = sorted({word for each in (*_FITTING, "half on the of it summary weather") for word in each.split()})


@pytest.mark.parametrize("said", _FITTING)
def test_these_fit_and_are_tried(said: str) -> None:
    fitting = [each for each in _MADE if fit(said, each, "en") is not None]
    assert fitting
    assert set(map(id, fitting)) <= set(map(id, Index(_MADE).possible(said)))


@given(st.lists(st.sampled_from(_SAID), max_size=7))
def test_any_words_that_fit_are_tried(said: list[str]) -> None:
    text = " ".join(said)
    possible = Index(_MADE).possible(text)
    for each in _MADE:
        if fit(text, each, "en") is not None:
            assert each in possible, (each.text, text)


_SMALL = "a an and the at on in by for of to past till after from around about oh o m p other sharp "


@pytest.mark.parametrize(("pattern", "sign"), [(ANY, TELLS_ANY), (MARKED, TELLS_MARKED)])
@given(
    said=st.lists(
        st.sampled_from([*_SMALL.split(), "next", "five", "7", "以后", "的"]), min_size=1, max_size=6
    )
)
def test_a_time_has_a_word_that_tells_it(pattern: str, sign: str, said: list[str]) -> None:
    text = " ".join(said)
    if re.fullmatch(pattern, text) and not re.search(sign, text):
        assert read_when(text, "en") is None
        assert read_stretch(text, "en") is None
