"""Parley's Wyoming services beside the server of the ``wyoming`` library; on both sides they do nothing.

Run with ``.venv/bin/python benchmarks/wyoming_services.py``. Each server has a process of its own, the
clients have a third, all on the same kind of event loop, and the servers take turns. Two figures:

- chunks of 1024 samples that a server takes per second, when they come as fast as they can;
- the time from the end of the sound to the transcript, while 200 clients speak at real time.

With ``PLAIN=1`` on Python's own event loop instead of uvloop.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, cast

SAMPLES = 1024
SECONDS = SAMPLES / 16_000
UTTERANCE = 40
"""Chunks of a paced utterance: 2.6 s."""
LONG, BLASTING = 1_500, 8
"""Chunks of an utterance at full speed, and connections that send at once."""
REPEATS = 4
ME = [sys.executable, str(Path(__file__).resolve())]


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """The event loop that ``parley serve`` runs on, for everybody; PLAIN=1 for Python's own."""
    if not os.environ.get("PLAIN"):
        try:
            import uvloop
        except ImportError:
            pass
        else:
            return uvloop.new_event_loop
    return asyncio.new_event_loop


def run(main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(main)


# The servers.


async def ours() -> None:
    from parley.assistant.assistant import Parts
    from parley.assistant.ears import Ears
    from parley.audio.endpoint import EndpointSettings
    from parley.audio.pcm import Samples
    from parley.gateways.wyoming.connection import Connection
    from parley.gateways.wyoming.offering import Assistant, Offer
    from parley.gateways.wyoming.server import Listener
    from parley.gateways.wyoming.session import Session
    from parley.pool.host import Inline
    from parley.settings import Settings
    from parley.speech.hearing import Ear, HearingService
    from parley.speech.saying import Saying
    from parley.speech.types import Hints, Hypothesis

    class Null:
        """Hears nothing, at once."""

        def open(self, hints: Hints) -> Null:
            return self

        def feed(self, samples: Samples) -> None:
            return None

        def finish(self) -> Hypothesis:
            return Hypothesis("done", "en", final=True)

        def close(self) -> None:
            pass

    async def meet(_: object) -> None:
        pass

    def read(*_: object) -> object:
        return SimpleNamespace(commands=())

    ear = Ear("null", frozenset({"en"}), Inline("null", Null))
    parts = Parts(HearingService([ear]), Saying({}), Ears(cast(Any, None), EndpointSettings()))
    assistant = SimpleNamespace(
        parts=parts, settings=Settings(), skills=SimpleNamespace(meet=meet, read=read)
    )
    offer = Offer(cast(Assistant, assistant), "owner")

    async def serve(connection: Connection) -> None:
        await Session(connection, offer).run()

    async with Listener("127.0.0.1", 0, (), serve) as listener:
        gc.freeze()  # as ``parley serve`` does when it is ready
        print(listener.port, flush=True)
        await asyncio.Event().wait()


async def library() -> None:
    from wyoming.asr import Transcript
    from wyoming.audio import AudioChunk, AudioStop
    from wyoming.event import Event
    from wyoming.server import AsyncEventHandler

    class Handler(AsyncEventHandler):
        """Hears nothing, at once."""

        async def handle_event(self, event: Event) -> bool:
            if AudioChunk.is_type(event.type):
                AudioChunk.from_event(event)
            elif AudioStop.is_type(event.type):
                await self.write_event(Transcript("done", language="en").event())
            return True

    handlers: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # What AsyncTcpServer does for a connection; it cannot be asked for any free port.
        task = asyncio.create_task(Handler(reader, writer).run())
        handlers.add(task)
        task.add_done_callback(handlers.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    gc.freeze()
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


STARTED = {"ours": ours, "library": library}


# The clients.


def frames() -> tuple[bytes, bytes, bytes]:
    """What comes before, one chunk, and what comes after, as the library writes them."""
    import io

    from wyoming.asr import Transcribe
    from wyoming.audio import AudioChunk, AudioStart, AudioStop
    from wyoming.event import Event, write_event

    def written(*events: Event) -> bytes:
        out = io.BytesIO()
        for each in events:
            write_event(each, out)
        return out.getvalue()

    start = written(Transcribe(language="en").event(), AudioStart(16_000, 2, 1).event())
    chunk = written(AudioChunk(16_000, 2, 1, bytes(2 * SAMPLES)).event())
    return start, chunk, written(AudioStop().event())


async def transcript(reader: asyncio.StreamReader) -> None:
    """Wait for the answer."""
    header = json.loads(await reader.readline())
    assert header["type"] == "transcript", header
    await reader.readexactly(header["data_length"])


async def full_speed(port: int) -> float:
    """Chunks per second."""
    start, chunk, stop = frames()
    whole = start + chunk * LONG + stop

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(REPEATS):
            writer.write(whole)
            await writer.drain()
            await transcript(reader)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(BLASTING)))
    return BLASTING * REPEATS * LONG / (time.perf_counter() - began)


async def paced(port: int, clients: int, seconds: float) -> list[float]:
    """Seconds from the end of the sound to the transcript, of every utterance."""
    start, chunk, stop = frames()
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    waits: list[float] = []

    async def one(number: int) -> None:
        # Nobody begins or ends at the same time as another.
        at = loop.time() + UTTERANCE * SECONDS * number / clients
        while at < until:
            await asyncio.sleep(at - loop.time())
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(start)
            for _ in range(UTTERANCE):
                at += SECONDS
                await asyncio.sleep(at - loop.time())
                writer.write(chunk)
            began = time.perf_counter()
            writer.write(stop)
            await transcript(reader)
            waits.append(time.perf_counter() - began)
            writer.close()

    await asyncio.gather(*(one(number) for number in range(clients)))
    return waits


async def measure(port: int, clients: int, seconds: float) -> None:
    speed = await full_speed(port)
    print(json.dumps({"speed": speed, "waits": await paced(port, clients, seconds)}), flush=True)


async def vanish(port: int, times: int) -> None:
    """Connect, talk and be gone, every other time in the middle of a frame."""
    start, chunk, stop = frames()

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        if number % 2:
            writer.write(start + chunk + chunk[: 1 + number % (len(chunk) - 1)])
            await writer.drain()
            writer.transport.abort()
        else:
            writer.write(start + chunk + stop)
            await transcript(reader)
        writer.close()

    for first in range(0, times, 50):
        await asyncio.gather(*(one(number) for number in range(first, first + 50)))


# The two in turns, five seconds each: what else the machine does meets both.


@dataclass
class Server:
    """One of the two, running, and what was measured of it."""

    process: subprocess.Popen[str]
    port: str
    speeds: list[float] = field(default_factory=list[float])
    waits: list[float] = field(default_factory=list[float])
    worked: float = 0.0
    """Seconds of CPU."""

    def measure(self, clients: int, seconds: float) -> None:
        before = cpu(self.process.pid)
        asked = [*ME, "--measure", self.port, "--clients", str(clients), "--seconds", str(seconds)]
        out = json.loads(subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout)
        self.worked += cpu(self.process.pid) - before
        self.speeds.append(out["speed"])
        self.waits += out["waits"]

    def slowest(self, of_hundred: int) -> float:
        """Milliseconds within which so many of a hundred answers came."""
        return 1000 * sorted(self.waits)[len(self.waits) * of_hundred // 100]


@contextlib.contextmanager
def serving(name: str) -> Generator[Server]:
    """Start a server."""
    process = subprocess.Popen([*ME, "--serve", name], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Server(process, process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()


def cpu(pid: int) -> float:
    """Seconds that a process has worked."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--serve", choices=sorted(STARTED), help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--vanish", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--times", type=int, default=10_000, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        run(STARTED[options.serve]())
        return
    if options.measure:
        run(measure(options.measure, options.clients, options.seconds))
        return
    if options.vanish:
        run(vanish(options.vanish, options.times))
        return
    with serving("ours") as ours, serving("library") as theirs:
        for turn in range(options.rounds):
            for each in (ours, theirs) if turn % 2 else (theirs, ours):
                each.measure(options.clients, options.seconds)
        print(f"{'':28}{'ours':>12}{'library':>12}{'ratio':>8}")
        row("chunks/s at full speed", median(ours.speeds), median(theirs.speeds))
        for share in (50, 95, 99):
            label = f"p{share} of {options.clients} paced, ms"
            row(label, ours.slowest(share), theirs.slowest(share))
        row("CPU seconds of the server", ours.worked, theirs.worked)
        print(f"{len(ours.waits):,} and {len(theirs.waits):,} answers in {options.rounds} turns each")
    with serving("ours") as ours:
        held: list[float] = []
        for times in (2_000, 10_000):
            subprocess.run([*ME, "--vanish", ours.port, "--times", str(times)], check=True)
            status = Path(f"/proc/{ours.process.pid}/status").read_text()
            held.append(int(status.split("VmRSS:")[1].split()[0]) / 1024)
    print(f"ours after 2,000 that vanished: {held[0]:.1f} MB, after 12,000: {held[1]:.1f} MB")


def row(label: str, ours: float, theirs: float) -> None:
    print(f"{label:28}{ours:>12,.2f}{theirs:>12,.2f}{ours / theirs if theirs else 0:>8.2f}")


if __name__ == "__main__":
    main()
