"""RDF of every kind is taken in; sources are replaced as a whole, removed, and told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.errors import Busy
from parley.knowledge.graph import Graph, generations
from parley.knowledge.importing import bases
from parley.knowledge.importing.importing import remove, take_in
from parley.knowledge.importing.types import BadSource, Job, Report, UnknownSource
from parley.knowledge.types import Source

TURTLE = """@prefix e: <http://e/> .
e:tai e:height 1532 ; e:name "泰山"@zh ; e:near [ e:name "Tai'an"@en ] .
"""
SAME = {
    "a.ttl": TURTLE,
    "a.trig": TURTLE,
    "a.nt": """<http://e/tai> <http://e/height> "1532"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e/tai> <http://e/name> "\\u6CF0\\u5C71"@zh .
<http://e/tai> <http://e/near> _:b1 .
_:b1 <http://e/name> "Tai'an"@en .
""",
    "a.nq": """<http://e/tai> <http://e/height> "1532"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g>.
<http://e/tai> <http://e/name> "泰山"@zh .
<http://e/tai> <http://e/near> _:b1 <http://e/g2> .
_:b1 <http://e/name> "Tai'an"@en .
""",
    "a.rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">
<rdf:Description rdf:about="http://e/tai"><e:name xml:lang="zh">泰山</e:name>
<e:height rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1532</e:height>
<e:near rdf:parseType="Resource"><e:name xml:lang="en">Tai'an</e:name></e:near></rdf:Description></rdf:RDF>
""",
    "a.jsonld": """{"@id": "http://e/tai", "http://e/height": 1532,
"http://e/name": {"@value": "泰山", "@language": "zh"},
"http://e/near": {"http://e/name": {"@value": "Tai'an", "@language": "en"}}}
""",
}


def taken(
    tmp_path: Path, name: str, text: str, source: str = "s", title: str = "", licence: str = "", url: str = ""
) -> Report:
    """Import a text."""
    file = tmp_path / name
    file.write_text(text, "utf-8")
    (report,) = take_in(tmp_path / "graph", [Job(file, Source(source, title, licence, url))])
    return report


@pytest.mark.parametrize("name", SAME)
def test_every_format_says_the_same(tmp_path: Path, name: str) -> None:
    report = taken(tmp_path, name, SAME[name])
    graph = Graph.open(tmp_path / "graph")
    assert report.source.triples == 4 and report.bad == 0
    assert [value.text for value in graph.values("http://e/tai", "http://e/height")] == ["1532"]
    assert [value.text for value in graph.values("http://e/tai", "http://e/name")] == ["泰山"]
    (town,) = graph.values("http://e/tai", "http://e/near")
    assert [value.text for value in graph.values(town.id, "http://e/name")] == ["Tai'an"]
    assert town.sources == ("s",)


def test_a_source_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    taken(tmp_path, "a.nt", SAME["a.nt"], title="Hills", licence="CC-BY-4.0", url="https://hills.example")
    (source,) = Graph.open(tmp_path / "graph").sources()
    told = source.name, source.title, source.licence, source.url, source.triples
    assert told == ("s", "Hills", "CC-BY-4.0", "https://hills.example", 4)
    assert source.modified


@pytest.mark.parametrize("few", [0, 1_000])
def test_importing_again_replaces_and_leaves_the_others(
    tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bases, "_FEW", few)  # both ways of leaving the old one out
    taken(tmp_path, "a.nt", '<urn:x> <urn:p> "old" .\n<urn:x> <urn:p> "both" .\n')
    taken(tmp_path, "b.nt", '<urn:x> <urn:p> "other" .\n<urn:x> <urn:p> "both" .\n', "t")
    taken(tmp_path, "a.nt", '<urn:x> <urn:p> "new" .\n')
    graph = Graph.open(tmp_path / "graph")
    told = {value.text: value.sources for value in graph.values("urn:x", "urn:p")}
    assert told == {"new": ("s",), "other": ("t",), "both": ("t",)}
    assert [(source.name, source.triples) for source in graph.sources()] == [("s", 1), ("t", 2)]


def test_who_reads_the_old_state_goes_on_and_can_have_the_new_one(tmp_path: Path) -> None:
    taken(tmp_path, "a.nt", '<urn:x> <urn:p> "old" .\n')
    reader = Graph.open(tmp_path / "graph")
    assert reader.fresh() is reader
    taken(tmp_path, "a.nt", '<urn:x> <urn:p> "new" .\n')
    assert [value.text for value in reader.values("urn:x", "urn:p")] == ["old"]
    newer = reader.fresh()
    assert [value.text for value in newer.values("urn:x", "urn:p")] == ["new"]
    assert newer.stamp != reader.stamp


def test_old_states_do_not_pile_up(tmp_path: Path) -> None:
    for number in range(5):
        taken(tmp_path, "a.nt", f'<urn:x> <urn:p> "{number}" .\n')
    assert len(list((tmp_path / "graph").glob("state-*"))) == 2


def test_a_source_is_removed_with_all_that_only_it_said(tmp_path: Path) -> None:
    taken(tmp_path, "a.nt", SAME["a.nt"])
    taken(tmp_path, "b.nt", '<urn:x> <urn:p> "other" .\n', "t")
    remove(tmp_path / "graph", ["s"])
    graph = Graph.open(tmp_path / "graph")
    assert [source.name for source in graph.sources()] == ["t"]
    assert not graph.facts("http://e/tai") and graph.facts("urn:x")
    with pytest.raises(UnknownSource):
        remove(tmp_path / "graph", ["s"])


def test_lines_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    report = taken(
        tmp_path,
        "a.nt",
        '<urn:a> <urn:p> "1" .\nrubbish\n# a comment\n<urn:a> <urn:p> .\n<urn:a> <urn:p> "2" .\n',
    )
    assert (report.bad, report.where, report.source.triples) == (2, (2, 4), 2)


@pytest.mark.parametrize("name", ["a.nt", "a.nq"])
def test_a_file_that_was_cut_in_the_middle_of_a_line_loses_that_line(tmp_path: Path, name: str) -> None:
    report = taken(tmp_path, name, '<urn:a> <urn:p> "1" .\n<urn:a> <urn:p> <urn:b')
    assert (report.taken, report.bad, report.where, report.source.triples) == (1, 1, (2,), 1)


def test_a_statement_of_turtle_that_cannot_be_read_costs_itself(tmp_path: Path) -> None:
    report = taken(tmp_path, "a.ttl", "<urn:a> <urn:p> 1 .\n<urn:b> oops oops .\n<urn:c> <urn:p> 2 .\n")
    assert (report.bad, report.where, report.source.triples) == (1, (2,), 2)


def test_nameless_things_of_two_sources_are_not_the_same(tmp_path: Path) -> None:
    for source in ("s", "t"):
        taken(tmp_path, "a.nt", f'_:x <urn:p> "{source}" .\n_:x <urn:q> "_:x stays text" .\n', source)
    graph = Graph.open(tmp_path / "graph")
    assert graph.count("urn:q", graph.values("urn:parley:node:s:x", "urn:q")[0]) == 2
    assert [value.text for value in graph.values("urn:parley:node:t:x", "urn:p")] == ["t"]


@pytest.mark.parametrize("name", ["", "UPPER", "a b", "x" * 70, "a>b", "-x"])
def test_a_source_has_a_name_that_can_be_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSource):
        taken(tmp_path, "a.nt", SAME["a.nt"], name)


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    with generations.writing(tmp_path / "graph"), pytest.raises(Busy):
        taken(tmp_path, "a.nt", SAME["a.nt"])


def test_what_a_file_is_must_be_known(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="--format"):
        taken(tmp_path, "notes.txt", "hello")
    with pytest.raises(BadSource):
        take_in(tmp_path / "graph", [Job(tmp_path / "missing.nt", Source("s"))])
