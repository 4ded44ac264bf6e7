"""What a text is found by: whatever way it is written, a piece of it has the tokens of the whole."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.analysis.folding import aligned, composed, folded
from parley.language.analysis.stems import stem
from parley.language.analysis.tokens import asked, indexed, ordered, sought, words
from parley.search.engines.fts5 import columns
from parley.search.query.reading import understood

LETTERS = "ab é装修裝報价かがﾊ가나ｱＡ①,。 的乾隆"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("裝修報價", "装修报价"),
        ("ＡＢＣ１２３", "abc123"),
        ("Café", "cafe\u0301"),
        ("STRASSE", "straße"),
        ("Łódź", "lodz"),
        ("don’t", "don't"),
        ("①", "1"),
    ],
)
def test_ways_to_write_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_marks_that_make_another_letter_stay() -> None:
    assert folded("がか") == "がか"
    assert folded("가") == "가"


def test_a_character_folds_alike_wherever_it_stands() -> None:
    """By phrases 乾隆 would stay and 乾 become 干: a piece would not be found in the whole."""
    assert folded("乾隆") == folded("乾") + folded("隆")


def test_tokens_of_two_languages() -> None:
    assert ordered("Two leases, 装修报价") == ["two", "leas", "装修", "修报", "报价", "价"]
    assert sought("修报") == (["修报"], False)
    assert sought("报") == (["报"], True)
    assert asked("装修 leases") == ("装修", "leas")
    assert list(indexed("装修")) == ["装", "修", "装修"]
    assert words("找一下上次記的裝修報價, Anna's leases") == [
        *("找", "一下", "上次", "记", "的", "装修", "报价"),
        *("anna", "leases"),
    ]


def test_english_forms_share_a_stem() -> None:
    assert stem("renewals") == stem("renewal") and stem("running") == stem("runs")
    assert stem("Ünder") == "Ünder" and len(stem("x" * 500)) == 64


def test_hashed_columns_have_no_word_in_them() -> None:
    written = columns("Lease 装修", "of the flat", lambda token: f"h{len(token)}")
    everything = f"{written.title} {written.body} {written.singles}"
    assert not any(word in everything for word in ("leas", "flat", "装", "修"))
    assert len(written.singles.split()) == 2


@given(
    st.text(alphabet=LETTERS, max_size=20),
    st.text(alphabet=LETTERS, min_size=1, max_size=6),
    st.text(max_size=9),
)
def test_whatever_stands_in_a_text_is_found_there(before: str, piece: str, after: str) -> None:
    import sqlite3

    from parley.search.engines.fts5 import expression
    from parley.search.matching import tries
    from parley.search.types import Query, Term

    text = composed(f"{before} {piece} {after}")
    if not sought(piece)[0]:
        return
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='ascii')")
    made = columns("", text)
    connection.execute("INSERT INTO words(rowid, title, body) VALUES (1, ?, ?)", (made.title, made.body))
    strict = tries(Query(piece, ((Term(piece, exact=True),),))).whole[0]
    rows = connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression(strict),)).fetchall()
    connection.close()
    assert rows == [(1,)]


@given(st.text(max_size=60))
def test_places_lead_back_into_the_text(text: str) -> None:
    whole = composed(text)
    plain, places = aligned(whole)
    assert len(plain) == len(places if places is not None else whole)
    assert folded(whole) == plain
    if places is not None:
        assert all(0 <= place < len(whole) for place in places) and places == sorted(places)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_nothing_breaks(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert all(ordered(text)) and all(words(text))
    assert understood(text, date(2026, 11, 22)).text == text


@given(st.text("ab'stlve9Z_ ,.-", max_size=40) | st.text(st.characters(max_codepoint=127), max_size=40))
def test_letters_alone_are_cut_as_they_are_beside_characters(text: str) -> None:
    assert ordered(text) == ordered(text + " 家")[:-1]
