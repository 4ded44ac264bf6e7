"""The best ways through a lattice of words: edges over the places of a row of phones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

_WIDTH = 60
"""Ways kept at each place."""
_EDGES = 80
"""Known words tried from each place."""
_MOST = 80
"""Ways given."""
_EACH_PHONE = 0.9
"""Nats that a phone of a longer word is worth when words of a place are compared."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Words over places; all arrays of one length."""

    starts: Integers
    ends: Integers
    firsts: Integers
    """Number of the first word of each, by which it follows the last of another."""
    lasts: Integers
    costs: Reals
    words: Sequence[str]
    kept: int
    """So many, the first ones, are the words as they were heard."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """Ways that have come to one place."""

    worths: Reals
    lasts: Integers
    froms: Integers
    """Number of the place and stage that each comes from."""
    rows: Integers
    """Which of the ways there."""
    edges: Integers


_STAGES = 3
"""Before the one place where words are exchanged, in it, and after."""


def texts(edges: Edges, size: int, odds: NDArray[np.float16], *, one_place: bool) -> Iterator[str]:
    """Texts from place 0 to place ``size``, best first, some maybe twice.

    ``odds[a, b]``: what word b is worth after word a; word 0 stands before a text and 1 after it.
    ``one_place``: words other than those heard stand in one place alone, and in all other places these.
    """
    return _Search(edges, size, odds, one_place).texts()


class _Search:
    def __init__(self, edges: Edges, size: int, odds: NDArray[np.float16], one_place: bool) -> None:
        self._edges, self._size, self._odds = edges, size, odds
        self._one_place = one_place
        self._ways: dict[int, _Ways] = {}
        self._coming: dict[int, list[_Ways]] = defaultdict(list)
        nothing = np.zeros(1, np.int64)
        self._ways[0] = _Ways(np.zeros(1), nothing, nothing - 1, nothing, nothing)

    def texts(self) -> Iterator[str]:
        order = np.argsort(self._edges.starts, kind="stable")
        bounds = np.searchsorted(self._edges.starts[order], np.arange(self._size + 1))
        for place in range(self._size):
            here = order[bounds[place] : bounds[place + 1]]
            kept, known = here[here < self._edges.kept], self._nearest(here[here >= self._edges.kept])
            for stage in range(_STAGES if self._one_place else 1):
                self._go(place * _STAGES + stage, stage, kept, known)
        ends = [each for stage in (0, 1, 2) for each in self._coming[self._size * _STAGES + stage]]
        if self._one_place:
            ends = [each for stage in (1, 2) for each in self._coming[self._size * _STAGES + stage]]
        if ends:
            yield from self._read(_joined(ends))

    def _nearest(self, known: Integers) -> Integers:
        if len(known) <= _EDGES:
            return known
        edges = self._edges
        worth = edges.costs[known] - _EACH_PHONE * (edges.ends[known] - edges.starts[known])
        return known[np.argsort(worth, kind="stable")[:_EDGES]]

    def _go(self, at: int, stage: int, kept: Integers, known: Integers) -> None:
        if self._coming[at]:
            self._ways[at] = _best(_joined(self._coming[at]), _WIDTH)
        if at not in self._ways:
            return
        if not self._one_place:
            self._follow(at, 0, np.concatenate([known, kept]))
        elif stage == 0:
            self._follow(at, 0, kept)
            self._follow(at, 1, known)
        else:
            self._follow(at, 2, kept)
            if stage == 1:
                self._follow(at, 1, known)

    def _follow(self, at: int, stage: int, taken: Integers) -> None:
        edges, ways = self._edges, self._ways[at]
        if not len(taken):
            return
        gains = self._odds[ways.lasts[:, None], edges.firsts[taken]] - edges.costs[taken]
        worths = ways.worths[:, None] + gains
        for end in np.unique(edges.ends[taken]):
            columns = np.flatnonzero(edges.ends[taken] == end)
            flat = worths[:, columns].ravel()
            best = _largest(flat, _WIDTH)
            edge = taken[columns[best % len(columns)]]
            self._coming[int(end) * _STAGES + stage].append(
                _Ways(flat[best], edges.lasts[edge], np.full(len(best), at), best // len(columns), edge)
            )

    def _read(self, ends: _Ways) -> Iterator[str]:
        worths = ends.worths + self._odds[ends.lasts, 1]
        for row in np.argsort(-worths, kind="stable")[:_MOST]:
            words, ways, at = list[str](), ends, int(row)
            while (came := int(ways.froms[at])) >= 0:
                words.append(self._edges.words[int(ways.edges[at])])
                ways, at = self._ways[came], int(ways.rows[at])
            yield " ".join(reversed(words))


def _joined(ways: Sequence[_Ways]) -> _Ways:
    return _Ways(
        np.concatenate([each.worths for each in ways]),
        np.concatenate([each.lasts for each in ways]),
        np.concatenate([each.froms for each in ways]),
        np.concatenate([each.rows for each in ways]),
        np.concatenate([each.edges for each in ways]),
    )


def _largest(values: Reals, most: int) -> Integers:
    """Places of the largest values, largest first."""
    if len(values) > most:
        near = np.argpartition(-values, most - 1)[:most]
        return near[np.argsort(-values[near], kind="stable")]
    return np.argsort(-values, kind="stable")


def _best(ways: _Ways, most: int) -> _Ways:
    kept = _largest(ways.worths, most)
    return _Ways(ways.worths[kept], ways.lasts[kept], ways.froms[kept], ways.rows[kept], ways.edges[kept])
