"""How sure a guess is: margins turned into probabilities, and the two thresholds that follow.

Learned on utterances that the machine was not fitted on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.language.understanding.model.vocabulary import Floats

#: How much the runners-up count when intents are compared. Chosen on CLINC150's validation part.
SHARPNESS = np.float32(2.0)
#: Share of the utterances that mean nothing known which ``act`` must keep from being acted on.
CAUGHT = 0.88
#: Share of the understood utterances which each threshold keeps, with too few outsiders to learn from.
KEPT_BY_ASK, KEPT_BY_ACT = 0.99, 0.93
FEW = 20
#: Nothing is acted on that is more likely wrong than right.
EVEN = 0.5
_STEPS = 50
_LEAST = 1e-7
# Keeps the slope finite where a share tells right from wrong without fail.
_PULL = 0.1


_Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Certainty:
    """What margins mean: the share of the best among all becomes the probability that it is right."""

    slope: float = 2.0
    offset: float = 2.0
    ask: float = 0.3
    """Probability below which an utterance means none of the intents."""
    act: float = 0.7
    """Probability from which it is acted on without asking."""

    def probabilities(self, margins: Floats) -> Floats:
        """Of each intent; what is missing to 1 is that it means none of them."""
        shares = _shares(margins).astype(np.float64)
        best = shares.max(keepdims=True)
        top = _likely(self.slope, self.offset, _odds(best))
        # The others are less likely than the best, and share what it leaves.
        left = (1 - top) / np.maximum(1 - best, _LEAST)
        return np.where(shares == best, top, shares * np.minimum(top / best, left)).astype(np.float32)


def _shares(margins: Floats) -> Floats:
    powers: Floats = np.exp(SHARPNESS * (margins - margins.max(-1, keepdims=True)))
    return np.divide(powers, powers.sum(-1, keepdims=True), dtype=np.float32)


def _odds(share: _Doubles) -> _Doubles:
    share = np.clip(share, _LEAST, 1 - _LEAST)
    return np.log(share / (1 - share))


def _likely(slope: float, offset: float, odds: _Doubles) -> _Doubles:
    return 1 / (1 + np.exp(-np.clip(slope * odds + offset, -30, 30)))


def learned(margins: Floats, wanted: Sequence[int]) -> Certainty:
    """From margins of utterances (rows) with the places of their intents, -1 for outsiders."""
    right = np.array(wanted, np.intp)
    outside = right < 0
    shares = _shares(margins)
    hit = (shares.argmax(-1) == right) & ~outside
    if not hit.any() or hit.all():
        return Certainty()
    odds = _odds(shares.astype(np.float64).max(-1))
    slope, offset = _fitted(odds, hit)
    ask, act = _thresholds(_likely(slope, offset, odds), hit, outside)
    return Certainty(slope, offset, ask, act)


def _fitted(odds: _Doubles, hit: NDArray[np.bool_]) -> tuple[float, float]:
    """A logistic regression on one number, by Newton's method."""
    columns = np.stack([odds, np.ones_like(odds)], 1)
    found = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(columns @ found, -30, 30)))
        slope = columns.T @ (likely - hit) + _PULL * found
        bend = (columns * (likely * (1 - likely))[:, None]).T @ columns + _PULL * np.eye(2)
        # In short steps: far from the answer a full one goes astray.
        found = found - np.clip(np.linalg.solve(bend, slope), -0.5, 0.5)
    return (float(found[0]), float(found[1])) if found[0] > 0 and np.isfinite(found).all() else (1.0, 0.0)


def _thresholds(sure: _Doubles, hit: NDArray[np.bool_], outside: NDArray[np.bool_]) -> tuple[float, float]:
    if outside.sum() < FEW:
        act = max(*map(float, sure[outside]), float(np.quantile(sure[hit], 1 - KEPT_BY_ACT)), EVEN)
        return min(act, float(np.quantile(sure[hit], 1 - KEPT_BY_ASK))), act
    # The one that is right about most utterances, taken in or left out.
    candidates = np.quantile(sure, np.linspace(0, 0.5, 201))
    rights = [int((hit & (sure >= one)).sum() + (outside & (sure < one)).sum()) for one in candidates]
    ask = float(candidates[int(np.argmax(rights))])
    return ask, max(ask, float(np.quantile(sure[outside], CAUGHT)), EVEN)
