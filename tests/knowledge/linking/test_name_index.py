"""The index of names is whole or not there, whenever its making is cut short; and it is what the graph is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from parley.errors import Busy
from parley.knowledge.graph import Graph
from parley.knowledge.linking import building
from parley.knowledge.linking.building import build, built_of
from parley.knowledge.linking.linker import Linker
from parley.knowledge.linking.shelf import Shelf, newest
from parley.knowledge.linking.tables import Table, Writing, hashed

DOOMED = """
import json, os, signal, sys
from pathlib import Path
from parley.knowledge.graph import Graph
from parley.knowledge.linking import building
from parley.knowledge.linking.building import build, built_of
from parley.knowledge.linking.linker import Linker

building._sync = lambda path: None  # what the system was told outlives the process; this is not about power
folder = Path(sys.argv[1])
old = Graph.in_memory('wd:Q1 rdfs:label "Tallinn"@en .')
names = (f'wd:Q{n} rdfs:label "thing {n}"@en, "事物{n}号"@zh .\\n' for n in range(1, 200))
new = Graph.in_memory("".join(names))
steps = {"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove"}
untold = lambda done, total: None
for last in range(1, 1000):
    if built_of(folder) != "old":
        build(old.store, folder, untold, "old")
    child = os.fork()
    if not child:
        done = 0
        def step(event, arguments):
            global done
            if event in steps and str(folder) in str(arguments):
                done += 1
                if done == last:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(step)
        build(new.store, folder, untold, "new")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    linker = Linker(folder)
    found = [[each.id for each in linker.find(name, 1)] for name in ("Tallinn", "thing 150", "事物150号")]
    print(json.dumps([built_of(folder), linker.number_of_names(), found]), flush=True)
    if os.WIFEXITED(status):
        break
"""
"""Makes an index again and again, killed before its first step on the disk, before its second, and so on."""


def untold(done: int, total: int) -> None:
    """Nobody looks at the progress."""


def small(*names: str) -> Graph:
    """A graph of things with these names."""
    return Graph.in_memory("".join(f'wd:Q{n} rdfs:label "{name}"@en .\n' for n, name in enumerate(names, 1)))


def test_killed_at_any_step_the_names_are_those_of_before_or_of_after(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DOOMED, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )
    ends = [json.loads(line) for line in done.stdout.splitlines()]
    before, after = ["old", 1, [["Q1"], [], []]], ["new", 398, [[], ["Q150"], ["Q150"]]]
    assert all(end in (before, after) for end in ends)
    assert len(ends) > 20 and before in ends and ends[-1] == after
    # Whoever comes next sweeps up what was begun.
    build(small("Riga").store, tmp_path, untold, "next")
    assert [each for each in tmp_path.iterdir() if each.is_dir()] == [newest(tmp_path)]
    assert Linker(tmp_path).find("Riga")[0].id == "Q1"


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
