"""Fits the linker's weights to sentences made of the starter graph's names, half of them with a slip.

    .venv/bin/python benchmarks/linking_weights.py [--write]

Frames (``linking_frames.txt``) and things are halved: what is fitted on one is measured on the other.
Negative examples are all other parts of these sentences, and what the documents say one may say to Parley.
Nothing of the public sets that ``linking.py`` measures on is seen here.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from graphs import pieces
from linking_material import Sentence, made_sentences, starter_store
from numpy.typing import NDArray
from pyoxigraph import NamedNode, RdfFormat

import parley.knowledge.linking.linker as linking
from parley.knowledge import terms
from parley.knowledge.linking import weighing
from parley.knowledge.linking.building import build
from parley.knowledge.linking.folding import units
from parley.knowledge.linking.linker import Linker
from parley.knowledge.linking.shelf import Shelf, newest

WEIGHTS = Path(__file__).parents[1] / "src/parley/knowledge/linking/weights.yaml"
FIXED = {"about": 0.7, "coherent": 1.5, "better": -2.0, "known": 1.0, "behind": -3.0}
"""Weights that these sentences can say nothing of: they are about one thing each; how much more people ask
for what is well known is only what the sentences assume."""
DISTRACTING = 300_000
"""Triples of a made-up graph among which the starter graph's names stand."""


def main() -> None:
    """Fit, measure and, if asked, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = starter_store()
        for piece in pieces(DISTRACTING):
            store.bulk_load(piece, RdfFormat.N_TRIPLES, to_graph=NamedNode(terms.SOURCE + "made-up"))
        build(store, folder, lambda done, total: None)
        linker = Linker(folder)
        index = newest(folder)
        assert index is not None
        shelf = Shelf(index)
        learned, held = list(made_sentences(shelf, 0, slips=True)), list(made_sentences(shelf, 1, slips=True))
        weights = dict(msgspec.yaml.decode(WEIGHTS.read_text("utf-8")))
        for turn in range(2):  # which name of a thing is looked at depends on the weights themselves
            rows, right = examples(shelf, learned, list(weights))
            fresh = fitted(rows, right, [FIXED.get(name) for name in weights])
            weights = {name: round(float(each), 3) for name, each in zip(weights, fresh, strict=True)}
            weighing.weights = lambda fixed=weights: fixed
            print(f"round {turn + 1}: {len(rows):,} examples, {int(right.sum()):,} of them right")
        rows, right = examples(shelf, held, list(weights))
        told(rows @ np.array(list(weights.values())), right)
        for each, value in weights.items():
            print(f"  {each}: {value}")
        del linker
    if wanted.write:
        head = [line for line in WEIGHTS.read_text("utf-8").splitlines() if line.startswith("#")]
        body = [f"{name}: {value}" for name, value in weights.items()]
        WEIGHTS.write_text("\n".join([*head, *body]) + "\n", "utf-8")


def examples(
    shelf: Shelf, texts: Sequence[Sentence], names: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Of every part of every text and every thing it may mean: its features, and whether that is right."""
    places = {name: place for place, name in enumerate(names)}
    rows: list[NDArray[np.float64]] = []
    right: list[bool] = []
    for text in texts:
        found = units(text.text)
        for span, things in weighing.described(shelf, text.text, found, linking.hits(shelf, found)).items():
            start, end = found[span.first].start, found[span.last - 1].end
            for each in things:
                row = np.zeros(len(names))
                row[places["bias"]] = 1
                for name, value in each.features.items():
                    row[places[name]] = value
                rows.append(row)
                right.append(
                    terms.short(each.entry.iri) == text.id and (start, end) == (text.start, text.end)
                )
    return np.array(rows), np.array(right)


def fitted(
    rows: NDArray[np.float64], right: NDArray[np.bool_], fixed: Sequence[float | None], ridge: float = 1.0
) -> NDArray[np.float64]:
    """Logistic regression by Newton's method, with a little of L2; ``fixed`` weights stay as they are."""
    weights = np.array([each or 0.0 for each in fixed])
    free = np.array([each is None for each in fixed])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (likely - right) + ridge * weights
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + ridge * np.eye(len(weights))
        step = np.zeros(len(weights))
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], gradient[free])
        weights -= step
        if np.abs(step).max() < 1e-5:
            break
    return weights


def told(sums: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    """How often what is likely is so, on what nothing was fitted to."""
    likely = 1 / (1 + np.exp(-np.clip(sums, -30, 30)))
    for low in np.arange(0, 1, 0.1):
        group = (likely >= low) & (likely < low + 0.1)
        if group.any():
            print(
                f"  said {likely[group].mean():.2f}, right {right[group].mean():.2f} ({int(group.sum()):,})"
            )


if __name__ == "__main__":
    main()
