"""What was typed, letter by letter, is found before other forms of its words, however many have those."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from parley.search.engines.literal import NEXT, TEXT, narrowed, standing, typed
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.engines.tantivy import TantivyEngine
from parley.search.matching import Matching, Phrase
from parley.search.query.reading import understood
from parley.search.types import Document, Engine

TODAY = date(2026, 11, 22)


@pytest.fixture(params=["sqlite", "tantivy"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made: Engine
    if request.param == "sqlite":
        made = SQLiteEngine(tmp_path / "house.db")
    else:
        pytest.importorskip("tantivy")
        made = TantivyEngine(tmp_path)
    yield made
    made.close()


def found(engine: Engine, text: str, most: int = 10, offset: int = 0) -> list[str]:
    return [hit.id for hit in engine.search(understood(text, TODAY), "", most, offset).hits]


def pages(prefix: str, count: int, title: str, body: str) -> list[Document]:
    return [Document(f"{prefix}{at}", "page", f"{title} {at}", f"{body} {at}") for at in range(count)]


def test_a_form_that_was_typed_comes_before_titles_with_another(engine: Engine) -> None:
    engine.write(
        [*pages("typed", 4, "Garden", "roses that were planted late"), *pages("other", 90, "Plants", "")]
    )
    assert set(found(engine, "planted")[:4]) == {"typed0", "typed1", "typed2", "typed3"}


def test_a_word_that_is_its_own_stem_comes_before_its_other_forms(engine: Engine) -> None:
    engine.write(
        [*pages("typed", 3, "", "the land of the north"), *pages("other", 90, "Landing", "of a plane")]
    )
    assert set(found(engine, "land")[:3]) == {"typed0", "typed1", "typed2"}


def test_the_title_counts_more_among_those_that_have_it(engine: Engine) -> None:
    engine.write(
        [
            Document("title", "page", "The gardens of Kyoto", "Moss and stones."),
            *pages("body", 60, "A journey", "gardens and gardens"),
            *pages("other", 60, "Garden", "one garden"),
        ]
    )
    assert found(engine, "gardens")[0] == "title"


def test_words_as_they_were_typed_come_before_the_same_words_in_other_forms(engine: Engine) -> None:
    engine.write(
        [
            *pages("typed", 5, "", "of the states, the largest city by far"),
            *pages("other", 60, "", "its largest cities"),
        ]
    )
    assert set(found(engine, "largest city")[:5]) == {f"typed{at}" for at in range(5)}


def test_common_words_are_found_side_by_side_among_many_that_have_them_apart(engine: Engine) -> None:
    engine.write(
        [
            *pages("typed", 12, "", "it is a genus of herbs"),
            *pages("apart", 600, "", "genus that has a number of herbs"),
        ]
    )
    assert all(each.startswith("typed") for each in found(engine, "a genus of"))
    assert len(found(engine, "a genus of")) == 10


def test_pages_of_many_go_on_where_the_last_one_ended(tmp_path: Path) -> None:
    engine = SQLiteEngine(tmp_path / "house.db")
    engine.write([*pages("typed", 25, "", "a herring gull"), *pages("other", 400, "", "gulls and a herring")])
    for text in ("herring gull", "gull", "herring"):
        every = [id for offset in range(0, 80, 10) for id in found(engine, text, offset=offset)]
        assert len(set(every)) == 80, text
    engine.close()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("The Largest  City", ("the largest city",)),
        ('lease "last year"', ("lease", "last year")),
        ("lease?", ("lease",)),
        ("Café", ("cafe",)),
        ("cats OR dogs", ()),
        ("kit*", ()),
        ("intitle:lease", ()),
        ("装修 kitchen", ()),
        ("-flat", ()),
    ],
)
def test_what_is_looked_for_letter_by_letter(text: str, pieces: tuple[str, ...]) -> None:
    assert typed(understood(text, TODAY, natural=False)) == pieces


def test_a_piece_stands_by_itself_and_titles_come_first() -> None:
    texts = (
        (1, "Bobcats", "cats9"),
        (2, "of dogs", "“Cats”, cats."),
        (3, "Small CATS", ""),
        (4, "x", "a cat"),
    )
    read = NEXT.join((TEXT % each).encode() for each in texts)
    assert standing(("cats",), read) == [3, 2]
    assert standing(("cats", "small"), read) == [3]


@pytest.mark.parametrize(
    ("tokens", "kept"),
    [
        (("a", "genus", "of"), None),
        (("the", "capit", "of", "the", "state", "and"), ("capit", "of", "the", "state")),
        (("river", "bank"), ("river", "bank")),
        (("of", "the"), None),
    ],
)
def test_common_words_at_the_ends_of_a_phrase_are_not_looked_up(
    tokens: tuple[str, ...], kept: tuple[str, ...] | None
) -> None:
    phrase = narrowed(Matching(Phrase(tokens)))
    assert (phrase.wanted if phrase else None) == (Phrase(kept) if kept else None)
