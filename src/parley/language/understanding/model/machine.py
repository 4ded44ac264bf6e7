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
ROUNDS = 6
#: Changes that are not worth while, and those after which a row may wait.
_TINY, _SMALL = np.float32(0.01), 0.05


def fit(rows: Sequence[Row], wanted: Sequence[int], width: int, intents: int) -> tuple[Floats, Floats]:
    """Weights (features by intents) and a bias for each intent.

    ``wanted`` has the place of each row's intent, or -1 for what means none of them.
    """
    weights = np.zeros((width, intents), np.float32)
    bias = np.zeros(intents, np.float32)
    duals = np.zeros((len(rows), intents), np.float32)
    slack = np.float32(1 / (2 * COST))
    # Every row has length 1, and 1 for the bias.
    step = np.float32(1 / (2 + 1 / (2 * COST)))
    order = np.random.default_rng(20261121)
    sign = np.full(intents, -1, np.float32)
    # A row that moved hardly anything is left out of the next round.
    waiting = [False] * len(rows)
    for _ in range(ROUNDS):
        turns: list[int] = order.permutation(len(rows)).tolist()
        for number in turns:
            if waiting[number]:
                waiting[number] = False
                continue
            where, values = rows[number]
            right = wanted[number]
            if right >= 0:
                sign[right] = 1
            dual = duals[number]
            slope = sign * (values @ weights[where] + bias) - 1 + slack * dual
            better = np.maximum(dual - slope * step, 0)
            change = (better - dual) * sign
            if right >= 0:
                sign[right] = -1
            size = np.abs(change)
            moved = np.flatnonzero(size > _TINY)
            waiting[number] = float(size.max()) < _SMALL
            if not len(moved):
                continue
            dual[moved] = better[moved]
            bias[moved] += change[moved]
            if 2 * len(moved) < intents:
                weights[where[:, None], moved] += values[:, None] * change[moved]
            else:
                weights[where] += values[:, None] * np.where(size > _TINY, change, 0)
    return weights, bias
