"""Wherever an import is killed, the graph stays as it was, and the import goes on to the same end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes import dying_import
from fakes.wikidata_dump import dump, many
from parley.knowledge.graph import Graph
from parley.knowledge.importing import importing
from parley.knowledge.importing.types import Job, Report, Unfinished
from parley.knowledge.types import Source

SCRIPT = Path(dying_import.__file__)
BEFORE = '<urn:a> <urn:b> "as it was" .\n'


def triples() -> bytes:
    """Some hundred lines, some of them bad, some about nameless things."""
    lines = [f'<urn:s{each}> <urn:p> "{each}" .' for each in range(300)]
    lines += ["no triple at all", "_:x <urn:knows> _:y .", '_:x <urn:name> "_:not a node" .']
    return "\n".join(lines + [f"_:x <urn:has> <urn:s{each}> ." for each in range(100)]).encode()


def turtle() -> bytes:
    return b"".join(b"<urn:s%d> <urn:p> [ <urn:q> %d ] .\n" % (each, each) for each in range(60))


def table() -> bytes:
    return b"code,name,miles\n" + b"".join(b"c%d,River %d,%d\n" % (each, each, each) for each in range(150))


LAYOUT = """
id: "{code}"
labels: {en: "{name}"}
facts: [{relation: P2043, value: "{miles}", kind: number, unit: mile}]
"""

SOURCES: dict[str, Callable[[], bytes]] = {
    "nt": triples,
    "json": lambda: dump(many(15)),
    "csv": table,
    "ttl": turtle,
}


def run(file: Path, *pairs: object) -> list[int]:
    """Import in processes that die, each into its folder at its step; what they print."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(SCRIPT), str(file), *(str(each) for each in pairs)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return [int(each) for each in done.stdout.split()]


def killed(folder: Path, file: Path, step: int) -> None:
    """Import into a folder, and die at a step."""
    assert run(file, folder, step) == [-signal.SIGKILL]


def job(file: Path) -> Job:
    layout = file.with_suffix(".yaml")
    return Job(file, Source("s", "S", "CC0-1.0"), mapping=layout if layout.exists() else None)


def said(folder: Path) -> list[str]:
    """All that the graph says; nameless things of Turtle have other names every time."""
    lines = str(Graph.open(folder).store).splitlines()
    return sorted(line for line in lines if "/modified>" not in line)


def shaped(lines: list[str]) -> list[str]:
    """The same without the names of nameless things."""
    return sorted(" ".join("_" if _nameless(part) else part for part in line.split()) for line in lines)


def _nameless(part: str) -> bool:
    return "urn:parley:node" in part or part.startswith("_:")


@pytest.fixture(params=SOURCES)
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Something to import."""
    for module in (importing.rdf, importing.bases):
        monkeypatch.setattr(module, "pieces", module.pieces)  # put back when the test is over
    monkeypatch.setattr(dying_import.tables, "ROWS", dying_import.ROWS)
    monkeypatch.setattr(dying_import.dump, "pieces", dying_import.dump.pieces)
    dying_import.small_pieces()
    monkeypatch.setattr(os, "fsync", lambda _: None)
    path = tmp_path / f"source.{request.param}"
    path.write_bytes(SOURCES[request.param]())
    if request.param == "csv":
        path.with_suffix(".yaml").write_text(LAYOUT, "utf-8")
    return path


def whole(tmp_path: Path, file: Path) -> tuple[list[str], Report]:
    """What an import that nothing happens to comes to."""
    folder = tmp_path / "whole"
    prepared(folder, tmp_path)
    (report,) = importing.take_in(folder, [job(file)])
    return said(folder), report


def prepared(folder: Path, tmp_path: Path) -> None:
    """A graph that something is in already."""
    before = tmp_path / "before.nt"
    before.write_text(BEFORE, "utf-8")
    importing.take_in(folder, [Job(before, Source("before", "Before", "CC0-1.0"))])


def test_killed_at_any_step_it_comes_to_the_same_end(file: Path, tmp_path: Path) -> None:
    expected, report = whole(tmp_path, file)
    start = tmp_path / "start"
    prepared(start, tmp_path)
    as_it_was = said(start)
    shutil.copytree(start, tmp_path / "count")
    steps = run(file, tmp_path / "count", 0)[0]
    assert steps >= 8
    chosen = sorted({1, steps // 2, steps // 2 + 1, *range(steps - 2, steps + 1)})
    folders = {step: shutil.copytree(start, tmp_path / f"killed-{step}") for step in chosen}
    ends = run(file, *(each for step, folder in folders.items() for each in (folder, step)))
    assert ends == [-signal.SIGKILL] * len(chosen)
    for step, folder in folders.items():
        switched = step == steps  # killed behind the switch: there is nothing left to do
        assert shaped(said(folder)) == shaped(expected if switched else as_it_was), step
        (again,) = importing.take_in(folder, [job(file)])
        assert shaped(said(folder)) == shaped(expected), step
        taken = again.source.triples, again.taken, again.bad
        assert taken == (report.source.triples, report.taken, report.bad), step


def test_it_goes_on_rather_than_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "source.nt"
    file.write_bytes(triples())
    folder = tmp_path / "graph"
    killed(folder, file, run(file, tmp_path / "count", 0)[0] // 2)
    read: list[int] = []
    pass_over = importing.Unpacked.pass_over
    monkeypatch.setattr(
        importing.Unpacked, "pass_over", lambda self, size: (read.append(size), pass_over(self, size))
    )
    (report,) = importing.take_in(folder, [job(file)])
    assert report.resumed
    assert read[0] > len(triples()) / 4


def test_another_import_does_not_push_an_interrupted_one_aside(tmp_path: Path) -> None:
    file, other = tmp_path / "source.nt", tmp_path / "other.nt"
    file.write_bytes(triples())
    other.write_bytes(b'<urn:o> <urn:p> "o" .\n')
    folder = tmp_path / "graph"
    killed(folder, file, 8)
    small = Job(other, Source("other"))
    with pytest.raises(Unfinished):
        importing.take_in(folder, [small])
    with pytest.raises(Unfinished):
        importing.remove(folder, ["before"])
    importing.take_in(folder, [small], anew=True)
    assert [source.name for source in Graph.open(folder).sources()] == ["other"]


def test_a_file_that_changed_meanwhile_is_read_from_its_beginning(tmp_path: Path) -> None:
    file = tmp_path / "source.nt"
    file.write_bytes(triples())
    folder = tmp_path / "graph"
    killed(folder, file, 9)
    file.write_bytes(b'<urn:o> <urn:p> "o" .\n')
    with pytest.raises(Unfinished):
        importing.take_in(folder, [job(file)])
    (report,) = importing.take_in(folder, [job(file)], anew=True)
    assert report.source.triples == 1 and not report.resumed
