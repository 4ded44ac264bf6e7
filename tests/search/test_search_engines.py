"""Whatever engine the house has: the same is found, in the same order, by whoever may, and by nobody else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fakes.opensearch import FakeOpenSearch
from parley.errors import BadSettings, TooLong
from parley.search.engines.choosing import house_engine
from parley.search.engines.opensearch import OpenSearchEngine
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.engines.tantivy import TantivyEngine
from parley.search.engines.typed import lacking
from parley.search.engines.worded import Worded
from parley.search.errors import SearchFailed
from parley.search.query.reading import understood
from parley.search.types import Document, Engine, Query, Term
from parley.settings.search import Search

TODAY = date(2026, 11, 22)
MARCH, JUNE = 1_740_800_000.0, 1_748_800_000.0
DOCUMENTS = (
    Document("lease", "note", "The lease", "It ends in May; renewal must be asked for in writing.", at=MARCH),
    Document(
        "quote",
        "page",
        "裝修報價",
        "廚房裝修的報價單，共三萬元。",
        site="home.example.com",
        language="zh-Hant",
    ),
    Document(
        "mix", "page", "Renovation 装修", "我们的 kitchen 报价 came by mail", site="example.org", at=JUNE
    ),
    Document("cats", "note", "Cats", "A cat and another cat. 猫在睡觉。", language="en"),
    Document("hers", "note", "The lease of Anna", "secret lease", owner="anna"),
)


@pytest.fixture(params=["sqlite", "tantivy", "opensearch"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made: Engine
    if request.param == "sqlite":
        made = SQLiteEngine(tmp_path / "house.db")
    elif request.param == "tantivy":
        pytest.importorskip("tantivy")
        made = TantivyEngine(tmp_path)
    else:
        made = OpenSearchEngine("http://search.test:9200", transport=FakeOpenSearch().transport)
    made.write(DOCUMENTS)
    yield made
    made.close()


def found(engine: Engine, text: str, owner: str = "", **limits: Any) -> list[str]:
    return [hit.id for hit in engine.search(understood(text, TODAY, natural=False), owner, **limits).hits]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("lease", ["lease"]),
        ("LEASES", ["lease"]),
        ("装修报价", ["quote", "mix"]),
        ("裝修", ["quote", "mix"]),
        ("报价单", ["quote"]),
        ("猫", ["cats"]),
        ("睡", ["cats"]),
        ("三万", ["quote"]),
        ('"报价 came"', ["mix"]),
        ('"came 报价"', []),
        ("kitchen mail", ["mix"]),
        ("renewal -may", []),
        ("装修 -kitchen", ["quote"]),
        ("intitle:lease", ["lease"]),
        ("intitle:renewal", []),
        ("cats OR lease", ["cats", "lease"]),
        ("ｋｉｔｃｈｅｎ", ["mix"]),
        ("nothing-of-the-kind", []),
        ("?!", []),
    ],
)
def test_what_stands_in_a_document_is_found(engine: Engine, text: str, ids: list[str]) -> None:
    assert sorted(found(engine, text)) == sorted(ids)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("装修 site:example.com", ["quote"]),
        ("装修 lang:zh", ["quote"]),
        ("cat type:page", []),
        ("cat 类型:笔记", ["cats"]),
        ("装修 after:2025-04", ["mix"]),
        ("装修 before:2025-04", []),
        ("type:note", ["lease", "cats"]),
        ("before:2025-04", ["lease"]),
        ("type:page -kitchen", ["quote"]),
    ],
)
def test_filters_hold(engine: Engine, text: str, ids: list[str]) -> None:
    assert sorted(found(engine, text)) == sorted(ids)


def test_nobody_finds_what_is_another_s(engine: Engine) -> None:
    assert found(engine, "secret lease", "anna") == ["hers"]
    for text in ("secret", "lease -may", "type:note", "intitle:anna", "secret OR lease"):
        assert "hers" not in found(engine, text)
        assert found(engine, text, "bob") == []
    assert engine.documents(["hers", "lease"]).keys() == {"lease"}
    assert engine.delete(["hers"]) == 0
    assert found(engine, "secret", "anna") == ["hers"]


def test_the_title_counts_more_than_the_body(engine: Engine) -> None:
    engine.write(
        [
            Document("body", "page", "Something else", "Of gardens and a pergola, among other things."),
            Document("title", "page", "A pergola", "Of gardens, among other things and others."),
        ]
    )
    assert found(engine, "pergola") == ["title", "body"]


def test_words_side_by_side_come_before_words_apart(engine: Engine) -> None:
    engine.write(
        [
            Document("apart", "page", "", "The river is deep and the bank of stone."),
            Document("beside", "page", "", "The river bank is made of stone and deep."),
        ]
    )
    assert found(engine, "river bank") == ["beside", "apart"]


def test_where_nothing_has_all_the_words_those_with_the_most_are_shown_and_said_to_be(engine: Engine) -> None:
    ranked = engine.search(understood("renewal writing submarine", TODAY))
    assert [hit.id for hit in ranked.hits] == ["lease"]
    assert ranked.partly
    assert not engine.search(understood("renewal writing", TODAY)).partly


def test_a_document_written_again_replaces_itself(engine: Engine) -> None:
    engine.write([Document("lease", "note", "The lease", "It was renewed until 2030.")])
    assert found(engine, "writing") == []
    assert found(engine, "2030") == ["lease"]
    assert engine.documents(["lease"])["lease"].body == "It was renewed until 2030."


def test_of_two_with_one_id_in_one_batch_the_last_stays(engine: Engine) -> None:
    engine.write([Document("twice", "page", "", "first"), Document("twice", "page", "", "second")])
    assert (found(engine, "first"), found(engine, "second")) == ([], ["twice"])


def test_texts_that_no_file_can_hold_are_mended(engine: Engine) -> None:
    engine.write([Document("half", "page", "half \ud83d", "walrus \udcff\x00 tusk")])
    assert found(engine, "walrus tusk") == ["half"]
    assert engine.documents(["half"])["half"].title == "half ?"


def test_what_is_deleted_is_gone(engine: Engine) -> None:
    assert engine.delete(["lease", "unknown"]) == 1
    assert found(engine, "lease") == []
    assert engine.documents(["lease"]) == {}


def test_pages_of_results_go_on_where_the_last_one_ended(engine: Engine) -> None:
    engine.write([Document(f"n{at}", "page", f"number {at}", "herring " * (at + 1)) for at in range(25)])
    first = engine.search(understood("herring", TODAY), most=10)
    every = [
        hit.id for at in (0, 10, 20) for hit in engine.search(understood("herring", TODAY), "", 10, at).hits
    ]
    assert first.total == 25 and not first.more_than
    assert len(every) == 25 and len(set(every)) == 25


def test_the_newest_come_first_where_they_are_asked_for(engine: Engine) -> None:
    query = Query("", ((Term("装修"),),), newest=True)
    engine.write([Document("late", "note", "", "装修完了", changed=JUNE + 1)])
    assert [hit.id for hit in engine.search(query).hits] == ["late", "mix", "quote"]


def test_documents_come_back_as_they_were_written(engine: Engine) -> None:
    assert engine.documents([each.id for each in DOCUMENTS]) == {
        each.id: each for each in DOCUMENTS if not each.owner
    }


def test_a_broken_file_is_told_in_the_house_s_words(tmp_path: Path) -> None:
    (tmp_path / "house.db").write_bytes(b"this is no database" * 1_000)
    with pytest.raises(SearchFailed):
        SQLiteEngine(tmp_path / "house.db")


def test_a_server_that_fails_is_told_in_the_house_s_words() -> None:
    server = FakeOpenSearch()
    server.fail_with = 503
    engine = OpenSearchEngine("http://search.test:9200", transport=server.transport)  # a house starts anyway
    with pytest.raises(SearchFailed):
        engine.write(DOCUMENTS)
    with pytest.raises(SearchFailed):
        engine.search(understood("lease", TODAY))
    server.fail_with = 0
    engine.write(DOCUMENTS)
    other = OpenSearchEngine("http://search.test:9200", transport=server.transport)  # its index is there
    assert found(other, "lease") == ["lease"]


def test_letters_may_be_wrong_where_one_says_so(tmp_path: Path) -> None:
    engine = SQLiteEngine(tmp_path / "house.db")
    engine.write(DOCUMENTS)
    assert found(engine, "kichen~") == []  # no word was counted yet
    while engine.learn():
        pass
    assert found(engine, "kichen~") == ["mix"]
    assert found(engine, "kichen") == []
    assert found(engine, "kit*") == ["mix"]
    engine.close()


def test_an_engine_without_words_has_them_counted_beside_it(tmp_path: Path) -> None:
    inner = OpenSearchEngine("http://search.test:9200", transport=FakeOpenSearch().transport)
    engine = Worded(inner, tmp_path / "words.db")
    engine.write(DOCUMENTS)
    assert found(engine, "kichen~") == found(engine, "kit*") == ["mix"]
    assert engine.vocabulary().complete("ren") == ("renewal", "renovation")
    assert engine.vocabulary().count("secret") == 0  # is somebody's own
    engine.write([Document("mix", "page", "", "nothing of it")])
    engine.delete(["lease"])
    assert engine.vocabulary().complete("ren") == ()
    engine.close()


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (Search(), SQLiteEngine),
        (Search(engine="tantivy"), Worded),
    ],
)
def test_the_settings_choose_the_engine(tmp_path: Path, settings: Search, kind: type) -> None:
    engine = house_engine(settings, tmp_path)
    assert isinstance(engine, kind)
    engine.write(DOCUMENTS)
    assert found(engine, "lease") == ["lease"]
    engine.close()
    with pytest.raises(BadSettings):
        house_engine(Search(engine="opensearch"), tmp_path)


def test_a_query_that_is_too_long_is_refused(tmp_path: Path) -> None:
    engine = SQLiteEngine(tmp_path / "house.db")
    with pytest.raises(TooLong):
        engine.search(Query("x" * 2_000))
    engine.close()
    with pytest.raises(SearchFailed):
        engine.search(Query("x"))


def test_what_is_written_together_lies_together(tmp_path: Path) -> None:
    engine = SQLiteEngine(tmp_path / "house.db")
    engine.write([Document(str(number), "note", "", f"word{number} 第{number}篇") for number in range(1_200)])
    engine.close()
    with closing(sqlite3.connect(tmp_path / "house.db")) as file:
        assert file.execute("SELECT count(DISTINCT segid) FROM search_words_idx").fetchone() == (1,)


def test_a_word_within_a_word_is_not_the_word_as_typed() -> None:
    missing = lacking(Query("cats", ((Term("cats"),),)))
    assert missing is not None
    texts = ("Cats.", "bobcats and cats", "bobcats", "cats9", "_cats_", "a cat")
    assert [missing(text) for text in texts] == [0, 0, 1, 1, 0, 1]
