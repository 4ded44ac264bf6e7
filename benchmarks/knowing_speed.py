"""How long a question takes over a graph that ``graphs.py`` made: facts, inverse, comparisons, two hops.

    .venv/bin/python benchmarks/graphs.py /tmp/big --triples 10000000
    .venv/bin/python benchmarks/knowing_speed.py /tmp/big /tmp/big-names [--questions 2000]

The index of names is made in the second folder where there is none. The first question about a whole kind
("the highest mountain") reads every mountain and is told apart: what was read stays known.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np

from parley.knowledge.asking.asker import Asker
from parley.knowledge.graph import Graph
from parley.knowledge.linking.building import build
from parley.knowledge.linking.linker import Linker
from parley.knowledge.types import Question

WORDED = {
    "person": (
        "When was {} born?",
        "Where was {} born?",
        "{}是哪年出生的？",
        "{}出生在哪里",
        "how old was {} when he died",
        "Which country is the birthplace of {} in?",
        "what did {} write",
    ),
    "city": (
        "What is the population of {}?",
        "{}有多少人口？",
        "Which country is {} in?",
        "Is {} bigger than {}?",
    ),
    "mountain": (
        "How high is {}?",
        "{}有多高",
        "{}海拔多少米？",
        "Which is higher, {} or {}?",
        "{}和{}哪个高",
    ),
    "work": ("Who wrote {}?", "{}的作者是谁？", "When was the author of {} born?", "{}的作者是哪国人"),
    "country": ("What is the capital of {}?", "{}的首都有多少人口", "How big is {}?", "{}的面积是多少"),
}
FIRST = ("What is the highest mountain?", "人口最多的城市是哪个？", "How many countries are there?")


def sample(graph: Graph, chance: random.Random, most: int) -> list[str]:
    """Questions about things of the graph."""
    kinds = {word: next(iter(named(graph, word)), "") for word in WORDED}
    found: list[str] = []
    for word, patterns in WORDED.items():
        things = graph.subjects("P31", kinds[word], 2_000)
        for _ in range(most // len(WORDED)):
            pattern = chance.choice(patterns)
            language = "en" if pattern.isascii() else "zh"
            labels = [graph.label(chance.choice(things), language) for _ in range(pattern.count("{}"))]
            found.append(pattern.format(*labels))
    chance.shuffle(found)
    return found


def named(graph: Graph, word: str) -> list[str]:
    """Classes of this name that have things."""
    names = {"person": "human", "work": "book"}
    text = names.get(word, word)
    rows = graph.select(
        f'SELECT ?it {{ ?it <http://www.w3.org/2000/01/rdf-schema#label> "{text}"@en . '
        "FILTER EXISTS { ?x <http://www.wikidata.org/prop/direct/P31> ?it } } LIMIT 3"
    )
    return [graph.value(row[0]).id for row in rows.rows if row[0] is not None]


def main() -> None:
    """Print how long questions took."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("graph", type=Path)
    reader.add_argument("names", type=Path)
    reader.add_argument("--questions", type=int, default=2_000)
    told = reader.parse_args()
    graph = Graph.open(told.graph)
    linker = Linker(told.names)
    if not linker.number_of_names():
        told.names.mkdir(parents=True, exist_ok=True)
        build(graph.store, told.names, lambda *_: None)
        linker = Linker(told.names)
    print(f"{linker.number_of_names():,} names")
    asker = Asker(graph, linker)
    for text in FIRST:
        began = time.perf_counter()
        answer = asker.ask(Question(text))
        took = (time.perf_counter() - began) * 1e3
        print(f"{text} {answer.found.value}, {took:.0f} ms the first time")
    times: list[float] = []
    went: Counter[str] = Counter()
    for text in sample(graph, random.Random(8), told.questions):
        began = time.perf_counter()
        went[asker.ask(Question(text)).found.value] += 1
        times.append((time.perf_counter() - began) * 1e3)
    middle, late, last = np.quantile(times, (0.5, 0.99, 1.0))
    print(f"{len(times):,} questions, {dict(went)}")
    print(f"p50 {middle:.1f} ms, p99 {late:.1f} ms, slowest {last:.0f} ms")


if __name__ == "__main__":
    main()
