"""Photos are found by what is on them, written on them, where and when they were taken."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import TooLong
from parley.vision.photos.search.index import Index
from parley.vision.photos.search.query import understood
from parley.vision.photos.search.times import whens
from parley.vision.photos.search.tokens import asked, folded, indexed
from parley.vision.photos.search.types import Entry, Thing

TODAY = date(2026, 11, 22)  # a Sunday


def at(year: int, month: int, day: int, hour: int = 12) -> float:
    return datetime(year, month, day, hour, tzinfo=UTC).timestamp()


HANGZHOU = ("Hangzhou", "杭州", "Zhejiang", "浙江", "China", "中国")
PARIS = ("Paris", "巴黎", "France", "法国")
PHOTOS = [
    Entry("red-cup", at(2026, 3, 1), things=(Thing("cup", "Red"),), colours=("White",), places=HANGZHOU),
    Entry("blue-cup", at(2026, 3, 2), things=(Thing("cup", "Blue"),), colours=("Red",), places=HANGZHOU),
    Entry("red-cup-paris", at(2025, 7, 3), things=(Thing("cup", "Red"),), places=PARIS),
    Entry("dog", at(2025, 12, 25), things=(Thing("dog", "Brown"),), people=1),
    Entry(
        "bill", at(2026, 11, 20, 20), text="国网浙江电力 电费账单 应缴金额 128.50元 缴费截止日 2026年12月5日"
    ),
    Entry("receipt", at(2026, 11, 21, 9), text="WALMART\nTotal due 12.99\nThank you for shopping"),
    Entry("everyone", at(2026, 2, 17, 19), people=6, favourite=True, caption="年夜饭在奶奶家"),
    Entry(
        "sea", at(2024, 8, 9), colours=("Blue",), places=("Qingdao", "青岛"), caption="At the beach with Anna"
    ),
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(PHOTOS)


def found(index: Index, text: str) -> list[str]:
    result = index.search(understood(text, TODAY, index.places))
    return [] if result.partly else list(result.ids)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("the red cup photo from Hangzhou", ["red-cup", "blue-cup"]),
        ("杭州那张红杯子的照片", ["red-cup", "blue-cup"]),
        ("red mugs in Paris", ["red-cup-paris"]),
        ("去年夏天在巴黎拍的杯子", ["red-cup-paris"]),
        ("pictures of dogs at Christmas", ["dog"]),
        ("去年圣诞节的狗狗", ["dog"]),
        ("小狗", ["dog"]),
        ("电费账单", ["bill"]),
        ("電費", ["bill"]),
        ("昨天晚上", []),
        ("前天晚上的照片", ["bill"]),
        ("walmart receipt", []),
        ("walmart", ["receipt"]),
        ("thank you for shopping", ["receipt"]),
        ("photos from yesterday morning", ["receipt"]),
        ("合影", ["everyone"]),
        ("春节的合影", ["everyone"]),
        ("photos from Chinese New Year", ["everyone"]),
        ("my favourites", ["everyone"]),
        ("收藏的照片", ["everyone"]),
        ("奶奶家", ["everyone"]),
        ("photos of people", ["everyone", "dog"]),
        ("beach with Anna in summer 2024", ["sea"]),
        ("2024年8月青岛", ["sea"]),
        ("photos taken two years ago", ["sea"]),
        ("青岛 blue", ["sea"]),
        ("找一下我去年在法国拍的照片", ["red-cup-paris"]),
        ("cup", ["blue-cup", "red-cup", "red-cup-paris"]),
        ("elephants", []),
        ("大象", []),
        ("'128.50'", ["bill"]),
        ("", []),
        ("照片", []),
    ],
)
def test_what_is_asked_for_is_found_and_nothing_else(index: Index, text: str, ids: list[str]) -> None:
    assert found(index, text) == ids


def test_a_thing_of_the_colour_comes_before_one_on_a_photo_of_that_colour(index: Index) -> None:
    assert found(index, "red cup")[-1] == "blue-cup"


def test_where_nothing_has_all_of_it_the_most_is_shown_and_said(index: Index) -> None:
    result = index.search(understood("a dog in Paris", TODAY, index.places))
    assert result.partly and set(result.ids) == {"dog", "red-cup-paris"}


def test_what_changes_is_found_as_it_is_now_and_what_is_deleted_no_longer() -> None:
    index = Index(PHOTOS)
    index.put(Entry("dog", at(2025, 12, 25), things=(Thing("cat"),)))
    index.remove("bill")
    assert found(index, "cat") == ["dog"]
    assert found(index, "dog") == []
    assert found(index, "电费") == []
    assert len(index) == len(PHOTOS) - 1


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("yesterday", date(2026, 11, 21), date(2026, 11, 21)),
        ("前天", date(2026, 11, 20), date(2026, 11, 20)),
        ("last week", date(2026, 11, 9), date(2026, 11, 15)),
        ("上周", date(2026, 11, 9), date(2026, 11, 15)),
        ("上周五", date(2026, 11, 13), date(2026, 11, 13)),
        ("last friday", date(2026, 11, 20), date(2026, 11, 20)),
        ("last weekend", date(2026, 11, 14), date(2026, 11, 15)),
        ("上个月", date(2026, 10, 1), date(2026, 10, 31)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("last may", date(2026, 5, 1), date(2026, 5, 31)),
        ("last december", date(2025, 12, 1), date(2025, 12, 31)),
        ("去年三月", date(2025, 3, 1), date(2025, 3, 31)),
        ("2024年2月29日", date(2024, 2, 29), date(2024, 2, 29)),
        ("5 May 2023", date(2023, 5, 5), date(2023, 5, 5)),
        ("May 5th, 2023", date(2023, 5, 5), date(2023, 5, 5)),
        ("2023-05-05", date(2023, 5, 5), date(2023, 5, 5)),
        ("summer 2025", date(2025, 6, 1), date(2025, 8, 31)),
        ("去年冬天", date(2025, 12, 1), date(2026, 2, 28)),
        ("last winter", date(2025, 12, 1), date(2026, 2, 28)),
        ("in 2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("三天前", date(2026, 11, 19), date(2026, 11, 19)),
        ("three weeks ago", date(2026, 10, 26), date(2026, 11, 1)),
        ("最近三天", date(2026, 11, 19), date(2026, 11, 22)),
        ("last christmas", date(2025, 12, 24), date(2025, 12, 26)),
        ("去年国庆节", date(2025, 10, 1), date(2025, 10, 7)),
        ("2025年中秋", date(2025, 10, 6), date(2025, 10, 8)),
        ("easter 2026", date(2026, 4, 3), date(2026, 4, 6)),
    ],
)
def test_a_time_is_the_days_that_people_mean(text: str, first: date, last: date) -> None:
    (when,), rest = whens(folded(text), TODAY)
    assert [(each.first, each.last) for each in when.spans] == [(first, last)]
    assert rest.replace("\x00", "").strip() == ""


@pytest.mark.parametrize("text", ["may i see it", "the march of the penguins", "fall leaves", "winter coat"])
def test_words_that_look_like_times_are_left_alone(text: str) -> None:
    assert whens(folded(text), TODAY) == ((), text)


def test_what_comes_every_year_is_looked_for_in_every_year() -> None:
    (when,), _ = whens("christmas", TODAY)
    assert len(when.spans) == 2025 - 1990 + 1


def test_a_question_has_a_bound() -> None:
    with pytest.raises(TooLong):
        understood("cup " * 100, TODAY, lambda _: ())


@given(st.text(max_size=200))
def test_any_question_is_answered(text: str) -> None:
    index = Index(PHOTOS)
    index.search(understood(text, TODAY, index.places))


@given(
    st.text(alphabet="红杯子杭州电费abc 的", min_size=1, max_size=12),
    st.text(max_size=5),
    st.text(max_size=5),
)
def test_what_stands_in_a_text_is_found_by_any_part_of_it(part: str, before: str, after: str) -> None:
    whole = set(indexed(before + " " + part + " " + after))
    assert set(asked(part)) <= whole
