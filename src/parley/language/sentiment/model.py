"""The trained model: a linear support vector machine per feeling, and how sure its margins are.

``build.py`` trains it; ``en.npz`` and ``zh.npz`` are what it learned.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import cast

import numpy as np
from numpy.typing import NDArray

from parley.errors import Unsupported
from parley.language.sentiment.types import Scores

Floats = NDArray[np.float32]
LANGUAGES = ("en", "zh")
FEELINGS = ("positive", "neutral", "negative")
"""In the order of the machines."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature and feeling; ``sure`` makes log odds of margins (3 by 3, and a row of constants)."""

    places: Mapping[str, int]
    weights: NDArray[np.float16]
    bias: Floats
    sure: Floats

    def row(self, found: Mapping[str, float]) -> tuple[NDArray[np.intp], Floats]:
        """The known features as a vector of length 1."""
        known = [
            (place, value) for name, value in found.items() if (place := self.places.get(name)) is not None
        ]
        where = np.array([place for place, _ in known], np.intp)
        values = np.array([value for _, value in known], np.float32)
        return where, values / np.float32(math.sqrt(float(values @ values)) or 1.0)

    def margins(self, found: Mapping[str, float]) -> Floats:
        """Of each feeling against the others."""
        where, values = self.row(found)
        return values @ self.weights[where].astype(np.float32) + self.bias

    def scores(self, found: Mapping[str, float]) -> Scores:
        """How likely each feeling is."""
        odds = self.margins(found) @ self.sure[:3] + self.sure[3]
        powers = np.exp(odds - odds.max())
        shares: list[float] = (powers / powers.sum()).tolist()
        return Scores(*shares)


@cache
def model(language: str) -> Model:
    """The model of a language. Raises ``Unsupported``."""
    if language not in LANGUAGES:
        raise Unsupported("How a text feels is told of English and Chinese.")
    data = files("parley.language.sentiment").joinpath(f"{language}.npz").read_bytes()
    return read(data)


def read(data: bytes) -> Model:
    """A model from the bytes of its file."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        part = {name: cast("NDArray[np.float32]", stored[name]) for name in stored.files}
    names = part["names"].tobytes().decode().split("\n")
    return Model(
        dict(zip(names, range(len(names)), strict=True)),
        (part["weights"].astype(np.float32) * part["scale"]).astype(np.float16),
        part["bias"],
        part["sure"],
    )
