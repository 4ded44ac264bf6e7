"""Words that were misheard are found by their sound among those that people say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.speech.phones import DIFFERENCES, LOSSES, NUMBERS
from parley.speech.recognisers.lattice import Edges, texts
from parley.speech.recognisers.pronouncing import Pronouncing
from parley.speech.recognisers.sounding import Sounding

DICTIONARY = """\
a AH
alarm AH L AA R M
bedside B EH D S AY D
change CH EY N JH
eight EY T
for F AO R
lamp L AE M P
m. EH M
red R EH D
santa S AE N T AH
set S EH T
seven S EH V AH N
the DH AH
the(2) DH IY
timer T AY M ER
to T UW
website W EH B S AY T
"""
SAID = ["set alarm", "set an alarm for 7", "set a timer", "change the bedside lamp to red"]


@pytest.fixture(scope="module")
def pronouncing(tmp_path_factory: pytest.TempPathFactory) -> Pronouncing:
    path = tmp_path_factory.mktemp("words") / "some.dict"
    path.write_text(DICTIONARY)
    return Pronouncing(path)


@pytest.fixture(scope="module")
def sounding(pronouncing: Pronouncing) -> Sounding:
    return Sounding(SAID, pronouncing)


def test_phones_differ_from_others_and_as_much_one_way_as_the_other() -> None:
    assert (DIFFERENCES == DIFFERENCES.T).all()
    assert (np.diag(DIFFERENCES) == 0).all()
    assert (DIFFERENCES[~np.eye(len(DIFFERENCES), dtype=bool)] > 0).all()
    assert (LOSSES > 0).all()
    bat, pat, sat = NUMBERS["B"], NUMBERS["P"], NUMBERS["S"]
    assert DIFFERENCES[bat, pat] < DIFFERENCES[bat, sat]


def test_a_word_has_its_ways_from_the_dictionary_and_else_from_its_letters(pronouncing: Pronouncing) -> None:
    assert pronouncing.ways("the") == ((NUMBERS["DH"], NUMBERS["AH"]), (NUMBERS["DH"], NUMBERS["IY"]))
    assert pronouncing.ways("m") == ((NUMBERS["EH"], NUMBERS["M"]),)
    assert pronouncing.ways("tam") == ((NUMBERS["T"], NUMBERS["AE"], NUMBERS["M"]),)
    assert Pronouncing(Path("nowhere")).ways("tam") == pronouncing.ways("tam")


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Santa Laram.", "set alarm"),
        ("Santa timer.", "set a timer"),
        ("Change the website lamp to red.", "change the bedside lamp to red"),
    ],
)
def test_what_was_misheard_is_found(sounding: Sounding, heard: str, meant: str) -> None:
    found = sounding.alike(heard)
    assert meant in [text.lower() for text in found[:10]]
    assert found == sounding.alike(heard), "the same each time"
    assert len(set(found)) == len(found)


def test_words_that_nobody_says_may_stay_beside_one_that_is_exchanged(sounding: Sounding) -> None:
    assert "set a timer for Zanzibar" in sounding.alike("Set a dimer for Zanzibar.")


@pytest.mark.parametrize("heard", ["", "…", "?!", "好的", "la " * 200])
def test_what_has_no_sound_or_is_too_long_is_like_nothing(sounding: Sounding, heard: str) -> None:
    assert sounding.alike(heard) == []


@given(st.text(alphabet="abest '.,7", max_size=24))
def test_what_was_heard_is_not_given_back(sounding: Sounding, heard: str) -> None:
    found = sounding.alike(heard)
    assert len(found) <= 52
    assert heard.strip() not in found


def edges(*rows: tuple[int, int, int, float, str], kept: int) -> Edges:
    table = np.array([row[:3] for row in rows], np.int64)
    costs = np.array([row[3] for row in rows])
    starts, ends, numbers = table.T
    return Edges(starts, ends, numbers, numbers, costs, [row[4] for row in rows], kept)


def test_in_one_place_other_words_stand_and_everywhere_else_those_heard() -> None:
    words = edges(
        (0, 1, 2, 0.0, "A"), (1, 2, 2, 0.0, "B"), (2, 3, 2, 0.0, "C"),
        (0, 1, 3, 1.0, "x"), (1, 2, 3, 2.0, "y"), (2, 3, 3, 4.0, "z"),
        kept=3,
    )  # fmt: skip
    odds = np.zeros((4, 4), np.float16)
    assert list(texts(words, 3, odds, one_place=True)) == [
        "x B C", "A y C", "x y C", "A B z", "A y z", "x y z",
    ]  # fmt: skip
    everywhere = list(texts(words, 3, odds, one_place=False))
    assert len(everywhere) == 8
    assert everywhere[0] == "A B C"
    assert "x B z" in everywhere


def test_a_likelier_row_of_words_comes_first() -> None:
    words = edges((0, 2, 2, 0.0, "A"), (0, 2, 3, 1.0, "x"), (0, 2, 4, 1.0, "y"), kept=1)
    odds = np.zeros((5, 5), np.float16)
    odds[0, 4] = 3.0
    assert list(texts(words, 2, odds, one_place=True)) == ["y", "x"]
    assert list(texts(words, 3, odds, one_place=True)) == [], "nothing leads there"
