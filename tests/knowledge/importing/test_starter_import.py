"""The graph that ships is taken in once, and again only when another ships."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from parley.knowledge.graph import Graph, generations
from parley.knowledge.importing.importing import remove, take_in
from parley.knowledge.importing.starter import ensure_starter
from parley.knowledge.importing.types import BadSource, Job
from parley.knowledge.packing import zstd
from parley.knowledge.starter import shipped as shipping
from parley.knowledge.starter.shipped import Shipped
from parley.knowledge.terms import LABEL
from parley.knowledge.types import Source


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is in two shipped files; may be changed."""
    monkeypatch.setattr(shipping, "FOLDER", tmp_path)
    (tmp_path / "data").mkdir()
    return ['<urn:x> <urn:p> "one" .\n', '<urn:x> <urn:p> "two" .\n']


def ship(tmp_path: Path, files: list[str]) -> tuple[Shipped, ...]:
    made: list[Shipped] = []
    for number, text in enumerate(files):
        data = zstd.compress(text.encode())
        (tmp_path / "data" / f"s{number}.nt.zst").write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        made.append(Shipped(f"s{number}", "Some", "CC0-1.0", "https://x.example", "1", 1, digest))
    return tuple(made)


def texts(folder: Path) -> set[str]:
    return {value.text for value in Graph.open(folder).values("urn:x", "urn:p")}


def test_it_is_taken_in_once_and_again_when_it_changes(tmp_path: Path, files: list[str]) -> None:
    graph = tmp_path / "graph"
    assert ensure_starter(graph, files=ship(tmp_path, files))
    stamp = Graph.open(graph).stamp
    assert not ensure_starter(graph, files=ship(tmp_path, files))
    assert Graph.open(graph).stamp == stamp and texts(graph) == {"one", "two"}
    files[1] = files[1].replace("two", "three")
    assert ensure_starter(graph, files=ship(tmp_path, files))
    assert texts(graph) == {"one", "three"}
    assert [(each.name, each.licence) for each in Graph.open(graph).sources()] == [
        ("s0", "CC0-1.0"),
        ("s1", "CC0-1.0"),
    ]


def test_what_people_imported_and_removed_stays_so(tmp_path: Path, files: list[str]) -> None:
    graph, own = tmp_path / "graph", tmp_path / "own.nt"
    own.write_text('<urn:x> <urn:p> "own" .\n', "utf-8")
    take_in(graph, [Job(own, Source("own"))])
    assert ensure_starter(graph, files=ship(tmp_path, files))
    assert texts(graph) == {"own", "one", "two"}
    remove(graph, ["s0"])
    assert not ensure_starter(graph, files=ship(tmp_path, files))
    assert texts(graph) == {"own", "two"}


def test_who_imports_meanwhile_is_not_disturbed(tmp_path: Path, files: list[str]) -> None:
    graph = tmp_path / "graph"
    with generations.writing(graph):
        assert not ensure_starter(graph, files=ship(tmp_path, files))
    assert ensure_starter(graph, files=ship(tmp_path, files))


def test_a_file_that_is_not_the_one_that_ships_is_refused(tmp_path: Path, files: list[str]) -> None:
    made = ship(tmp_path, files)
    made[0].file.write_bytes(zstd.compress(b'<urn:x> <urn:p> "forged" .\n'))
    with pytest.raises(BadSource):
        ensure_starter(tmp_path / "graph", files=made)


def test_all_files_that_ship_can_be_taken_in(tmp_path: Path) -> None:
    assert ensure_starter(tmp_path / "graph")
    graph = Graph.open(tmp_path / "graph")
    assert {source.name: source.triples for source in graph.sources()} == {
        each.name: each.triples for each in shipping.shipped()
    }
    names = graph.store.quads_for_pattern(None, NamedNode(LABEL), Literal("中国", language="zh"), None)
    assert "China" in {graph.label(str(quad.subject).strip("<>"), "en") for quad in names}
