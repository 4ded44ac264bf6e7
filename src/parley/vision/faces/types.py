"""What finding and recognising faces gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from parley.vision.types import Box, Picture, Point

Print = NDArray[np.float32]
"""What an embedding model makes of a face: a vector of length 1, as many numbers as the model has."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face on a picture; whose it is is not asked."""

    box: Box
    confidence: float
    """0 to 1, as the engine that found it tells it; two engines' are not comparable."""
    eyes: tuple[Point, Point] | None = None
    """Middles of the two eyes, in pixels: the left one of the picture first. None where nobody found them."""
    open: float | None = None
    """How open the eyes are, 0 (both closed) to 1; the less open of the two. None where it cannot be told:
    too small, too dark, turned away, or no eyes found."""
    sharpness: float | None = None
    """As of ``Quality``, of the face alone; None where it is too small to tell (under 24 pixels)."""
    marks: tuple[Point, ...] = ()
    """Where the engine finds them, five: the two eyes, the tip of the nose, the two corners of the mouth; of
    each pair the left one of the picture first. Recognition needs them."""


class Finder(Protocol):
    """Finds faces."""

    name: str

    def find(self, picture: Picture) -> tuple[Face, ...]:
        """Faces, the largest first; without what is told of open eyes and sharpness."""
        ...


class Recogniser(Protocol):
    """Makes of a face a vector that is alike for one person's faces. Only by consent, only by model."""

    name: str
    size: int
    """Numbers in a vector."""
    alike: float
    """Cosine from which two faces are taken for one person's, as the model's authors publish it."""

    def print_of(self, picture: Picture, face: Face) -> Print:
        """The face's vector. Raises ``Unsupported`` for a face without five ``marks``."""
        ...
