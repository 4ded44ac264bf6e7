"""What a summary is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence of the text, ``text[start:end]`` in characters."""

    start: int
    end: int
    rank: float
    """In [0, 1]: how much of the text it says, the best sentence having 1."""
