"""How likely a path is for a word: what was measured of it, weighed."""

from __future__ import annotations

from typing import Final

import numpy as np

from parley.keyboard.swipe import aligning
from parley.keyboard.swipe.paths import Floats, length, resampled, smoothed
from parley.keyboard.swipe.shapes import SAMPLES, Rows, Shapes

LOOKED_AT: Final = 24
"""Words of which each key is looked for along the path, chosen by the distance of the whole."""
_FIRST_SPREAD: Final = 0.1
"""Widths squared: the variance of the distance of the whole, by which the words to look at are chosen."""
_FIRST_PRIOR: Final = 0.5

_WEIGHTS: Final = np.array([-0.684, -1.242, -0.186, -2.013, -1.193, -2.425, -2.335, -0.765], np.float32)
"""Of the columns of ``Drawn.measures``. Fitted as a conditional logit to paths made for words of English, one
half drawn from the vocabulary alike and one by frequency, at key noise 0.2, 0.3 and 0.4
(``benchmarks/swiping_weights.py``); ``benchmarks/swiping.py`` measures with other words and seeds."""
_PRIOR: Final = 0.604
"""What ln P of a word weighs beside these; scores are divided by it, so that ln P counts as it is."""


class Drawn:
    """A path, prepared once for any number of vocabularies."""

    def __init__(self, points: Floats) -> None:
        """``points`` (n, 2), n ≥ 1, in widths of a key."""
        smooth = smoothed(points)
        self.length = length(smooth)
        self._whole, self._fine = resampled(smooth, SAMPLES, aligning.SAMPLES)

    def likely(self, shapes: Shapes, prior: Floats) -> tuple[Rows, Floats]:
        """Rows of the words that this path may be, at most ``LOOKED_AT``, and ln P(path | word) of each.

        ``prior``: ln P of each row, by which words are chosen; it is no part of what is returned. The ln P
        are up to a constant, which is the same for every vocabulary.
        """
        rows = shapes.near(self._whole, self.length)
        if not len(rows):
            return rows, np.zeros(0, np.float32)
        if len(rows) > LOOKED_AT:
            first = shapes.distances(rows, self._whole) / (2 * _FIRST_SPREAD) - _FIRST_PRIOR * prior[rows]
            rows = rows[first.argpartition(LOOKED_AT)[:LOOKED_AT]]
        return rows, self.measures(shapes, rows) @ _WEIGHTS / _PRIOR

    def measures(self, shapes: Shapes, rows: Rows) -> Floats:
        """What is weighed of each word, (n, 8)."""
        fit = aligning.fit(shapes, rows, self._fine, self.length)
        longer = shapes.lengths[rows] - self.length
        found: Floats = np.empty((len(_WEIGHTS), len(rows)), np.float32)
        found[:5] = fit.missed, fit.worst, fit.strayed, fit.drift, fit.keys
        found[5] = longer * longer / (1 + self.length)
        # Nobody knows how steady this hand is: each key costs as much more as it is farther off than
        # the others, rather than than it should be.
        found[6] = np.log(0.05 + fit.strayed / (1 + self.length))
        found[7] = fit.keys * np.log(0.05 + fit.missed / fit.keys)
        return found.T
