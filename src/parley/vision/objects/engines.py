"""Which engine finds things."""

from __future__ import annotations

from typing import Protocol

from parley.errors import BadModel
from parley.models.store import Store
from parley.vision.objects.fastestdet import FastestDet
from parley.vision.objects.yolox import Yolox
from parley.vision.types import Found, Picture


class Detector(Protocol):
    """Finds things."""

    name: str

    def find(self, picture: Picture) -> tuple[Found, ...]:
        """Things, the surest first."""
        ...


def detector(store: Store, name: str = "") -> Detector:
    """The model of that name; without one the embedded engine. Raises ``MissingEngine``, ``BadModel``."""
    if not name:
        return FastestDet()
    path = store.path(name)
    found = store.find(name)
    if found is None or found.card.kind != "yolox":
        raise BadModel(f"The model {name!r} finds no things.")
    return Yolox(path)
