"""What was probably meant, of words that are like what was typed: a small network weighs their features."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.correction.channel import UNIT
from parley.keyboard.correction.lexicon import Bytes
from parley.keyboard.correction.nearest import Near
from parley.keyboard.types import FloatArray

NONE = 255
"""The number of no letter."""
FEATURES = (
    "channel",
    "frequency",
    "distance",
    "sound",
    "first",
    "last",
    "longer",
    "shorter",
    "channel a letter",
    "distance a letter",
    "same letters",
    "valid",
    "sounds alike",
    "short",
    "frequency of short",
    "begins alike",
)
"""The columns of ``features``."""


def features(typed: Bytes, near: Near, costs: NDArray[np.int16]) -> FloatArray:
    """(n, ``len(FEATURES)``) of the words near to what was typed, all within about -2 to 2."""
    size = np.float32(len(typed))
    channel = np.minimum(costs, 40 * UNIT) / np.float32(UNIT)
    longer = near.lengths - size
    letters = near.letters[:, : len(typed)]
    ended = np.full(len(typed) + 1, NONE, np.uint8)
    ended[:-1] = typed
    alike = (near.letters[:, : len(ended)] != ended).argmax(axis=1)
    short = np.float32(max(0, 5 - len(typed)) / 4)
    found: FloatArray = np.empty((len(FEATURES), len(near)), np.float32)
    found[0] = channel / 10
    found[1] = (near.logs + np.float32(11)) / 5
    found[2] = near.distance / 3
    found[3] = near.sound / 3
    found[4] = alike > 0
    found[5] = near.last == typed[-1]
    found[6] = np.maximum(longer, 0) / 3
    found[7] = np.maximum(-longer, 0) / 3
    found[8] = channel / size
    found[9] = near.distance / size * 3
    same = np.logical_and.reduce(np.sort(letters, axis=1) == np.sort(typed), axis=1)
    found[10] = same & (longer == 0)
    found[11] = near.valid
    found[12] = near.sound == 0
    found[13] = short
    found[14] = found[1] * short
    found[15] = alike / size
    return found.T


@dataclass(frozen=True)
class Weights:
    """Of a network with one hidden layer; its output is ln P but for a constant."""

    first: FloatArray
    """(features, hidden)"""
    first_bias: FloatArray
    second: FloatArray
    """(hidden,)"""
    straight: FloatArray
    """(features,) past the hidden layer."""

    def scores(self, features: FloatArray) -> FloatArray:
        """(n, features) → (n,)."""
        hidden = np.tanh(features @ self.first + self.first_bias)
        return (hidden @ self.second + features @ self.straight).astype(np.float32)


@cache
def weights(language: str) -> Weights:
    """The weights that were fitted to a language; for others, those of a plain noisy channel."""
    path = Path(__file__).with_name(f"{language}.npz")
    if path.is_file():
        with path.open("rb") as file, np.load(file) as found:
            if "rank.first" in found.files:
                return Weights(*(found[f"rank.{name}"] for name in Weights.__dataclass_fields__))
    straight = np.zeros(len(FEATURES), np.float32)
    straight[FEATURES.index("channel")] = -10
    straight[FEATURES.index("frequency")] = 5
    return Weights(
        np.zeros((len(FEATURES), 1), np.float32), np.zeros(1, np.float32), np.zeros(1, np.float32), straight
    )
