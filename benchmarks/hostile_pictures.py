"""Ten thousand damaged files of each format, opened as photos are: what becomes of the process that does it.

Run with ``.venv/bin/python benchmarks/hostile_pictures.py [MUTATIONS] [MEGABYTES]``. Files of every format
have bytes turned, cut, doubled and filled, the same ones each time. Each is measured, unpacked, asked how it
was taken, made a tile of and stripped for sharing, in a worker as ``Vision`` has it, with that much memory
(1,024 by default). Told are how many became a picture, how many were refused with a sentence, how often the
worker crashed or had to be ended, its largest size, and the longest that one file took. The bombs of the
tests follow. Fails where a worker crashed, or was ended, or anything but an error of the house came out.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes import bombs  # pyright: ignore[reportMissingImports]
from fakes.mutations import SEEDS, mutated  # pyright: ignore[reportMissingImports]
from parley.errors import EngineFailed, EngineTimeout, ParleyError
from parley.pool.host import EnginePool
from parley.pool.wire import Load
from parley.vision.types import PHOTO, Kind

COPIES = 2
AT_ONCE = 4
SECONDS = 30.0
"""That one question about one file may take."""


@dataclass(slots=True)
class Tally:
    """What came of the files of one format."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    slowest: float = 0.0
    """Seconds."""
    worst: str = ""
    """Which file that was."""
    failed: list[str] = field(default_factory=list[str])
    """Those that cost the worker its life, or raised what nobody knows."""


async def look(pool: EnginePool, data: bytes) -> str:
    """Do with a file what is done with a photo; what came of it."""
    try:
        kept = await pool.keep("open", data, PHOTO)
    except ParleyError as error:
        return told(error)
    try:
        await kept.call("shot")
        about = await kept.call("about")
        await kept.call("preview", 320, True)
        if about.kind is not Kind.PDF:
            await kept.call("stripped", True)
    except ParleyError as error:
        return told(error)
    finally:
        kept.close()
    return "picture"


def told(error: ParleyError) -> str:
    """Refused, or what nobody wants."""
    if isinstance(error, EngineTimeout):
        return "ended"
    if isinstance(error, EngineFailed):
        return f"failed: {error}"
    return "refused"


def largest(pid: int) -> int:
    """Megabytes that a process had at most."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmHWM")) // 1024


async def measured(pool: EnginePool, files: Iterator[tuple[str, bytes]], at_once: int) -> Tally:
    """Look at all of them, some at a time."""
    tally = Tally()

    async def some() -> None:
        for name, data in files:
            begun = time.perf_counter()
            outcome = await look(pool, data)
            took = time.perf_counter() - begun
            tally.outcomes[outcome.partition(":")[0]] += 1
            if outcome.startswith(("failed", "ended")):
                tally.failed.append(f"{name}: {outcome}")
            if took > tally.slowest:
                tally.slowest, tally.worst = took, name

    await asyncio.gather(*(some() for _ in range(at_once)))
    return tally


def damaged(name: str, count: int) -> Iterator[tuple[str, bytes]]:
    """Files of one format, made one by one."""
    return ((f"{name} {seed}", mutated(SEEDS[name], seed)) for seed in range(count))


def made_to_hurt() -> Iterator[tuple[str, bytes]]:
    """Those of the tests."""
    yield from (bombs.too_large() | bombs.broken() | bombs.polyglots()).items()
    yield "GIF of 10,000", bombs.gif_of_frames(10_000)
    yield "WEBP of 10,000", bombs.webp_of_frames(10_000)
    yield "PNG of 10,000", bombs.png_of_frames(10_000)
    yield "PDF of 10^9 pixels", bombs.pdf_of_pixels(30_000)
    yield "PNG of 119 megapixels", bombs.png(10_900, 10_900, megabytes=114)


async def main(mutations: int, megabytes: int) -> int:
    """Measure, tell, and say whether all went well."""
    pool = EnginePool(
        "eyes",
        Load("parley.vision.eyes:Eyes", {}),
        copies=COPIES,
        max_kept=AT_ONCE,
        call_timeout=SECONDS,
        memory_mb=megabytes,
    )
    await pool.start()
    before, begun = pool.pids, time.perf_counter()
    print(f"{mutations} files of each format, {COPIES} workers of {megabytes} MB, {AT_ONCE} files at once\n")
    heads = ("format", "picture", "refused", "failed", "ended", "seconds", "longest", "worker MB")
    print(("{:12}" + "{:>10}" * 7).format(*heads))
    failed: list[str] = []
    whole = {name: damaged(name, mutations) for name in SEEDS} | {"bombs": made_to_hurt()}
    for name, files in whole.items():
        start = time.perf_counter()
        # Of a bomb it matters how long it takes by itself.
        tally = await measured(pool, files, 1 if name == "bombs" else AT_ONCE)
        counts = [tally.outcomes[each] for each in ("picture", "refused", "failed", "ended")]
        times = f"{time.perf_counter() - start:10.1f}{tally.slowest:10.2f}"
        most = max((largest(pid) for pid in pool.pids), default=0)
        print(f"{name:12}" + "".join(f"{each:10}" for each in counts) + times + f"{most:10}   {tally.worst}")
        failed += tally.failed
    lived = pool.pids == before
    print(f"\n{time.perf_counter() - begun:.0f} s in all; the server had {largest(os.getpid())} MB at most;")
    print(f"the workers {'lived through all of it' if lived else 'had to be started anew'}.")
    print("\n".join(f"  {each}" for each in failed[:20]))
    await pool.stop()
    return 0 if lived and not failed else 1


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(asyncio.run(main(*(numbers + [10_000, 1_024][len(numbers) :]))))
