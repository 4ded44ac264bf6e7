"""Files that are made to harm: they end as errors or cost a line, and the graph is what it was."""

from __future__ import annotations

import bz2
import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from parley.knowledge.graph import Graph
from parley.knowledge.importing import importing, loading, pieces, unpacking
from parley.knowledge.importing.importing import take_in
from parley.knowledge.importing.types import BadSource, Job, NoSpace, Report
from parley.knowledge.packing import zstd
from parley.knowledge.types import Source

Pack = Callable[[bytes], bytes]


def taken(tmp_path: Path, name: str, data: bytes) -> Report:
    file = tmp_path / name
    file.write_bytes(data)
    (report,) = take_in(tmp_path / "graph", [Job(file, Source("s"))])
    return report


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that a small file is over."""
    monkeypatch.setattr(unpacking, "ALLOWANCE", 1 << 20)
    monkeypatch.setattr(unpacking, "RATIO", 10)
    monkeypatch.setattr(pieces, "LONGEST", 1 << 16)
    monkeypatch.setattr(loading, "_ALLOWED", 100)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstd.compress])
@pytest.mark.parametrize("what", [b"\0", b"<urn:a> <urn:p> <urn:b> .\n"])
def test_a_bomb_goes_off_nowhere(tmp_path: Path, pack: Pack, what: bytes) -> None:
    with pytest.raises(BadSource, match="times its size"):
        taken(tmp_path, "bomb.nt", pack(what * ((8 << 20) // len(what))))
    assert not list((tmp_path / "graph").glob("state-*"))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstd.compress])
@pytest.mark.parametrize("harm", ["breaks off", "is damaged"])
def test_an_archive_that_lies(tmp_path: Path, pack: Pack, harm: str) -> None:
    packed = bytearray(pack(b"".join(b"<urn:a%d> <urn:p> <urn:b> .\n" % each for each in range(3000))))
    if harm == "breaks off":
        del packed[len(packed) // 2 :]
    else:
        packed[len(packed) // 2 : len(packed) // 2 + 9] = b"\xff" * 9
    try:
        report = taken(tmp_path, "lie.nt", bytes(packed))
    except BadSource:
        assert not list((tmp_path / "graph").glob("state-*"))
    else:  # zstandard without a checksum unpacks to something else: lines that are none
        assert report.bad or report.source.triples < 3000


def test_a_file_of_zstandard_may_not_ask_for_all_memory(tmp_path: Path) -> None:
    wide = {int(zstd.CompressionParameter.window_log): 30}
    packing = zstd.ZstdCompressor(options=wide)
    packed = packing.compress(b"<urn:a> <urn:p> <urn:b> .\n") + packing.flush()
    with pytest.raises(BadSource):
        taken(tmp_path, "wide.nt", packed)


@pytest.mark.usefixtures("small")
def test_an_endless_line_costs_that_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = pieces.pieces
    monkeypatch.setattr(importing.rdf, "pieces", lambda *a: cut(*a, size=10_000))
    long = b"<urn:a> <urn:p> " + b'"' + b"x" * 200_000 + b'" .\n'
    report = taken(
        tmp_path, "long.nt", b"<urn:a> <urn:p> <urn:b> .\n" + long + b"<urn:a> <urn:p> <urn:c> .\nbad\n"
    )
    assert (report.source.triples, report.bad, report.where) == (2, 2, (2, 4))


@pytest.mark.usefixtures("small")
def test_what_is_none_of_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSource):
        taken(tmp_path, "picture.nt", os.urandom(50_000))
    with pytest.raises(BadSource):
        taken(tmp_path, "words.nt", b"just some words\n" * 5_000)
    for name in ("a.ttl", "a.rdf", "a.jsonld", "a.trig"):
        with pytest.raises(BadSource):
            taken(tmp_path, name, os.urandom(20_000))
    with pytest.raises(BadSource):
        taken(tmp_path, "empty.jsonld", b"{")
    # What failed for what it is does not stand in the way of the next.
    assert taken(tmp_path, "good.nt", b"<urn:a> <urn:p> <urn:b> .\n").source.triples == 1


def test_entities_within_entities_are_refused(tmp_path: Path) -> None:
    names = "abcdefgh"
    inner = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">{inner}]>'
    body = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    body += '<rdf:Description rdf:about="http://x"><e:p>&h;</e:p></rdf:Description></rdf:RDF>'
    with pytest.raises(BadSource, match="hold others"):
        taken(tmp_path, "laughs.rdf", (head + body).encode())
    with pytest.raises(BadSource, match="UTF-8"):
        taken(tmp_path, "laughs.rdf", (head + body).encode("utf-16"))
    with pytest.raises(BadSource):
        taken(tmp_path, "late.rdf", b" " * (2 << 20) + (head + body).encode())


def test_an_ontology_s_own_entities_are_read(tmp_path: Path) -> None:
    text = """<!DOCTYPE rdf:RDF [<!ENTITY e "http://e/">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">
<rdf:Description rdf:about="&e;x"><e:p rdf:resource="&e;y"/></rdf:Description></rdf:RDF>"""
    assert taken(tmp_path, "owl.rdf", text.encode()).source.triples == 1
    assert Graph.open(tmp_path / "graph").values("http://e/x", "http://e/p")[0].id == "http://e/y"


DEEP = 30_000
NESTS = {
    "nt": b"<urn:a> <urn:p> " + b"<<( <urn:a> <urn:p> " * DEEP + b'"1" ' + b")>> " * DEEP + b".\n",
    "nq": b"<urn:a> <urn:p> " + b"<<( <urn:a> <urn:p> " * DEEP + b'"1" ' + b")>> " * DEEP + b".\n",
    "ttl": b"<urn:a> <urn:p> " + b"<<( <urn:a> <urn:p> " * DEEP + b'"1" ' + b")>> " * DEEP + b".\n",
    "jsonld": b'{"http://p":' * DEEP + b"1" + b"}" * DEEP,
    "rdf": b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://e/">'
    + b"<A><p>" * 3_000
    + b"</p></A>" * 3_000
    + b"</r:RDF>",
    "json": b'[\n{"id":"Q1","labels":' + b'{"en":' * DEEP + b"1" + b"}" * DEEP + b"},\n]",
}
SCRIPT = """
import sys
from pathlib import Path
from parley.knowledge.importing.importing import take_in
from parley.knowledge.importing.types import BadSource, Job
from parley.knowledge.types import Source
for name in sys.argv[2:]:
    format = "wikidata" if name.endswith("json") else ""
    try:
        (report,) = take_in(Path(sys.argv[1]), [Job(Path(name), Source("s"), format)])
        print(report.bad)
    except BadSource:
        print("refused")
"""


def test_what_is_nested_deeply_does_not_end_the_process(tmp_path: Path) -> None:
    good = b"\n<urn:a> <urn:p> <urn:b> .\n"
    for name, data in NESTS.items():
        (tmp_path / f"deep.{name}").write_bytes(data + (good if name in ("nt", "nq") else b""))
    files = [str(tmp_path / f"deep.{name}") for name in NESTS]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "graph"), *files],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["1", "1", "refused", "refused", "0", "refused"]


def test_texts_that_look_like_nests_or_nodes_stay_texts(tmp_path: Path) -> None:
    text = '"a << b << c << d << e << f << g _:h \\" _:i << j" '
    assert taken(tmp_path, "a.nt", f"<urn:a> <urn:p> {text}.\n_:b <urn:p> {text}.\n".encode()).bad == 0
    (value,) = Graph.open(tmp_path / "graph").values("urn:a", "urn:p")
    assert value.text == 'a << b << c << d << e << f << g _:h " _:i << j'


def test_a_full_disk_ends_it_and_it_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(importing, "_ROOM", 1 << 60)
        with pytest.raises(NoSpace):
            taken(tmp_path, "a.nt", b"<urn:a> <urn:p> <urn:b> .\n")
    file = tmp_path / "a.nt"
    (report,) = take_in(tmp_path / "graph", [Job(file, Source("s"))])
    assert report.resumed and report.source.triples == 1
