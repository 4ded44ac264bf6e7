"""What is taken of a dump in Wikidata's shape, and what of that is made."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from fakes.wikidata_dump import dump, entity, mount_tai, quantity, thing
from parley.knowledge.graph import Graph
from parley.knowledge.importing.importing import take_in
from parley.knowledge.importing.types import Choice, Job, Report
from parley.knowledge.importing.wikidata.units import converted, units
from parley.knowledge.packing import zstd
from parley.knowledge.types import Kind, Source


def taken(
    tmp_path: Path, data: bytes, choice: Choice | None = None, graph: str = "graph"
) -> tuple[Graph, Report]:
    """The graph that a dump comes to."""
    file = tmp_path / "dump.json"
    file.write_bytes(data)
    job = Job(file, Source("wikidata", "Wikidata", "CC0-1.0"), choice=choice or Choice())
    (report,) = take_in(tmp_path / graph, [job])
    return Graph.open(tmp_path / graph), report


@pytest.fixture
def tai(tmp_path: Path) -> Graph:
    return taken(tmp_path, dump(mount_tai()))[0]


def test_names_are_in_both_languages_and_simplified(tai: Graph) -> None:
    assert (tai.label("Q133300", "en"), tai.label("Q133300", "zh")) == ("Mount Tai", "泰山")
    others = {name.text for name in tai.names("Q133300", "zh")}
    assert others == {"泰山", "岱山", "岱宗", "东岳泰山"}
    assert tai.label("Q937", "zh") == "爱因斯坦"
    assert tai.description("Q133300", "zh") == "山东的一座山"
    assert tai.relation_name("P2044", "zh") == "海拔"
    assert "Tai Shan" not in str(tai.store)  # German was not asked for


def test_the_preferred_statement_counts_and_a_deprecated_one_does_not(tai: Graph) -> None:
    (elevation,) = tai.values("Q133300", "P2044")
    assert (elevation.number, elevation.unit) == (Decimal("1532.7"), "meter")
    assert [value.id for value in tai.values("Q133300", "P31")] == ["Q46831"]


def test_numbers_come_in_the_one_unit_of_their_relation(tai: Graph) -> None:
    (area,) = tai.values("Q133300", "P2046")  # 24,200 hectares
    assert (area.number, area.unit) == (Decimal(242), "square-kilometer")
    (people,) = tai.values("Q133300", "P1082")
    assert (people.number, people.unit) == (Decimal(7), "")


def test_days_are_as_precise_as_they_are_told(tai: Graph) -> None:
    assert [each.text for each in tai.values("Q937", "P569")] == ["1879-03-14"]
    assert [each.text for each in tai.values("Q937", "P570")] == ["1955-04"]
    (ides,) = tai.values("Q1048", "P570")
    assert (ides.kind, ides.text) == (Kind.DAY, "-0044-03-15")
    assert tai.values("Q133300", "P571") == []  # a century is no day


def test_what_cannot_be_told_honestly_is_left_out_and_counted(tmp_path: Path) -> None:
    _, report = taken(tmp_path, dump(mount_tai()))
    assert report.left == {"unit": 1, "identifier": 1, "date": 1, "kind": 1}
    assert (report.taken, report.bad) == (9, 0)


def test_well_known_things_are_more_popular(tai: Graph) -> None:
    assert tai.popularity("Q148") > tai.popularity("Q133300") > tai.popularity("Q99000001")


def test_instances_of_a_class_and_of_its_subclasses_are_taken(tmp_path: Path) -> None:
    graph, report = taken(tmp_path, dump(mount_tai()), Choice(classes=("Q8502",)))
    assert graph.facts("Q133300") and graph.facts("Q99000001")
    assert not graph.facts("Q937")
    assert graph.label("Q148", "zh") == "中国"  # well known enough to keep its name
    assert report.left["class"] == 5


def test_what_few_wikis_write_about_can_be_left_out(tmp_path: Path) -> None:
    graph, report = taken(tmp_path, dump(mount_tai()), Choice(popularity=60, relations=("P17",)))
    assert list(graph.facts("Q133300")) == ["P17"]
    assert graph.names("Q99000001") == [] and report.left["popularity"] == 1


def test_one_language_alone(tmp_path: Path) -> None:
    graph, _ = taken(tmp_path, dump(mount_tai()), Choice(languages=("de",)))
    assert {name.text for name in graph.all_names()} == {"Höhe", "Tai Shan"}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstd.compress])
def test_packed_dumps_are_read_as_they_are(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    graph, _ = taken(tmp_path, pack(dump(mount_tai())))
    assert graph.label("Q133300", "zh") == "泰山"


def test_a_bad_line_costs_that_line(tmp_path: Path) -> None:
    lines = dump(mount_tai()).splitlines(keepends=True)
    lines[3:3] = [b'{"id":"Q5","type":"item","labels":{"en":\n', b"[[[[" * 10_000 + b"\n", b'{"id":7}\n']
    graph, report = taken(tmp_path, b"".join(lines))
    assert (report.bad, report.where, report.taken) == (3, (4, 5, 6), 9)
    assert graph.label("Q133300", "zh") == "泰山"


def test_numbers_and_ids_that_make_no_sense_are_left_out(tmp_path: Path) -> None:
    odd = entity(
        "Q7",
        {"en": 'a "name"\nwith\\ all <sorts> of\u0000 things'},
        [quantity("P1082", "+1e999999999"), quantity("P1082", "NaN"), quantity("P1082", "+5")],
    )
    odd["claims"]['P1> <urn:x> "injected'] = [thing("P17", "Q148")]
    odd["claims"]["P17"] = [thing("P17", "Q148")]
    odd["claims"]["P17"][0]["mainsnak"]["datavalue"]["value"]["id"] = "Q1> <urn:x> <urn:y"
    graph, report = taken(tmp_path, dump([odd, entity("Q8> <urn:x> <urn:y", {"en": "no"})]))
    assert [value.text for value in graph.values("Q7", "P1082")] == ["5"]
    assert list(graph.facts("Q7")) == ["P1082"]
    assert graph.label("Q7", "en").startswith('a "name"\nwith\\ all <sorts>')
    assert "urn:x" not in str(graph.store) and report.bad == 0


def test_the_unit_that_another_source_gave_a_relation_stays(tmp_path: Path) -> None:
    file = tmp_path / "own.nt"
    file.write_text('<http://www.wikidata.org/prop/direct/P2044> <urn:parley:unit> "foot" .\n', "utf-8")
    take_in(tmp_path / "graph", [Job(file, Source("own"))])
    graph, _ = taken(tmp_path, dump(mount_tai()))
    (elevation,) = graph.values("Q133300", "P2044")
    assert elevation.unit == "foot" and elevation.number is not None
    assert abs(elevation.number - Decimal("5028.543")) < Decimal("0.001")


@pytest.mark.parametrize(
    ("number", "item", "target", "expected"),
    [
        ("100", "Q25267", "kelvin", "373.15"),
        ("212", "Q42289", "celsius", "100"),
        ("26.2", "Q253276", "kilometer", "42.1648128"),
        ("1", "Q1811", "meter", "149597870700"),
    ],
)
def test_units_are_converted_exactly(number: str, item: str, target: str, expected: str) -> None:
    by_item, by_name, _ = units()
    found = converted(Decimal(number), by_item[item], by_name[target])
    assert abs(found - Decimal(expected)) < Decimal("1e-12")


def test_units_are_what_the_house_measures_in_elsewhere() -> None:
    from parley.language.quantities import UNITS

    _, by_name, _ = units()
    shared = [name for name in by_name if name in UNITS and UNITS[name].kind == by_name[name].kind]
    assert len(shared) >= 6
    for name in shared:
        ratio = by_name[name].size / (by_name["meter"].size if by_name[name].kind == "length" else 1)
        if by_name[name].kind in ("length", "mass"):
            assert ratio == Decimal(UNITS[name].size.numerator) / Decimal(UNITS[name].size.denominator)
