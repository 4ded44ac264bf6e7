"""Whether uploads survive ``kill -9`` of the server, and how fast they are beside the bare store and disk.

Run with ``.venv/bin/python benchmarks/uploads.py``; ``--kills 10`` is shorter. Each upload is of random bytes
and size, cut at a random offset (a fifth of them while the complete upload is made a file), resumed by a tus
client, read back, and compared by SHA-256. Then the same bytes are uploaded to the server over loopback, put
into a bare store, and written to a bare file, in turns; all of them end on disk.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import obstore
from obstore.store import LocalStore

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from fakes.uploading import UploadServer, upload  # pyright: ignore[reportMissingImports]  # noqa: E402

_PIECE = 1024 * 1024


def survive(folder: Path, kills: int, largest: int, chance: random.Random) -> bool:
    """Kill, resume, compare; tells how it went."""
    again: list[int] = []
    wrong = 0
    began = time.perf_counter()
    with UploadServer(folder) as server:
        while len(again) < kills:
            data = chance.randbytes(chance.randrange(1, largest))
            cut = len(data) if chance.random() < 0.2 else chance.randrange(len(data))
            done = upload(server, data, [cut], chance)
            again.append(done.sent_again)
            read = server.ask("GET", f"/api/files/{done.file}").read()
            wrong += hashlib.sha256(read).digest() != hashlib.sha256(data).digest()
            server.ask("DELETE", f"/api/files/{done.file}").read()
        starts = sorted(server.starts)
    left = [path for place in ("files", "uploads") for path in (folder / place).rglob("*") if path.is_file()]
    print(f"{len(again)} uploads cut by kill -9 and resumed, {time.perf_counter() - began:.0f} s")
    print(f"  bit-identical       {len(again) - wrong} of {len(again)}")
    print(f"  left on disk        {len(left)} files after all were deleted")
    print(
        f"  sent again          median {statistics.median(again) / 1e6:.1f}, most {max(again) / 1e6:.1f} MB"
    )
    print(
        f"  server back after   median {statistics.median(starts):.2f} s, longest {starts[-1]:.2f} s",
        flush=True,
    )
    return wrong == 0 and not left


def through_the_server(server: UploadServer, data: bytes) -> Callable[[], None]:
    """One request, hashed, encrypted and on disk when it is answered; a different file each time."""

    def run() -> None:
        fresh = os.urandom(64) + data[64:]
        said = {"Upload-Length": str(len(data)), "Content-Type": "application/offset+octet-stream"}
        body = (fresh[start : start + _PIECE] for start in range(0, len(fresh), _PIECE))
        answer = server.ask("POST", "/api/files/uploads", {**said, "Content-Length": str(len(data))}, body)
        assert "parley-file" in answer.headers, answer.read()

    return run


def bare_store(folder: Path, data: bytes) -> Callable[[], None]:
    """obstore's own streaming put, and the sync that it leaves out."""
    store = LocalStore(folder, mkdir=True)

    async def blocks() -> AsyncIterator[bytes]:
        for start in range(0, len(data), _PIECE):
            yield data[start : start + _PIECE]

    async def put() -> None:
        await obstore.put_async(store, "bare", blocks())

    def run() -> None:
        asyncio.run(put())
        _sync(folder / "bare")

    return run


def bare_disk(folder: Path, data: bytes) -> Callable[[], None]:
    """A plain file."""

    def run() -> None:
        with (folder / "plain").open("wb") as file:
            for start in range(0, len(data), _PIECE):
                file.write(data[start : start + _PIECE])
        _sync(folder / "plain")

    return run


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def measure(folder: Path, megabytes: int, rounds: int) -> None:
    """MB/s of each, in turns; medians."""
    data = random.Random(1).randbytes(megabytes * 1_000_000)
    with UploadServer(folder / "home") as server:
        ways = {
            "upload to Parley": through_the_server(server, data),
            "bare obstore put": bare_store(folder / "bare", data),
            "bare disk write": bare_disk(folder, data),
        }
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, run in ways.items():
                began = time.perf_counter()
                run()
                rates[name].append(megabytes / (time.perf_counter() - began))
        listed = server.ask("GET", "/api/files").read()
        file = listed.decode().split('"id":"', 1)[1].split('"', 1)[0]
        began = time.perf_counter()
        assert len(server.ask("GET", f"/api/files/{file}").read()) == len(data)
        read = megabytes / (time.perf_counter() - began)
    medians = {name: statistics.median(each) for name, each in rates.items()}
    print(f"{megabytes} MB on disk, median of {rounds}:")
    for name, rate in medians.items():
        print(f"  {name:18} {rate:7.0f} MB/s   Parley reaches {medians['upload to Parley'] / rate:.2f} of it")
    print(f"  {'read from Parley':18} {read:7.0f} MB/s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--largest", type=int, default=64_000_000, help="bytes of one upload")
    parser.add_argument("--megabytes", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}")
    whole = True
    if chosen.kills:
        with tempfile.TemporaryDirectory(prefix="parley-") as folder:
            whole = survive(Path(folder) / "home", chosen.kills, chosen.largest, random.Random(chosen.seed))
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        measure(Path(folder), chosen.megabytes, chosen.rounds)
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
