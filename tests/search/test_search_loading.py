"""Many documents written at once: sorted beside the index, and found as if they had come one by one."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from parley.search.engines import loading, sqlite, structure
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.engines.structure import Level, NotUnderstood, Segment, Structure
from parley.search.query.reading import understood
from parley.search.types import Document, Ranked

PART = 150
WORDS = ("lease", "kitchen", "renewing", "quotes", "装修", "报价", "房子", "合同", "May", "letters")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer documents are many, and parts are small."""
    monkeypatch.setattr(sqlite, "_MANY", 100)
    monkeypatch.setattr(loading, "_DOCUMENTS", PART)


def drawn(count: int, seed: int = 1, owner: str = "") -> list[Document]:
    chosen = random.Random(seed)
    texts = [" ".join(chosen.choices(WORDS, k=chosen.randint(1, 40))) for _ in range(2 * count)]
    return [Document(f"{at}", "note", texts[2 * at][:30], texts[2 * at + 1], owner) for at in range(count)]


def answers(engine: SQLiteEngine, owner: str = "") -> list[Ranked]:
    chosen = random.Random(2)
    asked = [" ".join(chosen.choices(WORDS, k=chosen.randint(1, 3))) for _ in range(60)]
    asked += ["装", '"房子 合同"', "title:lease", "lease -kitchen"]
    return [engine.search(understood(text, date(2026, 11, 22)), owner, most=50) for text in asked]


def one_by_one(path: Path, documents: list[Document], by: int = 50) -> SQLiteEngine:
    engine = SQLiteEngine(path)
    for at in range(0, len(documents), by):
        engine.write(documents[at : at + by])
    return engine


@pytest.mark.usefixtures("soon")
def test_what_is_loaded_is_found_as_if_it_had_come_one_by_one(tmp_path: Path) -> None:
    documents = drawn(1_000)
    with (
        closing(one_by_one(tmp_path / "one.db", documents)) as apart,
        closing(SQLiteEngine(tmp_path / "all.db")) as engine,
    ):
        engine.write(documents)
        assert engine.check()
        assert engine.count() == 1_000
        assert any(each.total > 100 for each in answers(apart))
        assert answers(engine) == answers(apart)
        assert engine.documents(["7"]) == {"7": documents[7]}
        with closing(sqlite3.connect(tmp_path / "all.db")) as connection:
            note = connection.execute("SELECT block FROM search_words_data WHERE id = 10").fetchone()[0]
        segments = [each for level in structure.read(note).levels for each in level.segments]
        assert 1 < len(segments) <= 8  # one of each part, not one of all that FTS5 gathered


@pytest.mark.usefixtures("soon")
def test_after_loading_the_index_goes_on_as_ever(tmp_path: Path) -> None:
    documents = drawn(4_000)
    with closing(SQLiteEngine(tmp_path / "all.db")) as engine:
        engine.write(documents[:10])
        engine.write(documents[10:3_000])  # 20 parts: FTS5 has to merge some
        engine.write(documents[3_000:3_010])
        assert engine.delete([str(at) for at in range(0, 3_010, 7)]) == 430
        engine.write(documents[3_010:])
        assert engine.check()
        while engine.tidy():
            pass
        assert engine.check()
        kept = [each for at, each in enumerate(documents) if at % 7 or at >= 3_010]
        with closing(one_by_one(tmp_path / "one.db", kept, 90)) as apart:
            assert [each.total for each in answers(engine)] == [each.total for each in answers(apart)]
        with closing(sqlite3.connect(tmp_path / "all.db")) as connection:
            assert connection.execute("SELECT count(*) FROM search_words_docsize").fetchone() == (len(kept),)


@pytest.mark.usefixtures("soon")
def test_segments_do_not_pile_up(tmp_path: Path) -> None:
    with closing(SQLiteEngine(tmp_path / "all.db")) as engine:
        engine.write(drawn(60 * PART))
        assert engine.check()
    with closing(sqlite3.connect(tmp_path / "all.db")) as connection:
        note = connection.execute("SELECT block FROM search_words_data WHERE id = 10").fetchone()[0]
    assert sum(len(level.segments) for level in structure.read(note).levels) < 30


@pytest.mark.usefixtures("soon")
def test_what_is_loaded_again_replaces_itself(tmp_path: Path) -> None:
    with closing(SQLiteEngine(tmp_path / "all.db")) as engine:
        engine.write(drawn(400))
        newer = drawn(700, seed=5)
        engine.write([*newer, Document("3", "note", "zeppelin", "the last of that id")])
        assert engine.check()
        assert engine.count() == 700
        assert [hit.id for hit in engine.search(understood("zeppelin", date(2026, 11, 22))).hits] == ["3"]
        newer[3] = Document("3", "note", "zeppelin", "the last of that id")
        with closing(one_by_one(tmp_path / "one.db", newer)) as apart:
            assert [each.total for each in answers(engine)] == [each.total for each in answers(apart)]


@pytest.mark.usefixtures("soon")
def test_what_is_loaded_for_one_is_not_found_by_another(tmp_path: Path) -> None:
    with closing(SQLiteEngine(tmp_path / "all.db")) as engine:
        engine.write([*drawn(300, owner="ann"), *drawn(300, 3, owner="bo"), *drawn(5, 4)])
        assert engine.check()
        with closing(one_by_one(tmp_path / "one.db", drawn(300, owner="ann"))) as apart:
            mine = [[hit.id for hit in each.hits] for each in answers(engine, "ann")]
            assert [each.total for each in answers(engine, "ann")] == [
                each.total for each in answers(apart, "ann")
            ]
        assert mine != [[hit.id for hit in each.hits] for each in answers(engine, "bo")]
        assert engine.delete_owner("ann") == 300
        assert not any(each.hits for each in answers(engine, "ann"))
        assert engine.count() == 305 and engine.check()


@pytest.mark.usefixtures("soon")
def test_an_index_of_a_kind_that_is_not_understood_is_written_by_fts5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(note: bytes) -> Structure:
        raise NotUnderstood("of tomorrow")

    monkeypatch.setattr(structure, "read", read)
    with closing(SQLiteEngine(tmp_path / "all.db")) as engine:
        engine.write(drawn(400))
        assert engine.check() and engine.count() == 400
        assert engine.search(understood("lease", date(2026, 11, 22))).total > 100


@pytest.mark.usefixtures("soon")
def test_numbers_that_another_process_took_meanwhile_are_not_given_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, made = tmp_path / "all.db", loading.made
    other = SQLiteEngine(path)
    others = [Document(f"other {at}", "note", "airship", "over there") for at in range(20)]

    def late(owner: int, first: int, documents: list[Document]) -> loading.Part:
        if first % 2 == 0 and others:
            other.write([others.pop()])
        return made(owner, first, documents)

    monkeypatch.setattr(loading, "made", late)
    with closing(SQLiteEngine(path)) as engine, closing(other):
        engine.write([Document("first", "note")])  # so that the first number is even
        engine.write(drawn(5 * PART))
        wrote = 20 - len(others)
        assert wrote and engine.count() == 1 + 5 * PART + wrote
        assert engine.search(understood("airship", date(2026, 11, 22))).total == wrote
        assert engine.check() and other.check()


KILLED = f"""
import os, signal, sys
from pathlib import Path
from parley.search.engines import loading, sqlite
from parley.search.types import Document

sqlite._MANY, loading._DOCUMENTS = 100, {PART}
copy, left = loading.copy, [int(sys.argv[2])]

def copying(connection, part):
    copied = copy(connection, part)
    left[0] -= 1
    if not left[0]:  # a part is in the tables and not yet kept
        os.kill(os.getpid(), signal.SIGKILL)
    return copied

loading.copy = copying
engine = sqlite.SQLiteEngine(Path(sys.argv[1]))
texts = [f"装修报价 number{{at}}" for at in range(12 * {PART})]
engine.write([Document(str(at), "page", f"title {{at}}", text) for at, text in enumerate(texts)])
engine.close()
"""


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("until", [1, 4, 11])
def test_a_loading_that_is_killed_leaves_whole_parts(tmp_path: Path, until: int) -> None:
    path = tmp_path / "all.db"
    for at, kept in ((until, until - 1), (0, 12)):
        subprocess.run([sys.executable, "-c", KILLED, str(path), str(at)], check=at == 0)
        with closing(SQLiteEngine(path)) as engine:
            assert engine.check()
            assert engine.count() == kept * PART
            there = engine.search(understood("number7", date(2026, 11, 22)))
            assert [hit.id for hit in there.hits] == (["7"] if kept else [])
            assert engine.search(understood("报价", date(2026, 11, 22))).total >= min(kept * PART, 300)


def test_the_note_of_all_segments_is_read_and_written() -> None:
    some = Structure(
        b"abcd", 300_000, (Level(2, (Segment(1, 1, 9), Segment(7, 1, 20_000))), Level(0, (Segment(2, 1, 1),)))
    )
    assert structure.read(structure.written(some)) == some
    more = some.with_newest(Segment(some.free(), 1, 50))
    assert more.levels[0].segments[-1] == Segment(3, 1, 50) and more.levels[1] == some.levels[1]
    assert more.pages == 300_050
    assert structure.read(b"abcd" + bytes(3)) == Structure(b"abcd", 0)
    assert structure.read(b"abcd" + bytes(3)).with_newest(Segment(1, 1, 4)).levels == (
        Level(0, (Segment(1, 1, 4),)),
    )


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"abc",
        b"abcd\xff\x00\x00\x01\x00\x00\x00",
        b"abcd\x01\x01\x01\x00\x01\x01\x01",
        b"abcd\x00\x01\x00",
        b"abcd\x00\x00\x00\x00",
        b"abcd\x00\x00\x80",
        b"abcd" + b"\xff" * 9 + b"\x00\x00",
    ],
)
def test_a_note_of_another_kind_is_not_understood(note: bytes) -> None:
    with pytest.raises(NotUnderstood):
        structure.read(note)


def test_an_index_has_only_so_many_segments() -> None:
    full = Structure(b"abcd", 0, (Level(0, tuple(Segment(id, 1, 1) for id in range(1, 1_901))),))
    with pytest.raises(NotUnderstood):
        full.free()
