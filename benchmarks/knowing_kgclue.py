"""Questions of KgCLUE over a graph of its own triples among others, beside looking labels up.

The data states no licence: it is used to measure. Two numbers that ship were chosen on its dev part and a
quarter of its train part, how sure a guess must be and how far ahead of others; nothing else was. The graph
has every triple of the train, dev and test parts, each thing with eight further relations (a quarter of
them with a name that shares a character with the one that is asked for, but neither is part of the other),
and three of ten things with another of the same name, which in one of five has the relation, too. Run with
the folder of KgCLUE's files:

    .venv/bin/python benchmarks/knowing_kgclue.py FOLDER [--part dev] [--every 1]
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyoxigraph import Literal, NamedNode, Quad, Store

from parley.knowledge.asking.asker import Asker
from parley.knowledge.asking.normal import SLOTS, bare, normal
from parley.knowledge.asking.pairing import Pairing, plain, shipped
from parley.knowledge.asking.training import Example, calibrated, fit
from parley.knowledge.graph import Graph
from parley.knowledge.linking.building import build
from parley.knowledge.linking.linker import Linker
from parley.knowledge.terms import DESCRIPTION, LABEL, RELATION, SOURCE
from parley.knowledge.types import Found, Question

THING = "urn:parley:kgclue:"
_HELD, _WRONG = 1_500, 0.02
"""Questions of the train part that are not fitted on, and how many of the answers to them may be wrong."""
MORE, TWINS, SHARED = 8, 0.3, 0.2
"""Further relations of a thing; how many have a namesake, and how many of those the same relation."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the triple that answers it."""

    question: str
    thing: str
    relation: str
    value: str


def read(file: Path) -> list[Asked]:
    """The questions of a part."""
    found: list[Asked] = []
    for line in file.read_text("utf-8").splitlines():
        told = json.loads(line)
        thing, relation, value = (each.strip() for each in told["answer"].split(" ||| "))
        found.append(Asked(told["question"], thing, relation, value))
    return found


def facts(parts: Sequence[list[Asked]], chance: random.Random) -> dict[str, list[tuple[str, str]]]:
    """Every thing with its relations and values, the made-up ones among them."""
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    values: dict[str, list[str]] = defaultdict(list)
    for each in (one for part in parts for one in part):
        if (each.relation, each.value) not in known[each.thing]:
            known[each.thing].append((each.relation, each.value))
        values[each.relation].append(each.value)
    every = sorted(values)
    alike: dict[str, list[str]] = defaultdict(list)
    for name in every:
        for character in sorted(set(name)):
            alike[character].append(name)
    for thing, own in list(known.items()):
        asked = {relation for relation, _ in own}
        near = [name for relation in sorted(asked) for character in relation for name in alike[character]]
        _add(known[thing], asked, near, every, values, chance)
        if chance.random() < TWINS:
            twin = f"{thing.split('（')[0]}（同名 {len(known)}）"
            theirs = {own[0][0]} if chance.random() < SHARED else set()
            known[twin] = [(relation, chance.choice(values[relation])) for relation in sorted(theirs)]
            _add(known[twin], asked | theirs, near, every, values, chance)
    return known


def _add(
    own: list[tuple[str, str]],
    not_these: set[str],
    near: list[str],
    every: list[str],
    values: dict[str, list[str]],
    chance: random.Random,
) -> None:
    used = set(not_these)
    for number in range(MORE):
        name = chance.choice(near if number % 4 == 0 and near else every)
        if not any(name in each or each in name for each in used):
            used.add(name)
            own.append((name, chance.choice(values[name])))


def loaded(known: dict[str, list[tuple[str, str]]]) -> Graph:
    """The graph in memory."""
    store, graph = Store(), NamedNode(SOURCE + "kgclue")
    quads: list[Quad] = []
    relations: dict[str, NamedNode] = {}
    for number, (thing, own) in enumerate(known.items()):
        subject = NamedNode(f"{THING}{number}")
        name, _, about = thing.partition("（")
        quads.append(Quad(subject, NamedNode(LABEL), Literal(name, language="zh"), graph))
        if about:
            quads.append(
                Quad(subject, NamedNode(DESCRIPTION), Literal(about.rstrip("）"), language="zh"), graph)
            )
        for relation, value in own:
            if relation not in relations:
                relations[relation] = NamedNode(f"{RELATION}kgclue-{len(relations)}")
                label = Literal(relation, language="zh")
                quads.append(Quad(relations[relation], NamedNode(LABEL), label, graph))
            quads.append(Quad(subject, relations[relation], Literal(value, language="zh"), graph))
    store.extend(quads)
    return Graph(store)


def learned(train: list[Asked], known: dict[str, list[tuple[str, str]]], every: int) -> Pairing:
    """A model fitted on the train part alone."""
    made: list[Example] = []
    for each in train[::every]:
        name = each.thing.split("（")[0]
        if name not in each.question:
            continue
        question = bare(normal(each.question.replace(name, SLOTS[0])))[-1]
        others = [plain(relation) for relation, _ in known[each.thing] if relation != each.relation]
        made.append(Example(question, plain(each.relation), tuple(dict.fromkeys(others))))
    held, kept = made[::10], [each for at, each in enumerate(made) if at % 10]
    return calibrated(fit(kept, rounds=3), held)


class Labels:
    """The baseline: the longest name in the question, and the longest name of one of its relations there."""

    def __init__(self, known: dict[str, list[tuple[str, str]]]) -> None:
        self._by_name: dict[str, list[list[tuple[str, str]]]] = defaultdict(list)
        for thing, own in known.items():
            self._by_name[thing.split("（")[0]].append(own)

    def ask(self, text: str) -> list[str]:
        """Values; none where no relation is named."""
        spans = ((at, end) for at in range(len(text)) for end in range(at + 1, len(text) + 1))
        for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
            if things := self._by_name.get(text[start:end]):
                rest = text[:start] + text[end:]
                named = [(len(name), name, value) for own in things for name, value in own if name in rest]
                return [max(named)[2]] if named else []
        return []


@dataclass(slots=True)
class Score:
    """How many questions went how."""

    right: int = 0
    wrong: int = 0
    none: int = 0

    def add(self, given: Sequence[str], value: str) -> None:
        """Count one."""
        if not given:
            self.none += 1
        elif value in given:
            self.right += 1
        else:
            self.wrong += 1

    def row(self, name: str) -> str:
        """A line of the table."""
        all_of = self.right + self.wrong + self.none
        given = self.right + self.wrong
        return (
            f"{name:34} {self.right / all_of:8.1%} {self.none / all_of:12.1%} {self.wrong / all_of:8.1%}"
            f" {self.wrong / max(given, 1):14.2%}"
        )


def answers(asker: Asker, questions: Sequence[Asked]) -> Iterator[tuple[Asked, list[str], float]]:
    """Every question with the values that were given, and the seconds it took."""
    for each in questions:
        began = time.perf_counter()
        answer = asker.ask(Question(each.question, "zh"))
        took = time.perf_counter() - began
        given = [value.text for value in answer.values] if answer.found is Found.ANSWERED else []
        yield each, given, took


def threshold(asker: Asker, held: Sequence[Asked], most_wrong: float) -> float:
    """The confidence from which on at most so many of the answers to these questions were wrong."""
    asker.enough = 0.0
    found: list[tuple[float, bool]] = []
    for each in held:
        answer = asker.ask(Question(each.question, "zh"))
        if answer.found is Found.ANSWERED:
            found.append((answer.confidence, each.value in [value.text for value in answer.values]))
    found.sort(reverse=True)
    wrong, best = 0, 1.0
    for place, (sure, right) in enumerate(found, 1):
        wrong += not right
        last = place == len(found) or found[place][0] < sure  # of those that are as sure
        if last and wrong / place <= most_wrong:
            best = sure
    return best


def main() -> None:
    """Print the table."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--part", choices=("dev", "test_public"), default="dev")
    reader.add_argument("--every", type=int, default=1, help="use only every so many-th question")
    told = reader.parse_args()
    parts = {name: read(told.folder / f"{name}.json") for name in ("train", "dev", "test_public")}
    known = facts(list(parts.values()), random.Random(8))
    graph = loaded(known)
    questions = parts[told.part][:: told.every]
    print(f"{len(known):,} things, {len(graph):,} triples, {len(questions):,} questions of {told.part}")
    rows: list[str] = []
    labels, score = Labels(known), Score()
    for each in questions:
        score.add(labels.ask(each.question), each.value)
    rows.append(score.row("names looked up"))
    began = time.perf_counter()
    kept, held = parts["train"][:-_HELD], parts["train"][-_HELD:]
    own = learned(kept, known, told.every)
    print(f"fitted on the train part in {time.perf_counter() - began:.0f} s")
    with tempfile.TemporaryDirectory() as folder:
        build(graph.store, Path(folder), lambda *_: None)
        linker = Linker(Path(folder))
        for name, model in (("as shipped", shipped()), ("fitted on the train part", own)):
            asker = Asker(graph, linker, model, loose=model is own)
            if model is own:
                # Where "don't know" begins is told by other questions, which nothing was fitted on.
                other = parts["dev"] if told.part == "test_public" else held
                asker.enough = threshold(asker, other[:: told.every], _WRONG)
            score, times = Score(), []
            for each, given, took in answers(asker, questions):
                score.add(given, each.value)
                times.append(took)
            rows.append(score.row(f"{name} (from {asker.enough:.3f})"))
            print(
                f"{name}: p50 {np.quantile(times, 0.5) * 1e3:.1f} ms,"
                f" p99 {np.quantile(times, 0.99) * 1e3:.1f} ms"
            )
    print(f"\n{'':34} {'right':>8} {'don’t know':>12} {'wrong':>8} {'wrong of given':>14}")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
