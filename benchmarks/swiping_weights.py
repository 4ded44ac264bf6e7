"""The weights of swiping, fitted again: what a path shows of a word, against what is likely to be written.

    .venv/bin/python benchmarks/swiping_weights.py [--pack en.pack] [--paths 1500]

Words of the pack, half of them drawn from the likeliest 20,000 alike and half by frequency; ``swiping.py``
draws others. Prints what ``keyboard/swipe/ranking.py`` holds. A conditional logit: the word meant against the
others that were looked at, by Adam's method.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from swiping_material import Hand, drawn, found_pack

from parley.keyboard.layouts.layout import layout
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import SPECIAL
from parley.keyboard.swipe.entries import letters
from parley.keyboard.swipe.paths import taken
from parley.keyboard.swipe.ranking import LOOKED_AT, Drawn
from parley.keyboard.swipe.shapes import Shapes

NOISE = (0.2, 0.3, 0.4)
STEPS, RATE = 500, 0.05


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pack", type=Path, default=None)
    parser.add_argument("--paths", type=int, default=1500, help="of each kind at each noise")
    wanted = parser.parse_args()
    rows, shown = collected(found_pack("en", wanted.pack), wanted.paths)
    weights = fitted(rows, shown)
    print("_WEIGHTS:", ", ".join(f"{each:.3f}" for each in weights[:-1]), " _PRIOR:", f"{weights[-1]:.3f}")


def collected(pack: Pack, paths: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """What is measured of the words of each path, the one meant first, (paths, ``LOOKED_AT``, 9), and which
    of the rows are real."""
    keys = layout("qwerty")
    random = np.random.default_rng(11)
    known = {}
    for id in range(SPECIAL, min(len(pack.words), 20_000)):
        string = letters(pack.words.text(id), keys)
        if string:
            known[string] = np.logaddexp(known.get(string, -np.inf), pack.model.unigram[id])
    strings = list(known)
    shapes = Shapes(strings, keys)
    prior = np.array([known[strings[row]] for row in shapes.order], np.float32)
    place = np.argsort(shapes.order)
    share = np.exp(np.array(list(known.values())))
    data = np.zeros((len(NOISE) * 2 * paths, LOOKED_AT, 9), np.float32)
    real = np.zeros(data.shape[:2], bool)
    at = 0
    for noise in NOISE:
        alike = random.integers(0, len(strings), paths)
        by_use = random.choice(len(strings), paths, p=share / share.sum())
        for word in (*alike, *by_use):
            hand = Hand(noise, bow=random.uniform(0, 0.1))
            path = Drawn(taken(drawn(strings[word], keys, hand, random)))
            rows, _ = path.likely(shapes, prior)
            if place[word] not in rows:
                continue
            rows = np.array([place[word], *(row for row in rows if row != place[word])])
            data[at, : len(rows), :-1] = path.measures(shapes, rows)
            data[at, : len(rows), -1] = prior[rows]
            real[at, : len(rows)] = True
            at += 1
        print(f"noise {noise}: {at} paths", flush=True)
    return data[:at], real[:at]


def fitted(data: NDArray[np.float32], real: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The weights with which the first row of each path is likeliest."""
    scale = data[real].std(axis=0)
    scaled = data / scale
    weights, slope, size = np.zeros(9), np.zeros(9), np.zeros(9)
    for step in range(1, STEPS + 1):
        scores = np.where(real, scaled @ weights, -np.inf)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        rise = (np.einsum("nm,nmk->nk", shares, scaled) - scaled[:, 0]).mean(axis=0) + 1e-4 * weights
        slope, size = 0.9 * slope + 0.1 * rise, 0.99 * size + 0.01 * rise**2
        weights -= RATE * (slope / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.99**step)) + 1e-8)
    return weights / scale


if __name__ == "__main__":
    main()
