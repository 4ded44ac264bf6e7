"""How likely it is to type one word for another: the cheapest way from one to the other, for many at once.

A noisy channel in the manner of Brill and Moore (2000, "An improved error model for noisy channel spelling
correction"): up to two letters are written as up to two others, each with a cost of its own (``ie`` as
``ei``, ``ph`` as ``f``), and a letter is dropped or added depending on its neighbours (the second ``m`` of
``accommodate``). Costs are 16 times -ln P, so that everything is done in small whole numbers; what is right
costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.correction.lexicon import ALPHABET, Bytes
from parley.keyboard.layouts.layout import Layout, layout
from parley.keyboard.types import IntArray, Point

Places = NDArray[np.intp]
UNIT = 16
"""Costs for one -ln P."""
NEVER = 255
_WIDE = np.int16
_FAR = 16_000
"""More than any word costs; twice as much is still a number of ``_WIDE``."""
_NEIGHBOUR = 72
"""A key beside the one that was meant: 4.5, 1 in 90; a stated guess at what thumbs do."""
_FLAT = {"wrong": 112, "drop": 88, "add": 88, "swapped": 88, "doubled": 56}
"""Where nothing was learned: 7, 5.5 and 3.5."""
_TAPS_SPREAD = 0.4
"""Widths of a key: standard deviation of where fingers land."""


@dataclass(frozen=True)
class Costs:
    """Of the letters of one lexicon; S of them, the edge of words the last. All uint8."""

    wrong: Bytes
    """(S, S) meant, typed; 0 where they are the same."""
    drop: Bytes
    """(S, S, S) meant before, dropped, meant after."""
    add: Bytes
    """(S, S, S) meant before, typed too much, meant after."""
    two_one: Bytes
    """(S * S, S) two letters meant, the one typed for them."""
    one_two: Bytes
    """(S, S * S)"""
    two_two: Bytes
    """(S * S, S * S)"""

    @property
    def letters(self) -> int:
        return len(self.wrong)


@cache
def learned(language: str, layout_name: str, letters: int) -> Costs:
    """Costs of a language: those fitted to it, or flat ones; of keys side by side at most ``_NEIGHBOUR``."""
    fitted = _fitted(language)
    flat = _flat(letters)
    costs = _widened(fitted, flat) if fitted else flat
    wrong = costs.wrong.copy()
    for one, others in layout(layout_name).neighbours.items():
        for other in others:
            if one in ALPHABET and other in ALPHABET:
                place = ALPHABET.index(one), ALPHABET.index(other)
                wrong[place] = min(wrong[place], _NEIGHBOUR)
    return replace(costs, wrong=wrong)


def _fitted(language: str) -> dict[str, NDArray[Any]] | None:
    path = Path(__file__).with_name(f"{language}.npz")
    if not path.is_file():
        return None
    with path.open("rb") as file, np.load(file) as found:
        return {name: found[name] for name in found.files}


def _flat(letters: int) -> Costs:
    wrong = np.full((letters, letters), _FLAT["wrong"], np.uint8)
    np.fill_diagonal(wrong, 0)
    wrong[-1, :] = wrong[:, -1] = NEVER
    drop = np.full((letters,) * 3, _FLAT["drop"], np.uint8)
    add = np.full((letters,) * 3, _FLAT["add"], np.uint8)
    for letter in range(letters):
        drop[letter, letter, :] = add[letter, letter, :] = add[:, letter, letter] = _FLAT["doubled"]
    two_two = np.full((letters**2, letters**2), NEVER, np.uint8)
    one, other = np.divmod(np.arange(letters**2), letters)
    two_two[one * letters + other, other * letters + one] = np.where(one == other, 0, _FLAT["swapped"])
    return Costs(
        wrong,
        drop,
        add,
        np.full((letters**2, letters), NEVER, np.uint8),
        np.full((letters, letters**2), NEVER, np.uint8),
        two_two,
    )


def _widened(fitted: dict[str, NDArray[Any]], flat: Costs) -> Costs:
    """Fitted costs of the common alphabet within those of a lexicon with more letters."""
    size, few = flat.letters, int(fitted["wrong"].shape[0])
    places = np.array([*range(few - 1), size - 1])
    pairs = (places[:, None] * size + places).ravel()
    found: dict[str, Bytes] = {}
    for name, old in vars(flat).items():
        axes = [pairs if length == size**2 else places for length in old.shape]
        wide = old.copy()
        wide[np.ix_(*axes)] = fitted[name].reshape([len(axis) for axis in axes])
        found[name] = wide
    return Costs(**found)


class Channel:
    """Costs of typing something, for one layout."""

    def __init__(self, costs: Costs, layout: Layout) -> None:
        self._costs, self._layout = costs, layout
        # By what is typed, then what is meant: a keystroke reads few rows of each.
        size = costs.letters
        self._wrong = np.ascontiguousarray(costs.wrong.T)
        self._drop = costs.drop.astype(_WIDE)
        self._drop[:, size - 1] = 0  # past the end of a word
        self._add = np.ascontiguousarray(costs.add.transpose(1, 0, 2)).reshape(size, size * size)
        self._two_one = np.ascontiguousarray(costs.two_one.T)
        self._one_two = np.ascontiguousarray(costs.one_two.T)
        self._two_two = np.ascontiguousarray(costs.two_two.T)
        self._centres = np.full((costs.letters, 2), 99.0, np.float32)
        for number, letter in enumerate(ALPHABET):
            if letter in layout.centres:
                self._centres[number] = layout.centres[letter]

    def costs(
        self, typed: Bytes, words: Bytes, lengths: Bytes | IntArray, taps: Sequence[Point] = ()
    ) -> NDArray[np.int16]:
        """What typing ``typed`` for each word costs, in ``UNIT``.

        ``typed`` (m,); ``words`` (n, longest) letters with the edge after the end; ``lengths`` (n,).
        ``taps`` (m of them, or none): where the finger was for each letter. Returns (n,).
        """
        size = self._costs.letters
        width = int(np.maximum.reduce(lengths, initial=1))
        # Places first, words last: a step is then one operation over memory in a row.
        meant = np.full((width + 2, len(words)), size - 1, np.intp)
        meant[1:-1] = words.T[:width]
        pairs = meant[:-1] * size + meant[1:]
        drops = self._drop.take(pairs[:-1] * size + meant[2:])
        ways = self._ways(typed, meant, pairs, drops, taps)
        # What typing so far costs at each place of a word, less what leaving out all up to there would: so
        # any number of letters left out is a running minimum. Two rows and two places before the first.
        reached = np.full((len(typed) + 2, width + 3, len(words)), _FAR, _WIDE)
        reached[1, 2:] = 0
        row, place, word = reached.strides
        near = np.ndarray(ways.shape, _WIDE, reached, strides=(row, row, place, place, word))
        for number in range(len(typed)):
            found = np.minimum.reduce((near[number] + ways[number]).reshape(6, width + 1, -1))
            np.minimum.accumulate(found, axis=0, out=reached[number + 2, 2:])
        every = np.add.reduce(drops, axis=0, dtype=_WIDE)
        return reached[-1, 2:][lengths, np.arange(len(words))] + every

    def _ways(
        self, typed: Bytes, meant: Places, pairs: Places, drops: NDArray[np.int16], taps: Sequence[Point]
    ) -> NDArray[np.int16]:
        """Costs for each letter typed of coming from the row before the last, or the last, and from two
        places before, one, or here: (m, 2, 3, places, n), less those of leaving out what is passed."""
        letters = typed.astype(np.intp)
        both = letters.copy()
        both[1:] += letters[:-1] * self._costs.letters
        both[0] += (self._costs.letters - 1) * self._costs.letters
        now, two = meant[1:-1], pairs[1:-1]
        wrong = self._tapped(taps) if len(taps) == len(typed) else self._wrong[letters]
        passed = drops[1:] + drops[:-1]
        ways = np.full((len(typed), 2, 3, *pairs.shape), _FAR, _WIDE)
        ways[:, 1, 2] = self._add[letters].take(pairs, axis=1)
        np.subtract(wrong.take(now, axis=1), drops, out=ways[:, 1, 1, 1:])
        np.subtract(self._one_two[both].take(now, axis=1), drops, out=ways[:, 0, 1, 1:])
        np.subtract(self._two_one[letters].take(two, axis=1), passed, out=ways[:, 1, 0, 2:])
        np.subtract(self._two_two[both].take(two, axis=1), passed, out=ways[:, 0, 0, 2:])
        return ways

    def _tapped(self, taps: Sequence[Point]) -> NDArray[np.int16]:
        """(m, S) how far each tap was from the key of each letter, more than from the nearest."""
        points = np.array([(each.x, each.y) for each in taps], np.float32)
        far = ((points[:, None] - self._centres[None]) ** 2).sum(2) / (2 * _TAPS_SPREAD**2)
        far -= far.min(1, keepdims=True)
        return np.minimum(far * UNIT, NEVER).astype(_WIDE)
