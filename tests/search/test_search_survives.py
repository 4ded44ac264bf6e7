"""Killed while indexing: what was said to be kept is there, once, and the rest can be written again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from parley.search.engines.sqlite import SQLiteEngine
from parley.search.engines.tantivy import TantivyEngine
from parley.search.types import Query, Term

BATCH, BATCHES = 300, 12
WRITER = f"""
import sys
from pathlib import Path
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.engines.tantivy import TantivyEngine
from parley.search.types import Document

engine = SQLiteEngine(Path(sys.argv[2])) if sys.argv[1] == "sqlite" else TantivyEngine(Path(sys.argv[2]))
for batch in range({BATCHES}):
    some = range(batch * {BATCH}, (batch + 1) * {BATCH})
    texts = {{str(at): f"body {{at}} 装修报价 number{{at}}" for at in some}}
    engine.write([Document(id, "page", f"title {{id}}", text) for id, text in texts.items()])
    print(batch, flush=True)
if sys.argv[3] == "again":
    engine.close()
    print("done", flush=True)
sys.stdin.readline()
"""


def written(kind: str, path: Path, until: int) -> None:
    """Index, and be killed right after so many batches were said to be kept: while the next is written."""
    command = [sys.executable, "-c", WRITER, kind, str(path), "once"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(until):
            assert process.stdout.readline()
        process.kill()


@pytest.mark.parametrize("until", [1, 5, 9])
def test_an_index_in_sqlite_survives(tmp_path: Path, until: int) -> None:
    path = tmp_path / "house.db"
    written("sqlite", path, until)
    engine = SQLiteEngine(path)
    assert engine.check()
    count = engine.count()
    assert count >= until * BATCH and count % BATCH == 0  # whole batches, none cut in two
    with_words = engine.search(Query("", ((Term("装修报价"),),)), most=1)
    assert with_words.total >= min(count, 300)
    assert [hit.id for hit in engine.search(Query("", ((Term("number7"),),))).hits] == ["7"]
    subprocess.run(
        [sys.executable, "-c", WRITER, "sqlite", str(path), "again"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    assert engine.count() == BATCH * BATCHES
    assert [hit.id for hit in engine.search(Query("", ((Term("number7"),),))).hits] == ["7"]
    assert engine.check()
    engine.close()


def test_an_index_in_tantivy_survives(tmp_path: Path) -> None:
    pytest.importorskip("tantivy")
    written("tantivy", tmp_path, 4)
    engine = TantivyEngine(tmp_path)
    every = engine.search(Query("", ((Term("装修报价"),),))).total
    assert every >= 4 * BATCH and every % BATCH == 0
    engine.close()
    subprocess.run(
        [sys.executable, "-c", WRITER, "tantivy", str(tmp_path), "again"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    engine = TantivyEngine(tmp_path)
    assert engine.search(Query("", ((Term("装修报价"),),))).total == BATCH * BATCHES
    assert [hit.id for hit in engine.search(Query("", ((Term("number7"),),))).hits] == ["7"]
    engine.close()


def test_an_index_of_another_form_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another stemmer the tokens are others: what was written before must be found by the new ones."""
    path = tmp_path / "house.db"
    with monkeypatch.context() as patch:
        patch.setattr("parley.search.engines.tables.form", lambda: "an older one")
        patch.setattr("parley.language.analysis.tokens.stem", lambda word: word[::-1])
        engine = SQLiteEngine(path)
        from parley.search.types import Document

        engine.write([Document("a", "page", "Leases", "of flats")])
        engine.close()
    engine = SQLiteEngine(path)
    assert [hit.id for hit in engine.search(Query("", ((Term("lease"),),))).hits] == ["a"]
    assert engine.delete(["a"]) == 1
    assert engine.check()
    assert engine.search(Query("", ((Term("lease"),),))).total == 0
    engine.close()
