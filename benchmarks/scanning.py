"""How well pages are found on photographs, and how well their scans are read, beside a textbook's method.

Run with ``.venv/bin/python benchmarks/scanning.py``; it takes some minutes, the extra ``vision`` and a
Chinese font. The photographs are calculated (``tests/fakes/desks.py``), so that the corners are known
exactly: pages of text, tables, pictures and receipts on wood, cloth, marble, granite, tiles, pale desks and
clutter, in shadows, near the edge and far from upright. The method was made with one half of the seeds; the
other half was looked at when it was done. The peer is what tutorials on OpenCV teach: edges by Canny, the
largest contour that ``approxPolyDP`` makes four corners of.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes import sheets  # pyright: ignore[reportMissingImports]
from fakes.desks import KINDS, Scene, scene  # pyright: ignore[reportMissingImports]
from fakes.pictures import errors  # pyright: ignore[reportMissingImports]
from parley.vision.reading.page import reading_of
from parley.vision.reading.rapid import RapidOcr
from parley.vision.scanning.corners import corners
from parley.vision.scanning.flatten import flat
from parley.vision.scanning.scans import scanned
from parley.vision.scanning.types import Finish
from parley.vision.types import Picture, Point

MADE_WITH, HELD_OUT = 2_000, 730_000
"""First seeds of the two halves."""
WITHIN = 0.01
"""Of the page's diagonal."""


@dataclass(frozen=True)
class Row:
    """What became of one photograph."""

    kind: str
    what: str
    own: float
    """How far the worst corner is off, as a share of the page's diagonal; infinite where none was found."""
    peer: float
    seconds: float
    """Of CPU, ours."""


def off(found: Sequence[Point] | None, page: Scene) -> float:
    """How far the worst corner is off, whichever of them comes first."""
    if found is None:
        return math.inf
    true, told = np.array(page.polygon), np.array(found)
    diagonal = max(math.dist(true[0], true[2]), math.dist(true[1], true[3]))
    return min(float(np.hypot(*(np.roll(told, turn, 0) - true).T).max()) for turn in range(4)) / diagonal


def textbook(picture: Picture) -> list[Point] | None:
    """The largest contour with four corners, at 500 pixels of height."""
    import cv2

    factor = 500 / picture.height
    small = cv2.resize(picture.pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    contours, _ = cv2.findContours(cv2.Canny(grey, 75, 200), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:5]:
        around = cv2.approxPolyDP(contour, 0.02 * cv2.arcLength(contour, True), True)
        if len(around) == 4:
            told = around.reshape(4, 2) / factor
            (a, b), (c, d) = told[1] - told[0], told[2] - told[1]
            told = told[::-1] if a * d - b * c < 0 else told
            return [(float(x), float(y)) for x, y in told]
    return None


def one(number: int, first: int) -> Row:
    """One photograph of a half."""
    import cv2

    cv2.setNumThreads(1)
    kind, what = KINDS[number % len(KINDS)], sheets.KINDS[number // len(KINDS) % len(sheets.KINDS)]
    page = scene(first + number, kind, what)
    picture = Picture(page.pixels)
    begun = time.process_time()
    found = corners(picture)
    spent = time.process_time() - begun
    return Row(kind, what, off(found and found.polygon, page), off(textbook(picture), page), spent)


def measure_corners(many: int, workers: int) -> None:
    halves: dict[str, list[Row]] = {}
    with ProcessPoolExecutor(workers) as pool:
        for name, first in (("made with", MADE_WITH), ("held out", HELD_OUT)):
            halves[name] = list(pool.map(partial(one, first=first), range(many // 2)))
    rows = [row for half in halves.values() for row in half]
    print("| photographs | corners within 1 %, textbook | Parley |\n|---|---|---|")
    groups = [
        (f"of {kind}" if kind == "clutter" else kind, [r for r in rows if r.kind == kind]) for kind in KINDS
    ]
    groups += [(f"a page of {what}", [r for r in rows if r.what == what]) for what in sheets.KINDS]
    for name, found in [*groups, *halves.items(), ("all", rows)]:
        if found:
            peer, own = (statistics.mean(off <= WITHIN for off in column) for column in columns(found))
            print(f"| {name} ({len(found)}) | {peer:.1%} | {own:.1%} |")
    own = sorted(row.own for row in rows)
    half, most = own[len(own) // 2], own[len(own) * 9 // 10]
    print(f"half of them within {half:.2%} of the diagonal, nine tenths within {most:.2%}")
    print(f"{statistics.mean(row.seconds for row in rows):.2f} s of CPU each, of 1,600 x 1,200 pixels")


def columns(rows: list[Row]) -> tuple[list[float], list[float]]:
    return [row.peer for row in rows], [row.own for row in rows]


def measure_text(many: int) -> None:
    """Character errors of flat pages, of their scans, and of the photographs as they are."""
    reader = RapidOcr()
    found: dict[str, list[float]] = {"flat": [], "scan": [], "photograph": []}
    for number in range(many):
        kind, what = KINDS[number % len(KINDS)], sheets.KINDS[number // len(KINDS) % len(sheets.KINDS)]
        page = scene(HELD_OUT + 5_000 + number, kind, what, 2)
        wanted = page.sheet.text
        found["flat"].append(errors(reading_of(Picture(page.sheet.pixels), reader).text, wanted))
        scan = scanned(Picture(page.pixels), None, Finish.COLOUR, reader)
        found["scan"].append(errors(scan.reading.text, wanted))
        found["photograph"].append(errors(reading_of(Picture(page.pixels), reader).text, wanted))
    print(f"\n| {many} pages | character errors |\n|---|---|")
    for name, values in found.items():
        print(f"| {name} | {statistics.mean(values):.2%} |")


def measure_seconds() -> None:
    """Of a photograph of 12 megapixels, on two cores."""
    import cv2

    cv2.setNumThreads(2)
    small = scene(HELD_OUT, "wood", "text", 2).pixels
    picture = Picture(
        np.asarray(cv2.resize(small, (3000, 4000) if small.shape[0] > small.shape[1] else (4000, 3000)))
    )
    sheet = corners(picture)
    assert sheet is not None
    jobs: dict[str, Any] = {
        "corners": lambda: corners(picture),
        **{f"flat, {look}": partial(flat, picture, sheet.polygon, look) for look in Finish},
    }
    print("\n| 12 megapixels, two cores | seconds |\n|---|---|")
    for name, job in jobs.items():
        spent: list[float] = []
        for _ in range(5):
            begun = time.perf_counter()
            job()
            spent.append(time.perf_counter() - begun)
        print(f"| {name} | {statistics.median(spent):.2f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--photographs", type=int, default=300)
    parser.add_argument("--texts", type=int, default=40)
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    chosen = parser.parse_args()
    measure_corners(chosen.photographs, chosen.workers)
    if chosen.texts:
        measure_text(chosen.texts)
    measure_seconds()
