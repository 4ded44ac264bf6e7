"""Boards that connect, talk and vanish, half of them in the middle of a frame: is anything left behind?

Run with ``.venv/bin/python benchmarks/vanishing.py [CYCLES]`` (10,000). The server is Parley with engines
that do nothing. A board connects, says hello, speaks some packets, sometimes lets go of its button and hears
some of the answer, and is gone without closing. After a first thousand the server's memory, tasks and open
files are noted, and again at the end.
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
import time
from os import kill
from pathlib import Path

from boards import PORT, Server, memory, parley, utterance
from raw_socket import OPCODE_BINARY, OPCODE_TEXT, RawSocket

WARM = 1_000
"""Cycles after which memory is taken for settled."""
AT_ONCE = 40
HELLO = {
    "type": "hello",
    "version": 1,
    "transport": "websocket",
    "audio_params": {"format": "opus", "sample_rate": 16_000, "channels": 1, "frame_duration": 60},
}


async def cycle(headers: dict[str, str], packets: list[bytes], number: int) -> str:
    """One life of a board; how it ended."""
    chance = random.Random(number)
    try:
        socket = await RawSocket.open("127.0.0.1", PORT, "/xiaozhi/v1/", headers)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        return f"not let in: {error}"
    try:
        socket.send(json.dumps(HELLO).encode(), OPCODE_TEXT)
        async with asyncio.timeout(10):
            await socket.receive()
        for turn in range(chance.randint(1, 2)):
            _tell(socket, {"type": "listen", "state": "start", "mode": chance.choice(["manual", "auto"])})
            for packet in packets[: chance.randint(1, 15)]:
                socket.send(packet, OPCODE_BINARY)
                await asyncio.sleep(0.003)
            if chance.random() < 0.6:
                _tell(socket, {"type": "listen", "state": "stop"})
                async with asyncio.timeout(10):
                    for _ in range(chance.randint(0, 5)):
                        await socket.receive()
            if turn == 0 and chance.random() < 0.2:
                _tell(socket, {"type": "abort"})
        if number % 2:
            socket.send(packets[0], OPCODE_BINARY, share=chance.uniform(0.1, 0.9))
        await socket.drain()
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        return f"broke off: {type(error).__name__}"
    finally:
        socket.vanish()
    return "vanished in mid-frame" if number % 2 else "vanished"


def _tell(socket: RawSocket, message: dict[str, str]) -> None:
    socket.send(json.dumps({"session_id": "", **message}).encode(), OPCODE_TEXT)


async def many(server: Server, first: int, count: int) -> dict[str, int]:
    """That many lives, ``AT_ONCE`` at a time; how they ended."""
    packets, ends = utterance(), dict[str, int]()
    numbers = iter(range(first, first + count))

    async def worker(own: int) -> None:
        for number in numbers:
            end = await cycle(server.boards[own], packets, number)
            ends[end] = ends.get(end, 0) + 1

    await asyncio.gather(*(worker(own) for own in range(AT_ONCE)))
    return ends


def alive(server: Server) -> dict[str, object]:
    """What the server says is alive in it, once it has had time to notice that everybody is gone."""
    time.sleep(8)
    folder = Path(f"/proc/{server.pid}/cmdline").read_bytes().split(b"\0")[2].decode()
    report = Path(folder) / "alive.json"
    report.unlink(missing_ok=True)
    kill(server.pid, signal.SIGUSR1)
    while not report.exists():
        time.sleep(0.1)
    return json.loads(report.read_text())


def shown(cycles: int, megabytes: float, found: dict[str, object]) -> str:
    """A line of the report."""
    return f"after {cycles:6} cycles: {megabytes:.1f} MB, {found['tasks']} tasks, {found['files']} files"


def run(server: Server, cycles: int) -> int:
    """1 when something is left behind."""
    asyncio.run(many(server, 0, WARM))
    before, megabytes = alive(server), memory(server.pid)
    print(shown(WARM, megabytes, before), flush=True)
    begun = time.monotonic()
    ends = asyncio.run(many(server, WARM, cycles - WARM))
    spent = time.monotonic() - begun
    after, grown = alive(server), memory(server.pid)
    print(shown(cycles, grown, after))
    print(f"memory {grown / megabytes - 1:+.1%} in {spent:.0f} s   {ends}")
    left = after["tasks"] != before["tasks"] or after["files"] != before["files"]
    if left:
        print(f"tasks before: {before['names']}\ntasks after:  {after['names']}")
    return int(left or grown > megabytes * 1.05)


def main() -> int:
    cycles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with parley(AT_ONCE) as server:
        return run(server, cycles)


if __name__ == "__main__":
    sys.exit(main())
