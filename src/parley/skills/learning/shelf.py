"""Where what was learned of the sentences that ship lies for all houses of a user, and how a house has it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from parley import cache
from parley.language.understanding.model import Model, UnusableModel
from parley.language.understanding.model.store import load
from parley.speech.types import said_file

KIND = "understanding"
MODEL = "model.npz"
MOST = 2
"""Models of some 55 MB: of this version and of the one before."""
_SAID = said_file("en")


def read(key: str) -> Model | None:
    """The model of this key; None when there is none, or none that can be read."""
    try:
        folder = cache.place(KIND) / key
        cache.own(folder)
        cache.own(folder / MODEL)
        model = load(folder / MODEL)
    except (OSError, RuntimeError, UnusableModel):
        return None
    cache.used(folder)
    return model


def bring_said(key: str, folder: Path) -> None:
    """What people say, for recognisers, into a house's own folder unless it is there. Raises ``OSError``."""
    with suppress(RuntimeError, FileNotFoundError):
        shared, there = cache.place(KIND) / key / _SAID, folder / _SAID
        cache.own(shared)
        if not there.is_file() or there.stat().st_size != shared.stat().st_size:
            folder.mkdir(parents=True, exist_ok=True)
            new = there.with_suffix(".new")
            shutil.copyfile(shared, new)
            new.replace(there)
