"""Imports killed at chosen steps: ``python dying_import.py FILE FOLDER STEP [FOLDER STEP]…``.

Steps are counted before and after everything that touches the disk. With step 0 nothing happens to it; it
prints how many steps there were. One process is forked for each, so that the libraries are read once.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parley.knowledge.importing import bases, importing, loading, pieces, plan, rdf, tables
from parley.knowledge.importing.types import Job
from parley.knowledge.importing.wikidata import dump
from parley.knowledge.types import Source

PIECE = 3_000
ROWS = 40


def small_pieces() -> None:
    """Pieces so small that a short file has many."""

    def small(stream: Any, start: int = 0, line: int = 1, size: int = PIECE) -> Any:
        return pieces.pieces(stream, start, line, size)

    for module in (rdf, dump, bases):
        setattr(module, "pieces", small)  # noqa: B010 - pyright knows of no such attribute
    tables.ROWS = ROWS


def main() -> None:
    """Import again and again, and die every time."""
    file, pairs = Path(sys.argv[1]), sys.argv[2:]
    small_pieces()
    loading.THREADS = 1  # steps in the same order every time
    os.fsync = lambda _: None  # a killed process loses nothing that it has written; only the power does
    for folder, step in zip(pairs[::2], pairs[1::2], strict=True):
        child = os.fork()
        if not child:
            _import(Path(folder), file, int(step))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _import(folder: Path, file: Path, die_at: int) -> None:
    steps = itertools.count(1)
    last = 0

    def step() -> None:
        nonlocal last
        last = next(steps)
        if last == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def stepping(call: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **named: Any) -> Any:
            step()
            result = call(*arguments, **named)
            step()
            return result

        return stepped

    plan.Plan.save = stepping(plan.Plan.save)
    loading._load = stepping(loading._load)  # pyright: ignore[reportPrivateUsage]
    importing.switch = stepping(importing.switch)
    importing.tell = stepping(importing.tell)
    importing.bases.begin = stepping(importing.bases.begin)
    mapping = file.with_suffix(".yaml")
    job = Job(file, Source("s", "S", "CC0-1.0"), "", mapping if mapping.exists() else None)
    importing.take_in(folder, [job])
    if not die_at:
        print(last, flush=True)


if __name__ == "__main__":
    main()
