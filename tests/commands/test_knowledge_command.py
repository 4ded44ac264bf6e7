"""``parley knowledge``: a source is taken in, listed, asked and removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.command_line import CliRunner
from fakes.wikidata_dump import dump, mount_tai
from parley import cli
from parley.knowledge.folders import graph_folder, names_folder
from parley.knowledge.graph import Graph
from parley.knowledge.linking.building import built_of


@pytest.fixture
def said(tmp_path: Path) -> CliRunner:
    (tmp_path / "latest-all.json").write_bytes(dump(mount_tai()))
    return CliRunner()


def run(runner: CliRunner, tmp_path: Path, *words: str) -> str:
    done = runner.invoke(cli.app, ["knowledge", *words, "--data", str(tmp_path / "data")])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_a_dump_is_taken_in_and_its_names_can_be_found(said: CliRunner, tmp_path: Path) -> None:
    file = str(tmp_path / "latest-all.json")
    told = run(
        said, tmp_path, "import", file, "--source", "wikidata", "--licence", "CC0-1.0", "--class", "Q8502"
    )
    assert "wikidata: " in told and "class 5" in told and "found by name" in told
    graph = Graph.open(graph_folder(tmp_path / "data"))
    assert graph.label("Q133300", "zh") == "泰山"
    assert built_of(names_folder(tmp_path / "data")) == graph.stamp


def test_sources_are_listed_asked_and_removed(said: CliRunner, tmp_path: Path) -> None:
    assert "empty" in run(said, tmp_path, "sources")
    told = run(said, tmp_path, "import", str(tmp_path / "latest-all.json"))
    assert "No licence was told" in told
    assert "latest-all" in run(said, tmp_path, "sources")
    assert '"name":"latest-all"' in run(said, tmp_path, "sources", "--json")
    query = (
        "SELECT ?l { <http://www.wikidata.org/entity/Q148> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
    )
    assert '"中国"@zh' in run(said, tmp_path, "query", query)
    assert "there are more than 1 rows" in run(said, tmp_path, "query", query, "--rows", "1").lower()
    assert "Removed" in run(said, tmp_path, "remove", "latest-all")
    assert "empty" in run(said, tmp_path, "sources")


def test_bad_lines_are_told_with_their_numbers(said: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "facts.nt"
    file.write_text('<urn:a> <urn:p> "1" .\nrubbish\n', "utf-8")
    assert "left out 无法读取，已略过：1 (lines 行 2)" in run(said, tmp_path, "import", str(file))
