"""The recordings that benchmarks measure on, with what was said in them."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

DATA = Path(os.environ.get("PARLEY_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


@dataclass(frozen=True, slots=True)
class Recording:
    """One file of the manifest."""

    path: Path
    language: str
    words: str
    kind: str
    """``command``, ``read`` or ``spont`` (unscripted)."""


def recordings() -> list[Recording]:
    """Every transcribed recording. Ends the program with a sentence if there are none."""
    manifest = DATA / "speech" / "manifest.tsv"
    if not manifest.is_file():
        raise SystemExit(f"No recordings at {DATA}: set PARLEY_TEST_DATA.")
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) >= 4]
    return [Recording(DATA / "speech" / row[0], row[1], row[2], row[3]) for row in rows]
