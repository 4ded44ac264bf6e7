"""An index of many segments is made one when nobody waits: bit by bit, and not while anybody talks."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from fakes.wall_clock import WallClock
from parley.home.home import Home
from parley.search import background
from parley.search.engines import segments
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.errors import SearchFailed
from parley.search.service import HOUSE, Searching
from parley.search.types import Document, Query, Ranked, Term
from parley.settings import Settings

NUMBER7 = Query("number7", ((Term("number7"),),))


def pages(first: int, count: int = 400) -> list[Document]:
    """Documents with words of their own."""
    return [
        Document(str(at), "page", f"title {at}", f"第{at}篇装修报价 number{at} word{at * 7 % 1000}")
        for at in range(first, first + count)
    ]


def parts(file: Path) -> int:
    """Segments of an index."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(DISTINCT segid) FROM search_words_idx").fetchone()[0])


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index that was written bit by bit."""
    monkeypatch.setattr(segments, "_LEAST", 1_000)
    monkeypatch.setattr(segments, "PAGES", 5)
    engine = SQLiteEngine(tmp_path / "house.db")
    for batch in range(6):
        engine.write(pages(400 * batch))
    engine.close()
    assert parts(tmp_path / "house.db") == 6
    return tmp_path / "house.db"


def found(engine: SQLiteEngine) -> Ranked:
    """What one query finds."""
    return engine.search(NUMBER7)


def test_pieces_make_one_of_many_and_everything_is_found_in_between(many: Path) -> None:
    engine = SQLiteEngine(many)
    before, goes = found(engine), 0
    assert engine.untidy()
    while more := engine.tidy():
        goes += 1
        assert more and found(engine) == before
    assert goes > 1, "all in one piece"
    assert (parts(many), engine.untidy(), engine.check()) == (1, False, True)
    assert found(engine) == before
    engine.close()


def test_what_was_begun_goes_on_after_another_start(many: Path) -> None:
    engine = SQLiteEngine(many)
    assert engine.tidy()
    engine.close()
    engine = SQLiteEngine(many)
    assert engine.untidy()
    while engine.tidy():
        pass
    assert (parts(many), engine.untidy()) == (1, False)
    engine.close()


def test_what_comes_and_goes_while_it_is_tidied_is_found_and_gone(many: Path) -> None:
    engine = SQLiteEngine(many)
    assert engine.tidy()
    engine.write([Document("new", "page", "new", "number7 again")])
    engine.delete(["7", "8"])
    while engine.tidy():
        pass
    assert {hit.id for hit in found(engine).hits} == {"new"}
    assert (engine.check(), engine.count()) == (True, 2_399)
    engine.close()


def test_a_few_more_documents_are_not_worth_it(many: Path) -> None:
    engine = SQLiteEngine(many)
    while engine.tidy():
        pass
    engine.write(pages(2_400, 900))
    assert not engine.untidy()
    engine.write(pages(3_300, 200))
    assert engine.untidy()
    engine.close()


class Watched(SQLiteEngine):
    """An index that tells when it was tidied."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.goes, self.at_once, self.most_at_once = 0, 0, 0

    def tidy(self) -> bool:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return super().tidy()
        finally:
            self.goes += 1
            self.at_once -= 1


@asynccontextmanager
async def kept_up(folder: Path, engine: SQLiteEngine, busy: Callable[[], bool]) -> AsyncIterator[Searching]:
    """A home that searches with this engine."""
    async with (
        await Home.open(Settings(data=str(folder)), WallClock()) as home,
        Searching(home, engine, busy=busy) as searching,
    ):
        yield searching


async def until(true: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - other threads do not set events
            await asyncio.sleep(0.005)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little time between two pieces."""
    monkeypatch.setattr(background, "PAUSE", 0.001)
    monkeypatch.setattr(background, "TALK", 0.01)


@pytest.mark.usefixtures("quick")
async def test_the_house_tidies_by_itself_but_not_while_anybody_talks(tmp_path: Path, many: Path) -> None:
    engine, talking = Watched(many), True
    async with kept_up(tmp_path, engine, lambda: talking):
        await until(lambda: not engine.learn())  # words are learnt meanwhile
        await asyncio.sleep(0.1)
        assert engine.goes == 0
        talking = False
        await until(lambda: engine.goes >= 1)
        talking = True
        await asyncio.sleep(0.05)
        goes = engine.goes
        await asyncio.sleep(0.1)
        assert engine.goes == goes, "it went on while somebody talked"
        talking = False
        await until(lambda: not engine.untidy())
        assert engine.most_at_once == 1
    assert parts(many) == 1


@pytest.mark.usefixtures("quick")
async def test_it_goes_on_after_the_house_was_closed_in_the_middle(tmp_path: Path, many: Path) -> None:
    for _ in range(2):
        engine = Watched(many)
        async with kept_up(tmp_path, engine, lambda: False):
            await until(lambda engine=engine: engine.goes >= 1)
    engine = Watched(many)
    async with kept_up(tmp_path, engine, lambda: False):
        await until(lambda: not engine.untidy())
    assert parts(many) == 1


@pytest.mark.usefixtures("quick")
async def test_what_fails_for_a_while_is_tried_again(
    tmp_path: Path, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: SQLiteEngine) -> bool:
        raise SearchFailed("The index cannot be written.")

    monkeypatch.setattr(background, "QUIET", 0.01)
    engine = Watched(many)
    with monkeypatch.context() as broken:
        broken.setattr(Watched, "tidy", fails)
        async with kept_up(tmp_path, engine, lambda: False) as searching:
            await asyncio.sleep(0.1)
            assert (await searching.search(HOUSE, "number7")).hits[0].id == "7"
            broken.undo()
            await until(lambda: not engine.untidy())
    assert parts(many) == 1
