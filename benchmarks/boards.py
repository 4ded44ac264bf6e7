"""Many boards at once: the wait from the end of what is said to the first packet, and what a board costs.

``.venv/bin/python benchmarks/boards.py`` measures Parley with engines that do nothing (``null_parley.py``),
at 100 and 500 boards (``simulated_board.py``), which run in this process and the server in its own. Beside
it, in the same hour on the same machine, any other server of the protocol whose engines do nothing either:
``--peer ws://HOST:PORT/xiaozhi/v1/ --pid PID``.

Fifty boards connect in a second. Each waits three seconds and takes three turns: it speaks for three seconds
(press-to-talk), hears the answer to its end, and pauses for two to five seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from simulated_board import Board, Plan, Tally, sealed

from parley.audio.opus import OpusEncoder

SPOKEN = 3.0
"""Seconds of an utterance."""
ARRIVING = 50
"""Boards that connect in a second."""
PORT = 8650
_QUIET = 0.1
"""CPU seconds that an idle server uses in two seconds at most."""


@dataclass(frozen=True)
class Server:
    """A server under test."""

    name: str
    url: str
    pid: int
    boards: Sequence[dict[str, str]]


def utterance() -> list[bytes]:
    """Three seconds of something like a voice, as Opus packets of 60 ms."""
    at = np.arange(int(SPOKEN * 16_000)) / 16_000
    pitch = 140 + 30 * np.sin(2 * np.pi * 1.3 * at)
    voice = sum(np.sin(2 * np.pi * n * np.cumsum(pitch) / 16_000) / n for n in range(1, 12))
    sound = (3000 * voice * (0.6 + 0.4 * np.sin(2 * np.pi * 3.1 * at))).astype(np.int16)
    with OpusEncoder(16_000, 60) as encoder:
        return [encoder.encode(sound[i : i + 960]) for i in range(0, len(sound) - 959, 960)]


@contextmanager
def parley(boards: int) -> Iterator[Server]:
    """Parley with null engines, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(__file__).with_name("null_parley.py")
        process = subprocess.Popen([sys.executable, str(script), folder, str(PORT), str(boards)])
        try:
            ready = Path(folder) / "boards.json"
            while not ready.exists():
                if process.poll() is not None:
                    raise SystemExit("The server ended before it was ready.")
                time.sleep(0.2)
            headers = json.loads(ready.read_text())
            time.sleep(5)
            await_quiet(process.pid)
            yield Server("Parley", f"ws://127.0.0.1:{PORT}/xiaozhi/v1/", process.pid, headers)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def await_quiet(pid: int) -> None:
    """Wait until it does nothing any more: it learns, once, and starts workers that stay."""
    before = cpu(pid)
    while True:
        time.sleep(2.0)
        now = cpu(pid)
        if now - before < _QUIET:
            return
        before = now


def memory(pid: int) -> float:
    """Megabytes of a process and its children that are theirs alone, or shared in part."""
    total = 0.0
    for each in [pid, *children(pid)]:
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
    return total


def threads(pid: int) -> int:
    """Threads of a process and its children."""
    return sum(len(os.listdir(f"/proc/{each}/task")) for each in [pid, *children(pid)])  # noqa: PTH208


def cpu(pid: int) -> float:
    """CPU seconds of a process and its children so far."""
    ticks = 0
    for each in [pid, *children(pid)]:
        fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """Its children and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):  # the thread is over
            for child in (task / "children").read_text().split():
                found += [int(child), *children(int(child))]
    return found


async def idling(server: Server, count: int) -> tuple[float, int]:
    """Megabytes per board that is connected and silent, and threads that came with them."""
    leave = asyncio.Event()
    before, threads_before = memory(server.pid), threads(server.pid)
    boards = [Board(server.url, headers, (), Tally()) for headers in server.boards[:count]]
    tasks: list[asyncio.Task[None]] = []
    for board in boards:
        tasks.append(asyncio.create_task(board.idle(leave)))
        await asyncio.sleep(1 / ARRIVING)
    await asyncio.sleep(5)
    grown = memory(server.pid) - before, threads(server.pid) - threads_before
    leave.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(2)
    return grown[0] / count, grown[1]


async def talking(server: Server, count: int, plan: Plan) -> Tally:
    """Have that many boards talk."""
    tally, packets = Tally(), sealed(utterance())
    async with asyncio.TaskGroup() as together:
        for number, headers in enumerate(server.boards[:count]):
            board = Board(server.url, headers, packets, tally)
            together.create_task(board.run(plan, number))
            await asyncio.sleep(1 / ARRIVING)
    return tally


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of all are below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def report(server: Server, count: int, tally: Tally, seconds: float, used: float) -> float:
    """Print what was seen; the 95th percentile of the wait for the first packet, in milliseconds."""
    waits = [1000 * each for each in tally.first_audio]
    p95 = percentile(waits, 0.95)
    failed = sum(tally.failed.values())
    print(
        f"{server.name:22} {count:4} boards  {tally.turns:5} turns  stop → first audio: "
        f"median {statistics.median(waits) if waits else float('nan'):6.1f}  p95 {p95:7.1f}  "
        f"longest {max(waits, default=float('nan')):7.1f} ms"
    )
    print(
        f"{'':22} failed {failed} ({failed / max(1, tally.turns):.1%})  {tally.failed or ''}  "
        f"out of state {tally.out_of_state}  overflowed {tally.overflowed}  starved {tally.starved} "
        f"of {tally.packets} packets"
    )
    print(
        f"{'':22} hello p95 {1000 * percentile(tally.hello, 0.95):.0f} ms   CPU {used / seconds:.2f} cores, "
        f"{1000 * used / max(1, tally.turns):.1f} ms a turn   "
        f"memory {memory(server.pid):.0f} MB   threads {threads(server.pid)}",
        flush=True,
    )
    return p95


async def measure(server: Server, counts: Sequence[int], plan: Plan, idle: int) -> dict[int, float]:
    """The idle cost, then the talk at each count; 95th percentiles."""
    results: dict[int, float] = {}
    # What is loaded when it is first needed is no cost of the boards.
    await talking(server, 1, Plan(turns=1))
    if idle:
        each, more = await idling(server, idle)
        print(f"{server.name:22} {idle:4} idle    {each:.3f} MB per board   {more} threads more", flush=True)
    for count in counts:
        begun, used, own = time.monotonic(), cpu(server.pid), time.process_time()
        tally = await talking(server, count, plan)
        seconds = time.monotonic() - begun
        results[count] = report(server, count, tally, seconds, cpu(server.pid) - used)
        print(f"{'':22} the boards themselves {(time.process_time() - own) / seconds:.2f} cores", flush=True)
        await asyncio.sleep(3)
    return results


def peer_boards(count: int) -> list[dict[str, str]]:
    """Headers for a server that lets everybody in."""
    return [
        {
            "Device-Id": f"02:00:00:00:{n >> 8:02x}:{n & 255:02x}",
            "Client-Id": f"board-{n}",
            "Protocol-Version": "1",
        }
        for n in range(count)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--boards", type=int, nargs="*", default=[100, 500])
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--idle", type=int, default=200, help="boards of which the idle cost is measured")
    parser.add_argument("--peer", help="address of another server of the protocol")
    parser.add_argument("--pid", type=int, help="its process")
    parser.add_argument("--peer-boards", type=int, nargs="*", default=[100])
    options = parser.parse_args()
    plan = Plan(turns=options.turns)
    others: dict[int, float] = {}
    if options.peer:
        peer = Server("peer", options.peer, options.pid, peer_boards(max(options.peer_boards)))
        others = asyncio.run(measure(peer, options.peer_boards, plan, min(options.idle, 50)))
    with parley(max([*options.boards, options.idle])) as server:
        ours = asyncio.run(measure(server, options.boards, plan, options.idle))
    for count in ours.keys() & others.keys():
        print(f"p95 at {count} boards, Parley / peer: {ours[count] / others[count]:.3f}")


if __name__ == "__main__":
    main()
