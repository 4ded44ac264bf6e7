"""The geometry of a keyboard: centres of keys in widths of a key, as phones draw them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from parley.errors import Unsupported

NAMES = ("qwerty", "qwertz", "azerty")
_NEIGHBOUR = 1.25
"""Widths of a key: the keys beside, and the two or so above and below that touch it."""


@dataclass(frozen=True)
class Layout:
    """Keys and where they are; ``(0, 0)`` is the centre of the first row's first key, y goes down."""

    name: str
    centres: Mapping[str, tuple[float, float]]
    """Small letter → (x, y)."""
    neighbours: Mapping[str, str]
    """Small letter → the letters whose keys touch its own."""

    def distance(self, one: str, other: str) -> float:
        """Between the centres of two keys, in widths; infinite where one is no key of this layout."""
        if one not in self.centres or other not in self.centres:
            return math.inf
        return math.dist(self.centres[one], self.centres[other])


class _Row(msgspec.Struct):
    """Keys from left to right, and where the first one is."""

    keys: str
    x: float
    y: float


@cache
def layout(name: str) -> Layout:
    """A layout by its name; raises ``Unsupported`` for one that is not there."""
    if name not in NAMES:
        raise Unsupported(f"There is no keyboard layout {name[:20]!r}; there are {', '.join(NAMES)}.")
    text = Path(__file__).with_name(f"{name}.json").read_bytes()
    rows = msgspec.json.decode(text, type=list[_Row])
    centres = {key: (row.x + place, row.y) for row in rows for place, key in enumerate(row.keys)}
    near = {
        one: "".join(
            other
            for other in centres
            if other != one and math.dist(centres[one], centres[other]) < _NEIGHBOUR
        )
        for one in centres
    }
    return Layout(name, centres, near)
