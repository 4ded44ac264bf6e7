"""What is typed or said is read as it was meant, in two languages; nothing that can be typed is an error."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import TooLong
from parley.search.engines.fts5 import Wording, expression, unwanted
from parley.search.matching import tries
from parley.search.query.reading import understood
from parley.search.types import Field, Query, Term

TODAY = date(2026, 11, 22)


def read(text: str, *, natural: bool = True) -> Query:
    return understood(text, TODAY, natural=natural)


def words(query: Query) -> list[str]:
    return ["|".join(term.text for term in clause) for clause in query.wanted]


def day(moment: float | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).date().isoformat()


def test_operators_are_read() -> None:
    query = read('lease -flat "last year" site:https://www.Example.org/x type:notes lang:Chinese')
    assert query.wanted == ((Term("lease"),), (Term("last year", exact=True),))
    assert query.unwanted == (Term("flat"),)
    assert (query.sites, query.kinds, query.languages) == (("example.org",), ("note",), ("zh",))


def test_chinese_operators_are_read() -> None:
    query = read("类型：笔记 语言:英文 标题：合同 早于:2025年3月 晚于:2024 装修 -报价")
    assert query.wanted == ((Term("装修"),), (Term("合同", Field.TITLE),))
    assert query.unwanted == (Term("报价"),)
    assert (query.kinds, query.languages) == (("note",), ("en",))
    assert (day(query.after), day(query.before)) == ("2024-01-01", "2025-03-01")


def test_either_of_several_words() -> None:
    assert words(read("cats OR dogs food", natural=False)) == ["food", "cats|dogs"]
    assert words(read("猫 或 狗 OR 兔", natural=False)) == ["猫|狗|兔"]
    assert words(read('"red cat" OR dog', natural=False)) == ["red cat|dog"]
    assert words(read("OR cats OR", natural=False)) == ["OR", "cats"]


def test_wrong_letters_and_beginnings() -> None:
    assert read("qoute~ renovations~ a~2 renov*").wanted == (
        (Term("qoute", fuzzy=1),),
        (Term("renovations", fuzzy=2),),
        (Term("a", fuzzy=2),),
        (Term("renov", prefix=True),),
    )


def test_a_day_begins_where_the_person_is() -> None:
    here = timezone(timedelta(hours=8))
    query = understood("after:2025-03-01", TODAY, here)
    assert query.after == datetime(2025, 3, 1, tzinfo=here).timestamp()
    assert day(read("after:7d").after) == "2026-11-15"
    assert day(read("before:昨天").before) == "2026-11-21"


@pytest.mark.parametrize(
    "text", ["3:2", "before:lunch", "site:", "type:elephant", "lang:", "a:b:c", "2025-13-45"]
)
def test_what_is_no_operator_is_words(text: str) -> None:
    query = read(text)
    assert not query.filtered
    assert words(query) == [text]


@pytest.mark.parametrize(
    ("said", "left", "kinds", "since", "until"),
    [
        ("find my note about the lease", ["lease"], ("note",), None, None),
        ("my notes about the lease from last week", ["lease"], ("note",), "2026-11-09", "2026-11-16"),
        ("photos of cats from 2024", ["cats"], ("photo",), "2024-01-01", "2025-01-01"),
        ("where is my lease", ["lease"], (), None, None),
        ("the contract in my notes", ["contract"], ("note",), None, None),
        ("notes from yesterday", [], ("note",), "2026-11-21", "2026-11-22"),
        ("上周的笔记 装修报价", ["装修报价"], ("note",), "2026-11-09", "2026-11-16"),
        ("关于装修的笔记", ["装修"], ("note",), None, None),
        ("我的笔记里的合同", ["合同"], ("note",), None, None),
        ("昨天的照片", [], ("photo",), "2026-11-21", "2026-11-22"),
        ("帮我找一下去年夏天写的旅行计划", ["旅行计划"], (), "2025-06-01", "2025-09-01"),
        ("查询天气", ["天气"], (), None, None),
    ],
)
def test_plain_words_name_a_kind_and_a_time(
    said: str, left: list[str], kinds: tuple[str, ...], since: str | None, until: str | None
) -> None:
    query = read(said)
    assert (words(query), query.kinds) == (left, kinds)
    assert (day(query.after), day(query.before)) == (since, until)
    assert query.literal is not None
    assert not query.literal.filtered  # what is tried when nothing is found


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("找一下上次记的装修报价", ["装修报价"]),
        ("最近的笔记", []),
        ("my latest note", []),
        ("my last note about Bob", ["bob"]),
        ("最近的笔记 装修", ["装修"]),
    ],
)
def test_the_newest_is_meant(said: str, left: list[str]) -> None:
    query = read(said)
    assert (words(query), query.kinds, query.newest) == (left, ("note",), True)


@pytest.mark.parametrize(
    "text",
    [
        "invoice 2025",
        "shopping list",
        "list of rivers",
        "中歸",
        "春天的花",
        "note",
        "笔记",
        "The Last Waltz",
        "of",
    ],
)
def test_words_that_only_look_like_filters_stay_words(text: str) -> None:
    query = read(text)
    assert not query.filtered and not query.newest
    assert "".join(words(query)) == text.replace(" ", "")


def test_a_query_that_is_too_long_is_refused() -> None:
    with pytest.raises(TooLong):
        read("x" * 1_001)


@given(
    st.text(alphabet=st.sampled_from("ab 装修\"“”-:*~()^|OR的上周 \x00\ud800'"), max_size=40), st.booleans()
)
def test_whatever_is_typed_makes_a_query_that_sqlite_takes(text: str, hashed: bool) -> None:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(title, body, singles, tokenize='ascii')")
    wording = Wording(lambda token: f"x{token}", "{title body} : ", "singles") if hashed else Wording()
    ways = tries(read(text))
    for each in (*ways.whole, *ways.partly):
        for wanted in (expression(each, wording), unwanted(each, wording)):
            if wanted:
                connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (wanted,)).fetchone()
    connection.close()
