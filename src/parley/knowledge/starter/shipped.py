"""Which files the starter graph consists of, and what each says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shipped:
    """One source of the starter graph."""

    name: str
    """As in ``urn:parley:source:<name>``."""
    title: str
    licence: str
    """As SPDX calls it."""
    url: str
    version: str
    """Of the package or data that it was made from."""
    triples: int
    sha256: str
    """Of the file."""

    @property
    def file(self) -> Path:
        """N-Triples, compressed with zstandard."""
        return FOLDER / "data" / f"{self.name}.nt.zst"


@cache
def shipped() -> tuple[Shipped, ...]:
    """Every source, in the order in which a fact of one is believed before that of the next."""
    told = cast("dict[str, Any]", msgspec.yaml.decode((FOLDER / "sources.yaml").read_text("utf-8")))
    return tuple(Shipped(name, **each) for name, each in told.items())
