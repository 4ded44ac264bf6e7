"""Tables become facts as a mapping says, and rows that make none are told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from parley.knowledge.graph import Graph
from parley.knowledge.importing.importing import take_in
from parley.knowledge.importing.types import BadSource, Job, Report
from parley.knowledge.types import Source

LAYOUT = """
id: "{code}"
class: Q4022
labels: {en: "{name}", zh: "{zh}"}
aliases: {en: "{others}"}
descriptions: {en: "river in {where}"}
popularity: "{known}"
facts:
  - {relation: P2043, value: "{miles}", kind: number, unit: mile}
  - {relation: P17, value: "{countries}", kind: thing, split: ";"}
  - {relation: opened, value: "{opened}", kind: day}
  - {relation: boats, value: "{boats}", kind: number}
  - {relation: motto, value: "{motto}", language: en}
relations:
  opened: {en: opened, zh: 通航时间}
"""
HEAD = "code,name,zh,others,where,known,miles,countries,opened,boats,motto\n"
ROWS = """r1,Long River,长江,Yangtze|Chang Jiang,China,900000,"3,917",Q148,,"1,234","flows, and
flows"
,nobody knows which,,,,,,,,,
r2,Danube,多瑙河,,Europe,500,1770,Q40;Q28,1856-03,many,
r3,Canal,,,,x,,,1869-11-17,,
"""


def taken(
    tmp_path: Path, rows: str = ROWS, layout: str = LAYOUT, encoding: str = "utf-8"
) -> tuple[Graph, Report]:
    file, mapping = tmp_path / "rivers.csv", tmp_path / "rivers.yaml"
    file.write_bytes((HEAD + rows).encode(encoding))
    mapping.write_text(layout, "utf-8")
    (report,) = take_in(tmp_path / "graph", [Job(file, Source("rivers"), mapping=mapping)])
    return Graph.open(tmp_path / "graph"), report


def test_a_row_becomes_a_thing_with_names_and_facts(tmp_path: Path) -> None:
    graph, report = taken(tmp_path)
    river = "urn:parley:rivers:r1"
    assert (graph.label(river, "en"), graph.label(river, "zh")) == ("Long River", "长江")
    assert {name.text for name in graph.names(river, "en")} == {"Long River", "Yangtze", "Chang Jiang"}
    assert graph.description(river) == "river in China"
    assert graph.popularity(river) == 900_000
    assert [value.id for value in graph.values(river, "P31")] == ["Q4022"]
    assert graph.values(river, "urn:parley:relation:motto")[0].text == "flows, and\nflows"
    assert graph.relation_name("urn:parley:relation:opened", "zh") == "通航时间"
    assert (report.taken, report.bad, report.where) == (3, 1, (2,))


def test_numbers_days_and_several_things_in_a_cell(tmp_path: Path) -> None:
    graph, report = taken(tmp_path)
    (length,) = graph.values("urn:parley:rivers:r1", "P2043")
    assert length.unit == "kilometer"  # as the house has it for lengths of rivers
    assert length.number == Decimal("3917") * Decimal("1.609344")
    assert {value.id for value in graph.values("urn:parley:rivers:r2", "P17")} == {"Q40", "Q28"}
    opened = "urn:parley:relation:opened"
    assert graph.values("urn:parley:rivers:r2", opened)[0].text == "1856-03"
    assert graph.values("urn:parley:rivers:r3", opened)[0].text == "1869-11-17"
    assert report.left == {"number": 1}  # "many" boats


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    graph, _ = taken(tmp_path, "r1,Long River,長江,,,,,,,,\n", LAYOUT + f"encoding: {encoding}\n", encoding)
    assert graph.label("urn:parley:rivers:r1", "zh") == "長江"


@pytest.mark.parametrize(
    "layout",
    [
        "just words",
        "id: '{code}'\nfacts: [{relation: P1, value: '{nowhere}'}]",
        "id: '{code}'\nfacts: [{relation: P1, value: '{miles}', kind: number, unit: cubit}]",
        "id: '{code}'\nodd: 1",
        "id: [",
        "&a [*a, *a]",
        "id: !!python/object/apply:os.system [true]",
    ],
)
def test_a_mapping_that_cannot_be_right_is_refused(tmp_path: Path, layout: str) -> None:
    with pytest.raises(BadSource):
        taken(tmp_path, layout=layout)


def test_a_table_needs_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD, "utf-8")
    with pytest.raises(BadSource, match="--mapping"):
        take_in(tmp_path / "graph", [Job(tmp_path / "a.csv", Source("s"))])


def test_cells_cannot_write_statements_of_their_own(tmp_path: Path) -> None:
    cell = '"> <urn:x> <urn:y> .\n<urn:z"'
    graph, _ = taken(tmp_path, f'"{cell.replace(chr(34), chr(34) * 2)}",name,,,,,,Q1 Q2,,,\n')
    found = str(graph.store)
    assert "<urn:x>" not in found and "<urn:z" not in found
    assert graph.subjects("P31", "Q4022")[0].startswith("urn:parley:rivers:%22%3E%20%3Curn:x%3E")


def test_a_cell_of_endless_length_costs_its_row(tmp_path: Path) -> None:
    graph, report = taken(tmp_path, "r1," + "x" * (2 << 20) + "\nr2,Danube,,,,,,,,,\n")
    assert graph.label("urn:parley:rivers:r2") == "Danube" and report.bad >= 1
