"""How long a key takes in a real IBus, from the program that got it to the answer with its candidates.

    .venv/bin/python benchmarks/ibus_typing.py [--sentences 50] [--pack zh.pack]

Sentences of CrossWOZ-500 typed letter by letter, a space after each, into a text box of a program on the bus
of a real ``ibus-daemon``, which starts ``parley ibus`` by itself. Beside it the same keys in this process,
without a bus, and ``xkb:us::eng``, IBus's own engine, which does nothing with a key.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fakes.ibus_desk import HAS_IBUS, IbusDesk  # pyright: ignore[reportMissingImports]
from parley.keyboard.ibus.kept import Kept
from parley.keyboard.ibus.keys import key
from parley.keyboard.ibus.running import Chosen, composer

DATA = Path(os.environ.get("PARLEY_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
SENTENCES = DATA / "language" / "pinyin" / "B_crosswoz500.tsv"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=50)
    parser.add_argument("--pack", type=Path, default=None, help="default: what ships")
    wanted = parser.parse_args()
    if not HAS_IBUS:
        raise SystemExit("There is no ibus-daemon here; on Debian: apt-get install ibus dbus-x11")
    lines = SENTENCES.read_text("utf-8").splitlines()[: wanted.sentences]
    typed = [line.split("\t")[1].replace(" ", "") for line in lines]
    print("| keys | p50 ms | p99 ms | most |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="ibus-") as name:
        folder = Path(name)
        data = folder / "share" / "parley"
        (data / "keyboard").mkdir(parents=True)
        if wanted.pack:
            shutil.copy(wanted.pack, data / "keyboard" / "zh-measured.pack")
        printed("in this process", alone(data, folder / "kept", typed))
        ours, none, memory = asyncio.run(on_the_bus(folder, data, typed))
        printed("through IBus", ours)
        printed("through IBus, an engine that does nothing", none)
        print(f"\nthe engine's process: {memory:.0f} MB resident")


def alone(data: Path, folder: Path, typed: list[str]) -> list[float]:
    """Seconds of each key, without a bus."""
    box = composer(data, Chosen().wishes(), Kept(folder, waits=False))()
    took: list[float] = []
    for sentence in typed:
        for letter in sentence + " ":
            begun = time.perf_counter()
            box.press(key(ord(letter), 0))
            box.view()
            took.append(time.perf_counter() - begun)
        box.leave()
    return took


async def on_the_bus(folder: Path, data: Path, typed: list[str]) -> tuple[list[float], list[float], float]:
    """Seconds of each key with ours and with an engine that does nothing, and megabytes of our process."""
    async with IbusDesk(folder, data) as desk:
        ours = await timed(desk, typed)
        print(f"<!-- wrote {len(desk.text)} characters, such as {desk.text[:30]} -->")
        memory = resident()
        await desk.engine("xkb:us::eng")
        return ours, await timed(desk, typed), memory


async def timed(desk: IbusDesk, typed: list[str]) -> list[float]:
    took: list[float] = []
    for sentence in typed:
        for letter in sentence + " ":
            begun = time.perf_counter()
            await desk.key(ord(letter))
            took.append(time.perf_counter() - begun)
    return took


def resident() -> float:
    """Megabytes of the largest process of the engine."""
    return max(map(_megabytes, Path("/proc").glob("[0-9]*/cmdline")))


def _megabytes(cmdline: Path) -> float:
    try:
        if not cmdline.read_bytes().rstrip(b"\0").endswith(b"-m\0parley\0ibus"):
            return 0.0
        status = cmdline.with_name("status").read_text()
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0.0
    )


def printed(name: str, took: list[float]) -> None:
    p50, p99 = np.percentile(np.array(took) * 1000, (50, 99))
    print(f"| {name} ({len(took)}) | {p50:.1f} | {p99:.1f} | {max(took) * 1000:.1f} |", flush=True)


if __name__ == "__main__":
    main()
