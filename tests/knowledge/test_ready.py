"""A new house is given the graph that ships, made once for all; nothing of a house goes the other way."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from parley.knowledge import ready
from parley.knowledge.folders import graph_folder, names_folder
from parley.knowledge.graph import Graph
from parley.knowledge.importing.importing import take_in
from parley.knowledge.importing.starter import ensure_starter
from parley.knowledge.importing.types import Job
from parley.knowledge.linking.building import build, built_of
from parley.knowledge.linking.linker import Linker
from parley.knowledge.packing import zstd
from parley.knowledge.scholar import Scholar
from parley.knowledge.starter import shipped as shipping
from parley.knowledge.starter.shipped import Shipped
from parley.knowledge.types import Source

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A small graph ships; how often it was made, and where."""
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(shipping, "FOLDER", tmp_path)
    data = zstd.compress(f'<urn:x> {LABEL} "Xanadu"@en .\n<urn:x> <urn:p> "one" .\n'.encode())
    (tmp_path / "data").mkdir()
    (tmp_path / "data/small.nt.zst").write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    files = (Shipped("small", "Small", "CC0-1.0", "https://x.example", "1", 2, digest),)
    times: list[Path] = []

    def once(folder: Path) -> bool:
        times.append(folder)
        return ensure_starter(folder, files=files)

    monkeypatch.setattr(ready, "ensure_starter", once)
    monkeypatch.setattr(ready, "shipped", lambda: files)
    monkeypatch.setattr("parley.knowledge.scholar.ensure_starter", lambda folder: once(folder))
    return times


def _all(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


def test_every_house_after_the_first_is_given_it(tmp_path: Path, made: list[Path]) -> None:
    for name in ("a", "b", "c"):
        assert ready.furnish(tmp_path / name)
        graph = Graph.open(graph_folder(tmp_path / name))
        assert [each.text for each in graph.values("urn:x", "urn:p")] == ["one"]
        assert built_of(names_folder(tmp_path / name)) == graph.stamp
        assert [each.id for each in Linker(names_folder(tmp_path / name)).find("Xanadu")] == ["urn:x"]
        assert not ready.furnish(tmp_path / name)  # it has one
    assert len(made) == 1 and made[0].is_relative_to(tmp_path / "cache")
    shared = {each.stat().st_ino for each in (tmp_path / "cache").rglob("*") if each.name == "lock"}
    own = {each.stat().st_ino for each in (tmp_path / "a").rglob("*") if each.is_file()}
    assert shared and not shared & own  # who builds here stops nobody there


def test_what_a_house_takes_in_stays_in_it(tmp_path: Path, made: list[Path]) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert ready.furnish(first)
    before = _all(tmp_path / "cache")
    own = tmp_path / "own.nt"
    own.write_text(f'<urn:own> {LABEL} "Shangrila"@en .\n')
    take_in(graph_folder(first), [Job(own, Source("own", "Own", "", ""), format="nt")])
    graph = Graph.open(graph_folder(first))
    build(graph.store, names_folder(first), lambda _, __: None, graph.stamp)
    assert Linker(names_folder(first)).find("Shangrila")
    assert b"Shangrila" in _all(first)
    assert _all(tmp_path / "cache") == before
    assert ready.furnish(second)
    assert not Linker(names_folder(second)).find("Shangrila")
    assert len(Graph.open(graph_folder(second)).sources()) == 1


def test_a_house_that_has_a_graph_is_left_as_it_is(tmp_path: Path, made: list[Path]) -> None:
    own = tmp_path / "own.nt"
    own.write_text(f'<urn:own> {LABEL} "Shangrila"@en .\n')
    take_in(graph_folder(tmp_path / "a"), [Job(own, Source("own", "Own", "", ""), format="nt")])
    assert not ready.furnish(tmp_path / "a")
    scholar = Scholar(str(tmp_path / "a"))
    assert {each.name for each in scholar.sources()} == {"own", "small"}
    assert made == [graph_folder(tmp_path / "a")]
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("broken", [b"", b"x" * 50])
def test_what_is_not_whole_is_made_anew(tmp_path: Path, made: list[Path], broken: bytes) -> None:
    assert ready.furnish(tmp_path / "a")
    (folder,) = (each for each in (tmp_path / "cache/knowledge").iterdir() if each.is_dir())
    table = next(folder.rglob("*.sst"))
    table.unlink()  # the house has a second name of it
    table.write_bytes(broken)
    assert ready.furnish(tmp_path / "b")
    assert len(made) == 2
    for name in ("a", "b"):
        graph = Graph.open(graph_folder(tmp_path / name))
        assert [each.text for each in graph.values("urn:x", "urn:p")] == ["one"]


def test_where_nothing_can_be_kept_the_house_makes_its_own(tmp_path: Path, made: list[Path]) -> None:
    (tmp_path / "cache").write_text("no folder")
    assert not ready.furnish(tmp_path / "a")
    assert Scholar(str(tmp_path / "a")).find("Xanadu")
    assert made == [graph_folder(tmp_path / "a")]


def test_where_files_have_no_second_names_they_are_copied(
    tmp_path: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", no)
    assert ready.furnish(tmp_path / "a")
    assert {each.stat().st_nlink for each in (tmp_path / "a").rglob("*") if each.is_file()} == {1}
    assert Linker(names_folder(tmp_path / "a")).find("Xanadu")
