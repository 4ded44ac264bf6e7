"""Whose faces are one person's: groups of prints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from parley.errors import Unsupported
from parley.vision.faces.types import Print

_ROUNDS = 4
"""Times that every face is put anew with the person it is now nearest to; few move after the second."""


def persons(prints: Sequence[Print], alike: float) -> list[tuple[int, ...]]:
    """Groups of faces that are one person's, the largest first, down to those of a single face: places in
    ``prints``. ``alike`` is the recogniser's. Raises ``Unsupported`` for prints of different models.

    Everybody is the mean of their faces, so that two who look alike in one picture are not joined by it. It
    costs faces x persons.
    """
    if not prints:
        return []
    rows = _rows(prints)
    middles = np.zeros((0, rows.shape[1]), np.float32)
    owner = np.full(len(rows), -1)
    for turn in range(_ROUNDS):
        before = owner.copy()
        for place, row in enumerate(rows):
            near = middles @ row
            best = int(near.argmax()) if len(near) else -1
            if best >= 0 and near[best] >= alike:
                owner[place] = best
            elif turn == 0 or not len(near):
                owner[place] = len(middles)
                middles = np.vstack([middles, row])
        owner = np.unique(owner, return_inverse=True)[1]
        middles = np.stack([_one(rows[owner == each].sum(axis=0)) for each in range(owner.max() + 1)])
        if turn and np.array_equal(before, owner):
            break
    found = [tuple(np.flatnonzero(owner == each).tolist()) for each in range(owner.max() + 1)]
    return sorted(found, key=lambda group: (-len(group), group))


def _rows(prints: Sequence[Print]) -> NDArray[np.float32]:
    if len({each.shape for each in prints}) > 1:
        raise Unsupported("Prints of different models cannot be compared.")
    return np.stack([_one(each) for each in prints])


def _one(row: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of length 1."""
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), np.float32)
