"""Words by their ideal paths: ``us`` and ``US``, ``well`` and ``we'll``, 他 and 她 are one path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from parley.keyboard.swipe.paths import Floats
from parley.keyboard.swipe.shapes import Rows, Shapes
from parley.keyboard.types import FloatArray

if TYPE_CHECKING:
    from parley.keyboard.layouts.layout import Layout
    from parley.keyboard.swipe.ranking import Drawn

_FARTHEST = 16.0
"""In ln P: a path that fits so much worse is not compared further; no context makes up for it."""


class Vocabulary:
    """Words that a path may mean, each by its place among those given."""

    def __init__(self, letters: Sequence[str], likelihood: FloatArray, layout: Layout) -> None:
        """``letters``: what is drawn for each, empty for what cannot be; ``likelihood``: ln P of each."""
        places: dict[str, list[int]] = {}
        for place, drawn in enumerate(letters):
            if drawn:
                places.setdefault(drawn, []).append(place)
        strings = list(places)
        self._shapes = Shapes(strings, layout)
        self.strings = [strings[int(row)] for row in self._shapes.order]
        """The different strings of letters, by row."""
        groups = [places[each] for each in self.strings]
        self._places = np.array([place for group in groups for place in group], np.intp)
        self._starts = np.cumsum(np.array([0, *map(len, groups)], np.int64))
        shares = np.add.reduceat(np.exp(likelihood[self._places]), self._starts[:-1])
        self.prior: Floats = np.log(np.maximum(shares, np.float32(1e-30))).astype(np.float32)
        """ln P of each row's words together."""

    def rows(self, drawn: Drawn) -> tuple[Rows, Floats]:
        """The strings that a path may mean, and ln P(path | string) of each."""
        rows, fits = drawn.likely(self._shapes, self.prior)
        near = fits > fits.max(initial=-np.inf) - _FARTHEST
        return rows[near], fits[near]

    def places(self, drawn: Drawn) -> tuple[Rows, Floats]:
        """The words that a path may mean, and ln P(path | word) of each."""
        rows, fits = self.rows(drawn)
        many = self._starts[rows + 1] - self._starts[rows]
        which = np.repeat(np.arange(len(rows)), many)
        offsets = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many)
        return self._places[self._starts[rows][which] + offsets], fits[which]
