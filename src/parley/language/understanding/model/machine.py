"""A linear support vector machine, one for each intent against the rest, in numpy alone.

Dual coordinate descent for the squared hinge loss (Hsieh et al., 2008), all intents at once: the sparse
vector of an utterance is read once for all of them. Deterministic: the order of the examples is drawn from a
fixed seed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parley.language.understanding.model.vocabulary import Floats, Row

#: How much a mistake costs against a simpler machine. Chosen on CLINC150's validation part.
COST = 2.0
ROUNDS = 5
#: The same for a machine that has learned most of the utterances before.
MORE_ROUNDS = 3
#: Changes that are not worth while, and those after which a row may wait.
_TINY, _SMALL = np.float32(0.01), 0.05


class Machine:
    """Weights (features by intents, and by what words have of their kin) and a bias for each intent."""

    def __init__(
        self, rows: Sequence[Row], kin: Floats, wanted: Sequence[int], width: int, intents: int
    ) -> None:
        """Of utterances: their features; what they have of the kin; the places of their intents, or -1."""
        self._rows, self._kin, self._wanted = rows, kin, wanted
        self._duals = np.zeros((len(rows), intents), np.float32)
        self._slack = np.float32(1 / (2 * COST))
        # Every row has length 1, what it has of the kin some length, and the bias 1.
        self._steps = (1 / (2 + (kin * kin).sum(1) + self._slack)).astype(np.float32)
        self.weights = np.zeros((width, intents), np.float32)
        self.shared = np.zeros((kin.shape[1], intents), np.float32)
        self.bias = np.zeros(intents, np.float32)

    def margins(self, row: Row, kin: Floats) -> Floats:
        """Of each intent against the rest."""
        where, values = row
        return np.asarray(values @ self.weights[where] + kin @ self.shared + self.bias, np.float32)

    def learn(self, which: Sequence[int], rounds: int = ROUNDS) -> None:
        """Fit it to these of the utterances, from where it is."""
        weights, shared, bias, slack = self.weights, self.shared, self.bias, self._slack
        intents = len(bias)
        order = np.random.default_rng(20261121)
        sign = np.full(intents, -1, np.float32)
        # A row that moved hardly anything several times running is left out for as many rounds.
        streaks, waits = [0] * len(self._rows), [0] * len(self._rows)
        for _ in range(rounds):
            turns: list[int] = order.permutation(np.array(which, np.intp)).tolist()
            for number in turns:
                if waits[number]:
                    waits[number] -= 1
                    continue
                where, values = self._rows[number]
                kin = self._kin[number]
                right = self._wanted[number]
                if right >= 0:
                    sign[right] = 1
                dual = self._duals[number]
                own = weights.take(where, 0)
                slope = sign * (values @ own + kin @ shared + bias) - 1 + slack * dual
                better = np.maximum(dual - slope * self._steps[number], 0)
                change = (better - dual) * sign
                if right >= 0:
                    sign[right] = -1
                size = np.abs(change)
                moved = np.flatnonzero(size > _TINY)
                streaks[number] = waits[number] = streaks[number] + 1 if float(size.max()) < _SMALL else 0
                if not len(moved):
                    continue
                dual[moved] = better[moved]
                if 2 * len(moved) < intents:
                    some = change[moved]
                    bias[moved] += some
                    weights[where[:, None], moved] += values[:, None] * some
                    shared[:, moved] += kin[:, None] * some
                else:
                    change[size <= _TINY] = 0
                    bias += change
                    own += values[:, None] * change
                    weights[where] = own
                    shared += kin[:, None] * change
