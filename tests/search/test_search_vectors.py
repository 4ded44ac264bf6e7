"""Vectors are kept, the nearest are found, and both rankings become one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from msgspec import convert
from numpy.typing import NDArray

from parley.errors import MissingLanguage
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.hybrid import Hybrid, Meaning
from parley.search.query.reading import understood
from parley.search.ranking import fused
from parley.search.types import Document
from parley.search.vectors.store import Vectors
from parley.settings import Settings

RANDOM = np.random.default_rng(8)
TODAY = date(2026, 11, 22)


def rows(count: int, dimensions: int = 32) -> NDArray[np.float32]:
    return RANDOM.standard_normal((count, dimensions)).astype(np.float32)


@pytest.fixture(params=[1_000_000, 50], ids=["exact", "approximate"])
def many(request: pytest.FixtureRequest) -> int:
    if request.param == 50:
        pytest.importorskip("usearch")
    return request.param


def test_the_nearest_are_found_after_writing_and_after_opening_again(tmp_path: Path, many: int) -> None:
    some = rows(200)
    vectors = Vectors(tmp_path, many=many)
    vectors.put([f"d{at}" for at in range(120)], some[:120])
    vectors.put([f"d{at}" for at in range(120, 200)], some[120:])
    vectors.put(["d7"], rows(1))
    vectors.remove(["d8", "unknown"])
    for _ in range(2):
        assert len(vectors) == 199
        hits = [vectors.nearest(some[at], 1)[0][0] == f"d{at}" for at in range(200) if at not in (7, 8)]
        assert np.mean(hits) >= 0.98
        assert vectors.nearest(some[8], 1)[0][0] != "d8"
        assert vectors.nearest(some[9], 3)[0][1] == pytest.approx(1.0, abs=0.02)
        vectors.close()
        vectors = Vectors(tmp_path, many=many)
    vectors.close()


def test_an_index_that_was_not_saved_or_is_broken_is_made_from_the_vectors(tmp_path: Path) -> None:
    pytest.importorskip("usearch")
    some = rows(100)
    vectors = Vectors(tmp_path, many=50)
    vectors.put([str(at) for at in range(60)], some[:60])
    vectors.close()
    vectors = Vectors(tmp_path, many=50)
    vectors.put([str(at) for at in range(60, 100)], some[60:])  # and is killed: nothing saves the index
    (tmp_path / "32.usearch").write_bytes(b"half")
    again = Vectors(tmp_path, many=50)
    assert len(again) == 100
    assert again.nearest(some[99], 1)[0][0] == "99"
    again.close()
    vectors.close()


def test_another_model_begins_anew(tmp_path: Path) -> None:
    vectors = Vectors(tmp_path)
    assert vectors.nearest(rows(1)[0], 5) == []
    vectors.put(["a", "b"], rows(2))
    vectors.close()
    vectors = Vectors(tmp_path)
    assert vectors.missing(["a", "c"]) == ["c"]
    assert vectors.nearest(rows(1, 16)[0], 5) == []
    vectors.put(["c"], rows(1, 16))
    assert len(vectors) == 1
    assert [id for id, _ in vectors.nearest(rows(1, 16)[0], 5)] == ["c"]
    vectors.close()


def test_what_stands_well_in_both_rankings_comes_first() -> None:
    assert [each.id for each in fused((["a", "b", "c"], ["c", "b", "d"]))] == ["c", "b", "a", "d"]
    assert fused(()) == []
    assert [each.id for each in fused((["a"], ["b"]), (1.0, 2.0))] == ["b", "a"]


MEANINGS = {"car": (1, 0), "automobile": (0.98, 0.1), "banana": (0, 1)}


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Two dimensions; the model knows no Chinese."""
    if any("车" in text for text in texts):
        raise MissingLanguage("zh", "parley models pull x")
    found = [sum((np.array(v) for k, v in MEANINGS.items() if k in text), np.full(2, 1e-3)) for text in texts]
    return np.asarray(found, np.float32)


def test_what_means_the_same_is_found_too_but_never_past_a_filter(tmp_path: Path) -> None:
    engine = Hybrid(SQLiteEngine(tmp_path / "house.db"), Vectors(tmp_path / "v"), embed)
    engine.write(
        [
            Document("car", "page", "a car"),
            Document("auto", "note", "an automobile of steel"),
            Document("fruit", "page", "banana"),
            Document("zh", "page", "车"),
            Document("hers", "note", "automobile", owner="anna"),
        ]
    )

    def found(text: str, owner: str = "") -> list[str]:
        return [hit.id for hit in engine.search(understood(text, TODAY, natural=False), owner).hits]

    assert found("car") == ["car", "auto"]
    assert found("car type:page") == ["car"]
    assert found("car -steel") == ["car"]
    assert found('"car"') == ["car"]
    assert found("车") == ["zh"]  # by its words: the model cannot take it
    assert found("automobile", "anna") == ["hers"]
    engine.delete(["auto"])
    assert found("car") == ["car"]
    engine.close()


async def test_a_house_with_a_model_finds_by_meaning_from_its_start_to_its_end(tmp_path: Path) -> None:
    settings = convert({"data": str(tmp_path), "search": {"model": "no-such-model"}}, Settings)
    meaning = Meaning(settings)
    engine = Hybrid(SQLiteEngine(tmp_path / "house.db"), Vectors(tmp_path / "v"), meaning)
    for _ in range(2):  # before it begins, and while its model is not there: by words alone
        await asyncio.to_thread(engine.write, [Document("car", "page", "a car")])
        ranked = await asyncio.to_thread(engine.search, understood("car", TODAY))
        assert [hit.id for hit in ranked.hits] == ["car"]
        meaning.begin()
    await meaning.stop()
    assert engine.vocabulary().count("car") == 0 and engine.learn() == 1
    assert engine.vocabulary().count("car") == 1
    engine.close()
