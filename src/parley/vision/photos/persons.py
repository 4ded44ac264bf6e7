"""Who is on photos: by consent, by a model that is set, and only by names that their person gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.vision.faces.persons import persons
from parley.vision.photos.types import Area

MOST_FACES = 20_000
"""Faces without a name that are sorted into groups, those of the latest photos."""
LEAST = 2
"""Photos from which on a group is worth a question."""
MOST_GROUPS = 200

Prints = NDArray[np.float32]
"""Faces × numbers, each row of length 1."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A face on a photo that a model made a print of."""

    photo: str
    face: int
    """Its place among the faces of the photo."""
    area: Area
    print: bytes
    """A vector of float16, little-endian."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person's face on several photos."""

    id: str
    """Of the person; empty for somebody without a name."""
    name: str
    photos: tuple[str, ...]
    """Each once, as they came."""
    cover: Seen | None
    """The largest of the faces; None where no photo shows them any more."""


def sorted_out(
    faces: Sequence[Seen], named: Mapping[str, tuple[str, Prints]], alike: float
) -> tuple[Somebody, ...]:
    """The people on photos: first those with a name, then groups of faces that are alike, the largest first.

    ``faces``: of the latest photos first. ``named``: id → name and prints of faces that were given that name.
    ``alike``: the cosine from which two faces are one person's. A face goes to the person whose nearest print
    is nearest; those without a name are grouped as ``faces.persons`` has it.
    """
    prints = _vectors(faces)
    owner = _owners(prints, named, alike)
    people = [
        _somebody(id, name, [each for each, mine in zip(faces, owner, strict=True) if mine == id])
        for id, (name, _) in named.items()
    ]
    nameless = [at for at, mine in enumerate(owner) if not mine][:MOST_FACES]
    groups = [
        _somebody("", "", [faces[nameless[at]] for at in group])
        for group in persons(list(prints[nameless]), alike)
    ]
    groups = [each for each in groups if len(each.photos) >= LEAST]
    return (*_largest_first(people), *_largest_first(groups)[:MOST_GROUPS])


def _largest_first(people: Sequence[Somebody]) -> list[Somebody]:
    return sorted(people, key=lambda each: -len(each.photos))


def vector_of(print_: bytes) -> NDArray[np.float32]:
    """A kept print as numbers of length 1."""
    vector = np.frombuffer(print_, "<f2").astype(np.float32)
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def _vectors(faces: Sequence[Seen]) -> Prints:
    if not faces:
        return np.zeros((0, 1), np.float32)
    size = len(faces[0].print)
    # Another model's prints cannot be compared; they are made anew when the photo is looked at again.
    rows = [vector_of(each.print if len(each.print) == size else bytes(size)) for each in faces]
    return np.stack(rows)


def _owners(prints: Prints, named: Mapping[str, tuple[str, Prints]], alike: float) -> list[str]:
    best = np.full(len(prints), alike, np.float32)
    owner = [""] * len(prints)
    for id, (_, known) in named.items():
        if not len(known) or not len(prints) or known.shape[1] != prints.shape[1]:
            continue
        nearest = (prints @ known.T).max(axis=1)
        for at in np.flatnonzero(nearest >= best):
            owner[int(at)], best[at] = id, nearest[at]
    return owner


def _somebody(id: str, name: str, faces: Sequence[Seen]) -> Somebody:
    photos = tuple(dict.fromkeys(each.photo for each in faces))
    cover = max(faces, key=lambda each: each.area.width * each.area.height, default=None)
    return Somebody(id, name, photos, cover)
