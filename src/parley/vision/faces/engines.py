"""Which engine finds faces, and which recognises them."""

from __future__ import annotations

from pathlib import Path

from parley.errors import BadModel, MissingEngine
from parley.models.store import Store
from parley.vision.faces.cascades import Cascades
from parley.vision.faces.sface import SFace
from parley.vision.faces.types import Finder, Recogniser
from parley.vision.faces.yunet import YuNet

_FINDS, _RECOGNISES = "yunet", "sface"


def finder(store: Store, name: str = "") -> Finder:
    """The model of that name; without one YuNet where it is installed, else the cascades.

    Raises ``MissingEngine``, ``BadModel``.
    """
    if name:
        return YuNet(_folder(store, name, _FINDS))
    found = store.find(_FINDS)
    return YuNet(found.path) if found and found.card.kind == _FINDS else Cascades()


def recogniser(store: Store, name: str) -> Recogniser:
    """The model of that name. Without one nobody is recognised: ``MissingEngine``."""
    if not name:
        raise MissingEngine("a model that recognises faces", 'set [vision] recognise = "sface"')
    return SFace(_folder(store, name, _RECOGNISES))


def _folder(store: Store, name: str, kind: str) -> Path:
    path = store.path(name)
    found = store.find(name)
    if found is None or found.card.kind != kind:
        raise BadModel(f"The model {name!r} is no {kind}.")
    return path
