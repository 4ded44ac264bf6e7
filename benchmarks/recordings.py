"""The recordings that benchmarks measure on, with what was said in them."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

DATA = Path(os.environ.get("PARLEY_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


@dataclass(frozen=True, slots=True)
class Recording:
    """One file of the manifest, or of another list."""

    path: Path
    language: str
    words: str
    kind: str
    """``command``, ``read``, ``spont`` (unscripted), or what another list calls it."""


def recordings(transcripts: Path | None = None) -> list[Recording]:
    """Every transcribed recording. Ends the program with a sentence if there are none.

    ``transcripts`` is a further list, written like the manifest; its paths start where it lies itself, or in
    the manifest's folder. What it says of a recording replaces what the manifest says, and a recording
    that it gives no words has no transcript.
    """
    manifest = DATA / "speech" / "manifest.tsv"
    if not manifest.is_file():
        raise SystemExit(f"No recordings at {DATA}: set PARLEY_TEST_DATA.")
    listed = {each.path: each for each in _listed(manifest)}
    if transcripts is not None:
        listed |= {each.path: each for each in _listed(transcripts)}
    return [each for each in listed.values() if each.words]


def _listed(table: Path) -> list[Recording]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) >= 4]
    places = [(table.parent / row[0], DATA / "speech" / row[0]) for row in rows]
    found = [near if near.is_file() else far for near, far in places]
    return [Recording(path, *row[1:4]) for path, row in zip(found, rows, strict=True)]
