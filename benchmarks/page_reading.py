"""How well and how fast two hundred made pages are read, beside bare rapidocr and tesseract in the same run.

Run with ``.venv/bin/python benchmarks/page_reading.py``. It takes half an hour on four cores, the extra
``vision`` and a Chinese font; ``--share 0.1`` takes a tenth of the pages, ``--half tuned`` or ``--half held``
one of the two halves (nothing was chosen by looking at the second). Tesseract is left out, and said so, where
it is missing: ``pip install tesserocr`` in an environment of its own, put on ``PYTHONPATH``, and
``--tessdata FOLDER`` with ``eng.traineddata``, ``chi_sim.traineddata`` and, to know which way up a page is,
``osd.traineddata`` (npm packs ``@tesseract.js-data/eng``, ``/chi_sim``, ``/osd``, unpacked).

Character errors: edits from what was read to what is written, in the order of a reader, over what is written;
white space aside, and full-width signs as their narrow ones (NFKC). The engines take turns at going first.
"""

from __future__ import annotations

import argparse
import statistics
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from page_drawing import Page, pages

from parley.vision.reading.page import reading_of
from parley.vision.reading.rapid import THREADS, RapidOcr
from parley.vision.types import Picture, Reading

SEEDS = {"tuned": 1, "held": 2}
Reader = Callable[[Picture], str]


@dataclass(frozen=True, slots=True)
class Run:
    """One page read by one engine."""

    kind: str
    half: str
    engine: str
    errors: int
    characters: int
    megapixels: float
    seconds: float
    cpu: float
    """Seconds of all cores."""


def bare() -> Reader:
    """rapidocr as it comes."""
    from rapidocr import RapidOCR

    engine: Any = RapidOCR(
        params={"EngineConfig.onnxruntime.intra_op_num_threads": THREADS, "Global.log_level": "critical"}
    )

    def read(picture: Picture) -> str:
        return "".join(engine(np.ascontiguousarray(picture.pixels[:, :, ::-1])).txts or ())

    return read


def own(kept: list[Reading]) -> Reader:
    """Parley; what it found is left in ``kept``."""
    engine = RapidOcr()

    def read(picture: Picture) -> str:
        kept.append(reading_of(picture, engine))
        return kept[-1].text

    return read


def tesseract(folder: str) -> Reader | None:
    """Tesseract with its own finding of the way up, Chinese and English."""
    try:
        import tesserocr  # pyright: ignore[reportMissingImports]
    except ImportError:
        print("tesserocr is not installed: tesseract is left out.")
        return None
    from PIL import Image

    turns = (Path(folder) / "osd.traineddata").exists()
    psm = tesserocr.PSM.AUTO_OSD if turns else tesserocr.PSM.AUTO
    api = tesserocr.PyTessBaseAPI(path=folder, lang="chi_sim+eng", psm=psm)

    def read(picture: Picture) -> str:
        api.SetImage(Image.fromarray(picture.pixels))
        return api.GetUTF8Text()

    return read


def plain(text: str) -> str:
    """Without white space, and signs in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def edits(told: str, meant: str) -> int:
    """Letters to put in, leave out or exchange (Levenshtein), a row of the table at a time."""
    letters = np.array([ord(letter) for letter in meant], np.int64)
    places = np.arange(len(letters) + 1)
    before = places.copy()
    for row, letter in enumerate(told, 1):
        now = np.minimum(before[1:] + 1, before[:-1] + (letters != ord(letter)))
        now = np.concatenate([[row], now])
        before = np.minimum.accumulate(now - places) + places
    return int(before[-1])


def fields(page: Page, reading: Reading) -> tuple[int, int]:
    """Of a table's fields that have something in them, how many were told in their row and column."""
    told = {
        (cell.row, cell.column, plain(cell.text))
        for table in reading.tables[:1]
        for row in table.rows
        for cell in row
    }
    meant = {
        (row, column, plain(text))
        for row, texts in enumerate(page.cells)
        for column, text in enumerate(texts)
        if text
    }
    return len(told & meant), len(meant)


def runs(
    half: str,
    share: float,
    readers: dict[str, Reader],
    worst: int,
    kept: list[Reading],
    right: list[tuple[int, int]],
) -> Iterator[Run]:
    for number, page in enumerate(pages(SEEDS[half], share / 2)):
        picture = Picture(np.ascontiguousarray(np.asarray(page.image.convert("RGB"), np.uint8)))
        names = list(readers) if number % 2 else list(reversed(readers))
        for name in names:
            wall, cpu = time.perf_counter(), time.process_time()
            text = readers[name](picture)
            spent, burnt = time.perf_counter() - wall, time.process_time() - cpu
            if name == "Parley" and page.cells:
                right.append(fields(page, kept[-1]))
            errors = edits(plain(text), plain(page.text))
            if name == "Parley" and errors > worst:  # what went wrong, for who mends it
                print(f"{page.kind} {number}: {errors} errors\n  {plain(page.text)}\n  {plain(text)}")
            size = picture.width * picture.height / 1e6
            yield Run(page.kind, half, name, errors, len(plain(page.text)), size, spent, burnt)


def rate(found: list[Run]) -> float:
    return sum(each.errors for each in found) / max(1, sum(each.characters for each in found))


def table(found: list[Run], names: list[str]) -> None:
    kinds = list(dict.fromkeys(each.kind for each in found))
    heads = ["pages", "number", *(f"{name}, errors" for name in names), *(f"{name}, s/MP" for name in names)]
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for kind in [*kinds, ""]:
        of = [[each for each in found if each.engine == name and kind in ("", each.kind)] for name in names]
        sizes = [sum(each.seconds for each in one) / sum(each.megapixels for each in one) for one in of]
        cells = [f"{rate(one):.2%}" for one in of] + [f"{size:.2f}" for size in sizes]
        print(f"| {kind or 'all'} | {len(of[0])} | " + " | ".join(cells) + " |")


def ratios(found: list[Run]) -> None:
    mine, other = ([each for each in found if each.engine == name] for name in ("Parley", "rapidocr"))
    wall = sum(each.seconds for each in mine) / sum(each.seconds for each in other)
    cpu = sum(each.cpu for each in mine) / sum(each.cpu for each in other)
    median = statistics.median(a.seconds / b.seconds for a, b in zip(mine, other, strict=True))
    worse = sum(a.errors > b.errors for a, b in zip(mine, other, strict=True))
    better = sum(a.errors < b.errors for a, b in zip(mine, other, strict=True))
    print(f"\nof {len(mine)} pages {better} are read better than by bare rapidocr, {worse} worse")
    print(f"time beside it: {wall:.3f} of the clock, {median:.3f} for the median page, {cpu:.3f} of CPU")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--share", type=float, default=1.0)
    asked.add_argument("--half", choices=["tuned", "held", "both"], default="both")
    asked.add_argument("--tessdata", default="")
    asked.add_argument("--worst", type=int, default=10**9, help="show pages with more errors than this")
    given = asked.parse_args()
    readers: dict[str, Reader] = {"rapidocr": bare(), "Parley": own(kept := [])}
    if given.tessdata and (third := tesseract(given.tessdata)):
        readers["tesseract"] = third
    for reader in readers.values():  # engines warm up
        reader(Picture(np.asarray(next(iter(pages(0))).image)))
    halves = ["tuned", "held"] if given.half == "both" else [given.half]
    right: list[tuple[int, int]] = []
    found = [run for half in halves for run in runs(half, given.share, readers, given.worst, kept, right)]
    for half in halves:
        print(f"\n### {half}\n")
        table([each for each in found if each.half == half], list(readers))
        ratios([each for each in found if each.half == half])
    if len(halves) > 1:
        print("\n### all\n")
        table(found, list(readers))
        ratios(found)
    good, all_of_them = (sum(counts) for counts in zip(*right, strict=True))
    print(f"fields of tables read right, in their row and column, by Parley: {good} of {all_of_them}")


if __name__ == "__main__":
    main()
