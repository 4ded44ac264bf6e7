"""Many realtime talks at once: how long an event takes there and back while sound streams, beside an echo.

``.venv/bin/python benchmarks/realtime.py`` starts Parley with engines that do nothing (``null_parley.py``) on
two cores, and holds 50 sessions of OpenAI's Realtime API over WebSockets. Each sends sound as it is spoken
(24 kHz, ten pieces a second), every second an item (``conversation.item.create``, until its
``conversation.item.added`` is back) and every five seconds ``input_audio_buffer.commit`` (until
``input_audio_buffer.committed``). A server of the same WebSocket library that sends back the small events,
and nothing of the sound, is measured before it on the same cores with the same clients.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from boards import await_quiet, cpu, memory, percentile
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websockets

PORT = 8660
PIECE = 0.1
"""Seconds of sound in one event."""
ARRIVING = 25
"""Sessions that begin in a second."""


@dataclass(frozen=True)
class Server:
    """A server under test."""

    name: str
    url: str
    pid: int
    headers: Sequence[dict[str, str]]


@dataclass
class Tally:
    """What the sessions saw."""

    items: list[float] = field(default_factory=list[float])
    """Seconds from an item's creation until the client was told of it."""
    commits: list[float] = field(default_factory=list[float])
    late: list[float] = field(default_factory=list[float])
    """Seconds by which the client itself was late with its sound."""
    errors: int = 0


def _sound() -> str:
    at = np.arange(int(PIECE * 24_000)) / 24_000
    wave = 6000 * np.sin(2 * np.pi * 220 * at) * (0.6 + 0.4 * np.sin(2 * np.pi * 10 * at))
    event = {
        "type": "input_audio_buffer.append",
        "audio": base64.b64encode(wave.astype("<i2").tobytes()).decode(),
    }
    return json.dumps(event)


async def session(server: Server, number: int, seconds: float, tally: Tally) -> None:
    """One client for that long."""
    waiting: dict[str, float] = {}
    async with connect(
        server.url, additional_headers=server.headers[number], compression=None, max_queue=None
    ) as socket:
        detection: Any = {"type": "realtime", "audio": {"input": {"turn_detection": None}}}
        await socket.send(json.dumps({"type": "session.update", "session": detection}))

        async def listen() -> None:
            async for message in socket:
                now, event = time.perf_counter(), json.loads(message)
                kind = event["type"]
                if kind in ("conversation.item.added", "conversation.item.create"):
                    if (begun := waiting.pop(event["item"]["id"], None)) is not None:
                        tally.items.append(now - begun)
                elif kind in ("input_audio_buffer.committed", "input_audio_buffer.commit"):
                    if (begun := waiting.pop("commit", None)) is not None:
                        tally.commits.append(now - begun)
                elif kind == "error":
                    tally.errors += 1

        listening = asyncio.create_task(listen())
        begin = time.perf_counter()
        for piece in range(int(seconds / PIECE)):
            due = begin + piece * PIECE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tally.late.append(time.perf_counter() - due)
            await socket.send(_SOUND)
            if piece % 10 == number % 10:
                id = f"item_{number}_{piece}"
                content = [{"type": "input_text", "text": "hello"}]
                item = {"id": id, "type": "message", "role": "user", "content": content}
                event = json.dumps({"type": "conversation.item.create", "item": item})
                waiting[id] = time.perf_counter()
                await socket.send(event)
            if piece % 50 == 49:
                waiting["commit"] = time.perf_counter()
                await socket.send('{"type":"input_audio_buffer.commit"}')
        await asyncio.sleep(1)
        listening.cancel()
        tally.errors += len(waiting)


_SOUND = _sound()


async def measure(server: Server, sessions: int, seconds: float) -> float:
    """Hold that many sessions; the 95th percentile of a round trip, in milliseconds."""
    tally = Tally()
    begun, used = time.monotonic(), cpu(server.pid)
    async with asyncio.TaskGroup() as together:
        for number in range(sessions):
            together.create_task(session(server, number, seconds, tally))
            await asyncio.sleep(1 / ARRIVING)
    cores = (cpu(server.pid) - used) / (time.monotonic() - begun)
    everything = tally.items + tally.commits
    p95 = 1000 * percentile(everything, 0.95)
    print(
        f"{server.name:14} {sessions:3} sessions  {len(everything):5} round trips  "
        f"median {1000 * statistics.median(everything):6.2f}  p95 {p95:6.2f}  "
        f"longest {1000 * max(everything):7.2f} ms   "
        f"items p95 {1000 * percentile(tally.items, 0.95):.2f}  "
        f"commits p95 {1000 * percentile(tally.commits, 0.95):.2f} ms"
    )
    print(
        f"{'':14} errors {tally.errors}   CPU {cores:.2f} cores   memory {memory(server.pid):.0f} MB   "
        f"clients late by p95 {1000 * percentile(tally.late, 0.95):.1f} ms",
        flush=True,
    )
    return p95


@contextmanager
def parley(cores: str, sessions: int) -> Iterator[Server]:
    """Parley with engines that do nothing, on these cores."""
    with tempfile.TemporaryDirectory() as folder:
        script = str(Path(__file__).with_name("null_parley.py"))
        process = _started(cores, script, folder, str(PORT), str(sessions))
        try:
            ready = Path(folder) / "boards.json"
            while not ready.exists():
                if process.poll() is not None:
                    raise SystemExit("The server ended before it was ready.")
                time.sleep(0.2)
            headers = [{"Authorization": each["Authorization"]} for each in json.loads(ready.read_text())]
            time.sleep(5)
            await_quiet(process.pid)
            url = f"ws://127.0.0.1:{PORT}/v1/realtime?model=parley"
            yield Server("Parley", url, process.pid, headers)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


@contextmanager
def echo(cores: str, sessions: int) -> Iterator[Server]:
    """A bare server on these cores."""
    process = _started(cores, __file__, "--echo")
    try:
        time.sleep(2)
        yield Server("bare echo", f"ws://127.0.0.1:{PORT + 1}/", process.pid, [{}] * sessions)
    finally:
        process.terminate()
        process.wait(20)


def _started(cores: str, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["taskset", "-c", cores, sys.executable, *command])


async def _echo() -> None:
    async def answer(socket: ServerConnection) -> None:
        async for message in socket:
            if json.loads(message)["type"] != "input_audio_buffer.append":
                await socket.send(message)

    async with serve_websockets(answer, "127.0.0.1", PORT + 1, compression=None):
        await asyncio.get_running_loop().create_future()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--cores", default="0,1", help="of the server")
    parser.add_argument("--client-cores", default="2,3")
    parser.add_argument("--echo", action="store_true", help="be the bare server")
    options = parser.parse_args()
    if options.echo:
        asyncio.run(_echo())
        return
    os.sched_setaffinity(0, {int(each) for each in options.client_cores.split(",")})
    with echo(options.cores, options.sessions) as server:
        bare = asyncio.run(measure(server, options.sessions, options.seconds))
    with parley(options.cores, options.sessions) as server:
        asyncio.run(measure(server, 2, 5))  # what is loaded at first
        ours = asyncio.run(measure(server, options.sessions, options.seconds))
    print(f"p95 of Parley / bare echo: {ours / bare:.2f}")


if __name__ == "__main__":
    main()
