"""Taking facts into the graph, and looking them up, beside bare pyoxigraph and rdflib in the same run.

    .venv/bin/python benchmarks/graph_loading.py                     # 1 million triples
    .venv/bin/python benchmarks/graph_loading.py --triples 10000000

An import is all of it: reading, checking, counting, noting down how far it is, and making the new state the
current one. Loads take turns, bare and ours, and the medians are compared. Lookups are all values of one
relation of one thing, for things taken by chance; ours also finds units, labels and sources.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import graphs
from pyoxigraph import NamedNode, RdfFormat, Store, parse, serialize

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.wikidata_dump import dump, many  # pyright: ignore[reportMissingImports]
from parley.knowledge.graph import Graph
from parley.knowledge.importing.importing import take_in
from parley.knowledge.importing.types import Job
from parley.knowledge.types import Source

GRAPH = NamedNode("urn:parley:source:bench")
LOOKUPS = 20_000
OF_RDFLIB = 100_000
"""Triples; it keeps them in memory, and more would take minutes."""


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bare(file: Path, folder: Path) -> float:
    """What pyoxigraph's own loader takes."""
    shutil.rmtree(folder, ignore_errors=True)

    def work() -> None:
        store = Store(str(folder))
        store.bulk_load(path=str(file), to_graph=GRAPH)
        store.flush()

    return timed(work)


def ours(file: Path, folder: Path, mapping: Path | None = None) -> tuple[float, int]:
    """What an import takes, and how many triples there are after it."""
    shutil.rmtree(folder, ignore_errors=True)
    made: list[int] = []
    job = Job(file, Source("bench", "Bench", "CC0-1.0"), mapping=mapping)

    def work() -> None:
        (report,) = take_in(folder, [job])
        made.append(report.source.triples)

    return timed(work), made[0]


def loads(where: Path, triples: int, turns: int) -> None:
    """RDF, in turns."""
    lines = where / "facts.nt"
    with lines.open("wb") as file:
        for piece in graphs.pieces(triples):
            file.write(piece)
    turtle = where / "facts.ttl"
    serialize((each.triple for each in parse(path=str(lines))), str(turtle), RdfFormat.TURTLE)
    print(f"{'load':34}{'seconds':>10}{'triples/s':>12}{'ratio':>8}")
    for file, name in ((lines, "N-Triples"), (turtle, "Turtle")):
        alone, whole, count = list[float](), list[float](), 0
        for _ in range(turns):
            alone.append(bare(file, where / "bare"))
            seconds, count = ours(file, where / "ours")
            whole.append(seconds)
        one, other = statistics.median(alone), statistics.median(whole)
        print(f"{name + ', bare bulk_load':34}{one:10.1f}{count / one:12,.0f}")
        print(f"{name + ', import':34}{other:10.1f}{count / other:12,.0f}{one / other:8.2f}")


def others(where: Path, triples: int) -> None:
    """What is no RDF, for the rate alone."""
    file = where / "dump.json"
    file.write_bytes(dump(many(triples // 12)))
    seconds, count = ours(file, where / "dump")
    size = file.stat().st_size / 1e6
    print(
        f"{'Wikidata dump (made up)':34}{seconds:10.1f}{count / seconds:12,.0f}   {size / seconds:.0f} MB/s"
    )
    table, mapping = where / "table.csv", where / "table.yaml"
    rows = triples // 6
    with table.open("w", encoding="utf-8") as out:
        out.write("code,name,zh,miles,country\n")
        out.writelines(f"c{each},River {each},河{each},{each % 900},Q{each % 200}\n" for each in range(rows))
    mapping.write_text(
        "id: '{code}'\nclass: Q4022\nlabels: {en: '{name}', zh: '{zh}'}\nfacts:\n"
        "  - {relation: P2043, value: '{miles}', kind: number, unit: mile}\n"
        "  - {relation: P17, value: '{country}', kind: thing}\n",
        "utf-8",
    )
    seconds, count = ours(table, where / "table", mapping)
    print(f"{'CSV with a mapping':34}{seconds:10.1f}{count / seconds:12,.0f}")


def pairs(graph: Graph, things: int) -> list[tuple[str, str]]:
    """Things and relations of which something is said."""
    dice = random.Random(7)
    found: list[tuple[str, str]] = []
    while len(found) < LOOKUPS:
        thing = f"Q{graphs.FIRST + 10 + dice.randrange(things)}"
        found += [(thing, relation) for relation in graph.facts(thing)]
    dice.shuffle(found)
    return found


def asked(wanted: list[tuple[str, str]], look: Callable[[str, str], object]) -> list[float]:
    """Microseconds of lookups, sorted."""
    taken: list[float] = []
    for thing, relation in wanted:
        begun = time.perf_counter()
        look(thing, relation)
        taken.append((time.perf_counter() - begun) * 1e6)
    return sorted(taken)


def lookups(where: Path, triples: int) -> None:
    """Ours, the engine alone, and rdflib over a part."""
    graph = Graph.open(where / "ours")
    store, things = graph.store, triples // 11
    entity, direct = "http://www.wikidata.org/entity/", "http://www.wikidata.org/prop/direct/"

    def alone(thing: str, relation: str) -> object:
        return list(
            store.quads_for_pattern(NamedNode(entity + thing), NamedNode(direct + relation), None, None)
        )

    wanted = pairs(graph, things)
    rows: list[tuple[str, list[float]]] = [
        ("pyoxigraph, bare", asked(wanted, alone)),
        ("Graph.values", asked(wanted, lambda thing, relation: graph.values(thing, relation))),
        ("Graph.facts", asked(wanted[: LOOKUPS // 4], lambda thing, _: graph.facts(thing))),
    ]
    if importlib.util.find_spec("rdflib"):
        few = pairs(graph, OF_RDFLIB // 12)
        rows.append(("rdflib, 100,000 triples in memory", rdflib_s(few, entity, direct)))
    print(f"\n{'lookup (µs)':34}{'p50':>10}{'p99':>12}")
    for name, taken in rows:
        print(f"{name:34}{taken[len(taken) // 2]:10.0f}{taken[len(taken) * 99 // 100]:12.0f}")


def rdflib_s(wanted: list[tuple[str, str]], entity: str, direct: str) -> list[float]:
    """The same by rdflib; its load is printed."""
    import rdflib  # type: ignore[import-not-found]

    graph = rdflib.Graph()
    data = b"".join(graphs.pieces(OF_RDFLIB))
    seconds = timed(lambda: graph.parse(data=data, format="nt"))
    print(f"{'rdflib, 100,000 N-Triples, memory':34}{seconds:10.1f}{len(graph) / seconds:12,.0f}")

    def look(thing: str, relation: str) -> object:
        return list(graph.objects(rdflib.URIRef(entity + thing), rdflib.URIRef(direct + relation)))

    return asked(wanted, look)


def main() -> None:
    """Measure."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--triples", type=int, default=1_000_000)
    arguments.add_argument("--turns", type=int, default=3)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="parley-graph-") as folder:
        loads(Path(folder), given.triples, given.turns)
        others(Path(folder), given.triples // 2)
        lookups(Path(folder), given.triples)


if __name__ == "__main__":
    main()
