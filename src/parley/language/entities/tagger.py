"""People, places and organisations in English: a chain of labels, learned by the averaged perceptron.

``build.py`` trains it; ``en.npz`` is what it learned. See ``docs/services/language.md`` for how good it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import cast

import numpy as np
from numpy.typing import NDArray

from parley.language.entities.types import Entity, Kind
from parley.language.entities.words import clues, words
from parley.language.understanding.model.chain import best_path

Floats = NDArray[np.float32]
LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")
KINDS = {"PER": Kind.PERSON, "LOC": Kind.LOCATION, "ORG": Kind.ORGANIZATION}
_LONGEST = 400
"""Words of a sentence that are looked at."""


@dataclass(frozen=True, slots=True)
class Tagger:
    """Weights by clue and label; the last row of ``weights`` is for clues never seen, and zero."""

    places: Mapping[str, int]
    weights: Floats
    links: Floats
    sure: tuple[float, float]
    """Slope and constant by which a margin becomes a probability."""

    def looked_up(self, found: Sequence[Sequence[str]]) -> NDArray[np.intp]:
        """Places of the clues of each word, as rows of one length."""
        width = max(map(len, found))
        unknown = len(self.weights) - 1
        places = self.places
        rows = [[places.get(clue, unknown) for clue in one] + [unknown] * (width - len(one)) for one in found]
        return np.array(rows, np.intp)

    def label(self, line: Sequence[str]) -> tuple[list[int], Floats]:
        """The best labels, and by how much each is ahead of the next best one."""
        scores: Floats = self.weights[self.looked_up(clues(line))].sum(1)
        path = best_path(scores, self.links)
        rows = np.arange(len(path))
        own = scores[rows, path].copy()
        scores[rows, path] = -np.inf
        return path, own - scores.max(1)

    def entities(self, text: str, start: int = 0, end: int | None = None) -> list[Entity]:
        """Those of one sentence, ``text[start:end]``."""
        found = words(text[start:end])[:_LONGEST]
        if not found:
            return []
        path, ahead = self.label([word.form for word in found])
        entities: list[Entity] = []
        for first, last, kind in spans(path):
            margin = float(ahead[first : last + 1].mean())
            entities.append(
                Entity(start + found[first].start, start + found[last].end, KINDS[kind], self._likely(margin))
            )
        return entities

    def _likely(self, margin: float) -> float:
        slope, constant = self.sure
        return round(1 / (1 + math.exp(-max(min(slope * margin + constant, 30), -30))), 2)


def spans(path: Sequence[int]) -> list[tuple[int, int, str]]:
    """First and last word and kind of each entity."""
    found: list[tuple[int, int, str]] = []
    for at, place in enumerate(path):
        label = LABELS[place]
        if label == "O":
            continue
        if label[0] == "I" and found and found[-1][1] == at - 1 and found[-1][2] == label[2:]:
            found[-1] = (found[-1][0], at, label[2:])
        else:
            found.append((at, at, label[2:]))
    return found


@cache
def tagger() -> Tagger:
    """The tagger that comes with Parley."""
    return read(files("parley.language.entities").joinpath("en.npz").read_bytes())


def read(data: bytes) -> Tagger:
    """A tagger from the bytes of its file."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        part = {name: cast("NDArray[np.float32]", stored[name]) for name in stored.files}
    names = part["names"].tobytes().decode().split("\n")
    weights = np.zeros((len(names) + 1, len(LABELS)), np.float32)
    weights[:-1] = part["weights"] * part["scale"]
    slope, constant = part["sure"].tolist()
    return Tagger(dict(zip(names, range(len(names)), strict=True)), weights, part["links"], (slope, constant))
