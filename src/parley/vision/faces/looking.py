"""Faces as they are told: found by an engine, then looked at for open eyes and sharpness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parley.vision.faces.lids import openness
from parley.vision.faces.types import Face, Finder
from parley.vision.quality.measure import reduced, sharpness
from parley.vision.types import Picture

_LEAST = 24
"""Pixels of a face's shorter side, under which nothing is told of it."""
_SIDE = 160
"""Pixels of the longer side at which a face's sharpness is measured."""
_BLURRED = 0.4
"""Sharpness under which nothing is told of its eyes."""


def faces(finder: Finder, picture: Picture) -> tuple[Face, ...]:
    """The faces on a picture, the largest first."""
    return tuple(_looked_at(picture, face) for face in finder.find(picture))


def _looked_at(picture: Picture, face: Face) -> Face:
    box = face.box
    if min(box.width, box.height) < _LEAST:
        return face
    # Without its rim, in which is hair, and the background.
    x, y = box.x + box.width // 10, box.y + box.height // 10
    cut = np.ascontiguousarray(
        picture.pixels[y : y + box.height * 8 // 10 + 1, x : x + box.width * 8 // 10 + 1]
    )
    sharp = round(sharpness(reduced(cut, _SIDE), 3), 4)
    told = openness(picture.pixels, face.eyes) if face.eyes and sharp >= _BLURRED else None
    return replace(face, open=told, sharpness=sharp)
