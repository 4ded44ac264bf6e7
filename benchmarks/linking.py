"""How well and how fast names are linked to things, beside a plain match of labels.

    .venv/bin/python benchmarks/linking.py [--triples 10000000] [--half dev]

Chinese: KgCLUE's questions, over the triples of all of them, a fifth of the names with a namesake, among
a made-up graph of ``--triples`` (``graphs.py``). Both languages: the project's questions of the starter
graph, and sentences made of its names, of the half that no weight was fitted to. All also with one slip. A
mention counts when its part of the text overlaps the name and its first thing is the one meant; every other
mention is false, also where it names something else that there is.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from graphs import pieces
from linking_material import (
    Sentence,
    kgclue,
    kgclue_sentences,
    made_sentences,
    mistyped,
    namesakes,
    starter_sentences,
    starter_store,
)
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from parley.knowledge import terms
from parley.knowledge.linking.building import build
from parley.knowledge.linking.linker import Linker
from parley.knowledge.linking.shelf import Shelf, newest

Linked = Callable[[str, str], Sequence[tuple[int, int, str, float]]]
"""Text and language → start, end, id and confidence."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=10_000_000)
    parser.add_argument("--half", default="held", choices=("dev", "held"))
    parser.add_argument("--most", type=int, default=2000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(str(folder / "store"))
        for piece in pieces(wanted.triples) if wanted.triples else ():
            store.bulk_load(piece, RdfFormat.N_TRIPLES, to_graph=NamedNode(terms.SOURCE + "made-up"))
        store.bulk_extend([*kgclue(), *namesakes()])
        linker = indexed(store, folder / "large")
        part = "dev" if wanted.half == "dev" else "test_public"
        sentences = list(kgclue_sentences(part))[: wanted.most]
        measure(f"KgCLUE {part}", "zh", linker, labels(store, "zh"), sentences)
        del store
        store = starter_store()
        linker = indexed(store, folder / "starter")
        made = list(made_sentences(shelf_of(folder / "starter"), 1))
        for language in ("zh", "en"):
            plain = labels(store, language)
            sentences = list(starter_sentences(store, wanted.half, language))
            measure(f"questions of the starter graph, {wanted.half}", language, linker, plain, sentences)
            fitting = [each for each in made if each.id and each.text.isascii() == (language == "en")]
            measure("made sentences", language, linker, plain, fitting[: wanted.most])


def shelf_of(folder: Path) -> Shelf:
    """The index in a folder."""
    index = newest(folder)
    assert index is not None
    return Shelf(index)


def indexed(store: Store, folder: Path) -> Linker:
    """Index and open, saying what that costs."""
    started = time.perf_counter()
    things = build(store, folder, lambda done, total: None)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    linker = Linker(folder)
    opened = (time.perf_counter() - started) * 1000
    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{len(store):,} triples, {things:,} things, {linker.number_of_names():,} names: indexed in"
        f" {seconds:.0f} s ({len(store) / seconds:,.0f} triples/s), {size:.0f} MB, opened in {opened:.1f} ms;"
        f" at most {memory:.0f} MB of memory so far, the store's among it"
    )
    return linker


def told_of(store: Store, relation: str) -> Iterator[tuple[str, str, str]]:
    """Things, what is said of them, and in which language."""
    for quad in store.quads_for_pattern(None, NamedNode(relation), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            yield quad.subject.value, quad.object.value, quad.object.language or ""


def labels(store: Store, language: str) -> Linked:
    """The plain match: the longest labels and aliases that stand in the text, of namesakes the best known."""
    known: dict[str, tuple[int, str]] = {}
    often: Counter[str] = Counter()
    for thing, number, _ in told_of(store, terms.POPULARITY):
        often[thing] = int(number)
    for relation in (terms.LABEL, terms.ALIAS):
        for thing, name, tag in told_of(store, relation):
            if (tag or language) == language and len(name) > 1:
                known[name.lower()] = max(known.get(name.lower(), (-1, "")), (often[thing], thing))

    def linked(text: str, language: str) -> list[tuple[int, int, str, float]]:
        del language
        found: list[tuple[int, int, str, float]] = []
        small = text.lower()
        for size in range(min(60, len(text)), 1, -1):
            for start in range(len(text) - size + 1):
                part = small[start : start + size]
                whole = text.isascii() is False or (
                    not small[start - 1 : start].isalnum()
                    and not small[start + size : start + size + 1].isalnum()
                )
                if part in known and whole and all(start >= e or start + size <= s for s, e, _, _ in found):
                    found.append((start, start + size, terms.short(known[part][1]), 1.0))
        return found

    return linked


def measure(name: str, language: str, linker: Linker, plain: Linked, sentences: Sequence[Sentence]) -> None:
    """Both, with and without slips."""
    dice = random.Random(3)
    times: list[float] = []
    busy: list[float] = []

    def ours(text: str, language: str) -> list[tuple[int, int, str, float]]:
        started, working = time.perf_counter(), time.thread_time()
        found = linker.mentions(text, language)
        times.append(time.perf_counter() - started)
        busy.append(time.thread_time() - working)
        return [
            (each.start, each.end, each.candidates[0].id, each.candidates[0].confidence) for each in found
        ]

    print(f"\n{name}, {language}, {len(sentences):,} questions\n")
    print(
        "| | precision | recall | F1 | right thing is the surest | F1 of place |\n|---|---|---|---|---|---|"
    )
    for typos, texts in (("", sentences), (", one slip", [mistyped(each, dice) for each in sentences])):
        for who, linked in (("Parley", ours), ("labels", plain)):
            print(f"| {who}{typos} | " + " | ".join(scores(linked, texts, language)) + " |")
    told(linker, [*sentences, *texts], language)
    for what, each in (("", sorted(times)), (" of the processor alone", sorted(busy))):
        print(
            f"p50 {each[len(each) // 2] * 1e3:.1f} ms, p99 {each[int(len(each) * 0.99)] * 1e3:.1f} ms{what}"
        )


def scores(linked: Linked, sentences: Sequence[Sentence], language: str) -> list[str]:
    """Precision, recall, F1; the surest mention right; F1 of where names stand."""
    right = said = surest = placed = 0
    for each in sentences:
        found = [one for one in linked(each.text, language) if one[2] not in each.also]
        said += len(found)
        over = [one for one in found if one[0] < each.end and each.start < one[1]]
        right += any(one[2] == each.id for one in over)
        placed += any((one[0], one[1]) == (each.start, each.end) for one in over)
        surest += bool(found) and max(found, key=lambda one: (one[3], one[1] - one[0]))[2] == each.id
    precision, recall = right / max(1, said), right / len(sentences)
    return [
        f"{precision:.1%}",
        f"{recall:.1%}",
        f"{2 * right / (said + len(sentences)):.1%}",
        f"{surest / len(sentences):.1%}",
        f"{2 * placed / (said + len(sentences)):.1%}",
    ]


def told(linker: Linker, sentences: Sequence[Sentence], language: str) -> None:
    """How often what is said with some confidence is so."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for each in sentences:
        for mention in linker.mentions(each.text, language):
            first = mention.candidates[0]
            right = first.id == each.id and mention.start < each.end and each.start < mention.end
            if first.id in each.also:
                continue
            groups.setdefault(min(9, int(first.confidence * 10)), []).append((first.confidence, right))
    total = sum(map(len, groups.values()))
    print("\nconfidence → so often right: ", end="")
    error = 0.0
    for group in sorted(groups):
        sure = sum(one for one, _ in groups[group]) / len(groups[group])
        so = sum(right for _, right in groups[group]) / len(groups[group])
        error += abs(sure - so) * len(groups[group]) / total
        print(f"{sure:.0%} → {so:.0%} ({len(groups[group])})", end="; ")
    print(f"mean difference {error:.1%}\n")


if __name__ == "__main__":
    main()
