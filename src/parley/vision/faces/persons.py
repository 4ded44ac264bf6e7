"""Whose faces are one person's: groups of prints, and the known person that a print is nearest to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def nearest(face: Print, known: Mapping[str, Sequence[Print]], alike: float) -> tuple[str, float] | None:
    """Of the people who agreed to be known the one whose face it is, and how alike (a cosine); None where it
    is nobody's, or two of them are about as near."""
    told: list[tuple[float, str]] = []
    for name, prints in known.items():
        if prints:
            told.append((float(_one(_rows(prints).sum(axis=0)) @ _rows([face])[0]), name))
    told.sort(reverse=True)
    if not told or told[0][0] < alike or (len(told) > 1 and told[0][0] - told[1][0] < _TIE):
        return None
    return told[0][1], round(told[0][0], 4)


_TIE = 0.05
"""Of a cosine, by which the nearest must be nearer than the next."""


def _rows(prints: Sequence[Print]) -> NDArray[np.float32]:
    if len({each.shape for each in prints}) > 1:
        raise Unsupported("Prints of different models cannot be compared.")
    return np.stack([_one(each) for each in prints])


def _one(row: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of length 1."""
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), np.float32)
