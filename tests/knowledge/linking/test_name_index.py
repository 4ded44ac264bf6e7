"""The index of names is whole or not there at all, whenever its making is cut short; and it is what the graph is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from parley.errors import Busy
from parley.knowledge.graph import Graph
from parley.knowledge.linking import building
from parley.knowledge.linking.building import build, built_of
from parley.knowledge.linking.linker import Linker
from parley.knowledge.linking.shelf import Shelf, newest
from parley.knowledge.linking.tables import Table, Writing, hashed

MAKING = """
import sys
from pathlib import Path
from parley.knowledge.graph import Graph
from parley.knowledge.linking.building import build

graph = Graph.in_memory("".join(f'wd:Q{n} rdfs:label "thing {n}"@en, "事物{n}号"@zh .\\n' for n in range(1, 4000)))
print("ready", flush=True)
while True:
    build(graph.store, Path(sys.argv[1]), lambda done, total: None, "new")
"""


def untold(done: int, total: int) -> None:
    """Nobody looks at the progress."""


def small(*names: str) -> Graph:
    """A graph of things with these names."""
    return Graph.in_memory("".join(f'wd:Q{n} rdfs:label "{name}"@en .\n' for n, name in enumerate(names, 1)))


def test_killed_at_any_point_the_names_are_those_of_before_or_of_after(tmp_path: Path) -> None:
    """A process makes one index after another and is killed in the middle, ten times, never at the same point."""
    build(small("Tallinn").store, tmp_path, untold, "old")
    seen: set[str] = set()
    for turn in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", MAKING, str(tmp_path)], stdout=subprocess.PIPE, start_new_session=True
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            # The points are spread over the making, which takes some tenths of a second.
            time.sleep(0.05 + 0.07 * turn)  # noqa: TID251
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        state = built_of(tmp_path)
        assert state in ("old", "new")
        linker = Linker(tmp_path)
        if state == "old":
            assert linker.find("Tallinn")[0].id == "Q1" and linker.number_of_names() == 1
        else:
            assert linker.number_of_names() == 2 * 3999
            assert linker.find("thing 3000")[0].id == linker.find("事物3000号")[0].id == "Q3000"
        seen.add(state)
    # Whoever comes next sweeps up what was begun.
    build(small("Riga").store, tmp_path, untold, "next")
    assert [each.name for each in tmp_path.iterdir() if each.is_dir()] == [newest(tmp_path).name]  # type: ignore[union-attr]
    assert Linker(tmp_path).find("Riga")[0].id == "Q1" and Linker(tmp_path).find("Tallinn") == ()


@pytest.mark.parametrize("step", ["gather", "_write", "_publish"])
def test_a_making_that_fails_leaves_the_old_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    build(small("Tallinn").store, tmp_path, untold, "old")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(building, step, broken)
        build(small("Riga").store, tmp_path, untold, "new")
    assert built_of(tmp_path) == "old" and Linker(tmp_path).find("Tallinn")
    build(small("Riga").store, tmp_path, untold, "new")
    assert built_of(tmp_path) == "new" and Linker(tmp_path).find("Riga")


def test_whoever_has_the_old_names_open_keeps_them(tmp_path: Path) -> None:
    build(small("Tallinn").store, tmp_path, untold)
    before = Linker(tmp_path)
    build(small("Riga").store, tmp_path, untold)
    assert before.find("Tallinn") and Linker(tmp_path).find("Riga") and not Linker(tmp_path).find("Tallinn")


def test_only_one_makes_an_index_at_a_time(tmp_path: Path) -> None:
    def meanwhile(done: int, total: int) -> None:
        with pytest.raises(Busy):
            build(small("Riga").store, tmp_path, untold)

    build(small("Tallinn").store, tmp_path, meanwhile)


def test_what_is_damaged_or_of_another_format_is_no_index(tmp_path: Path) -> None:
    build(small("Tallinn").store, tmp_path, untold, "one")
    index = newest(tmp_path)
    assert index is not None
    about = json.loads((index / "about.json").read_text("utf-8"))
    (index / "about.json").write_text(json.dumps({**about, "format": 999}), "utf-8")
    assert built_of(tmp_path) is None and Linker(tmp_path).find("Tallinn") == ()
    (tmp_path / "current.json").write_text("{", "utf-8")
    assert newest(tmp_path) is None
    (tmp_path / "current.json").write_text('{"index": "../elsewhere"}', "utf-8")
    assert newest(tmp_path) is None


def test_progress_ends_with_all_of_it(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    graph = small(*(f"thing {n}" for n in range(50)))
    build(graph.store, tmp_path, lambda done, total: told.append((done, total)))
    assert told[-1] == (len(graph.store), len(graph.store))


def test_an_empty_graph_has_an_index_of_nothing(tmp_path: Path) -> None:
    assert build(Graph.in_memory().store, tmp_path, untold, "empty") == 0
    assert built_of(tmp_path) == "empty"
    assert Linker(tmp_path).mentions("Tallinn") == Linker(tmp_path).complete("T") == ()


def test_names_that_cannot_be_said_are_left_out(tmp_path: Path) -> None:
    graph = Graph.in_memory(f'wd:Q1 rdfs:label "{"long " * 60}"@en, "…!"@en, "ok"@en . wd:Q2 wdt:P1 5 .')
    assert build(graph.store, tmp_path, untold) == 1
    assert Linker(tmp_path).number_of_names() == 1


def test_what_things_are_related_to_is_kept_by_number(tmp_path: Path, world: Graph) -> None:
    build(world.store, tmp_path, untold)
    index = newest(tmp_path)
    assert index is not None
    shelf = Shelf(index)
    china, beijing, country = (
        shelf.find(f"http://www.wikidata.org/entity/{id}") for id in ("Q148", "Q956", "Q6256")
    )
    assert china is not None and beijing is not None and country is not None
    assert beijing in shelf.entry(china).neighbours and china in shelf.entry(beijing).neighbours
    assert shelf.entry(china).kinds == (country,) and shelf.entry(country).kind
    names = {shelf.relations[each].english[0] for each in shelf.entry(china).relations}
    assert names == {"capital"}


def test_a_table_gives_the_smallest_numbers_of_a_text_and_no_more_than_asked(tmp_path: Path) -> None:
    import numpy as np

    writing = Writing(tmp_path / "some.raw")
    for number in range(300):
        writing.add("many" if number % 2 else f"one {number}", number)
    writing.finish(np.arange(300, dtype=np.uint32)[::-1].copy(), 50)
    table = Table(tmp_path / "some.npy")
    many, first, none = table.all(["many", "one 0", "nothing"], 40)
    assert many == list(range(0, 80, 2)) and first == [299] and none == []
    assert len(table) == 50 + 150
    assert hashed("泰山") != hashed("太山")
