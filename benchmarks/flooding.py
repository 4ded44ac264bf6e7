"""One board floods the server; do the others notice?

Run with ``.venv/bin/python benchmarks/flooding.py``. Twenty well-behaved boards talk, first alone, then
beside a board that sends ten times as much sound as anyone can speak, one that types without end, one that
sends garbage, and one that opens a thousand connections. What is compared is the others' wait for their first
packet.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable

from boards import PORT, Server, parley, percentile, talking, utterance
from raw_socket import OPCODE_BINARY, OPCODE_TEXT, RawSocket
from simulated_board import Plan
from vanishing import HELLO

POLITE = 20


async def _connected(server: Server) -> RawSocket:
    socket = await RawSocket.open("127.0.0.1", PORT, "/xiaozhi/v1/", server.boards[POLITE])
    socket.send(json.dumps(HELLO).encode(), OPCODE_TEXT)
    return socket


async def _again(server: Server, act: Callable[[RawSocket], Awaitable[None]]) -> None:
    """Do it without end, with a new connection whenever the server has had enough."""
    while True:
        try:
            socket = await _connected(server)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.05)
            continue
        reading = asyncio.create_task(_read(socket))
        try:
            await act(socket)
        except OSError:
            pass
        finally:
            reading.cancel()
            socket.vanish()


async def _read(socket: RawSocket) -> None:
    while await socket.reader.read(65_536):
        pass
    socket.vanish()


async def sound(socket: RawSocket) -> None:
    """Ten times real time."""
    packets = utterance()
    socket.send(b'{"type":"listen","state":"start","mode":"auto"}', OPCODE_TEXT)
    while not socket.reader.at_eof():
        for packet in packets[:10]:
            socket.send(packet, OPCODE_BINARY)
        await socket.drain()
        await asyncio.sleep(0.06)


async def text(socket: RawSocket) -> None:
    """Typed sentences, as fast as the network takes them."""
    message = b'{"type":"listen","state":"detect","text":"what time is it and what is the weather like"}'
    while not socket.reader.at_eof():
        socket.send(message, OPCODE_TEXT)
        await socket.drain()
        await asyncio.sleep(0)


async def garbage(socket: RawSocket) -> None:
    """Frames that mean nothing."""
    while not socket.reader.at_eof():
        socket.send(os.urandom(300), OPCODE_BINARY)
        socket.send(b"{" * 1_000, OPCODE_TEXT)
        await socket.drain()
        await asyncio.sleep(0.001)


async def connections(server: Server) -> None:
    """A thousand connections of one board, which stay."""
    sockets: list[RawSocket] = []
    while True:
        try:
            sockets.append(await _connected(server))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.01)
        for old in sockets[:-1_000]:
            old.vanish()
        sockets = sockets[-1_000:]
        await asyncio.sleep(0.001)


async def run(server: Server) -> int:
    plan = Plan(turns=3, wait=1.0, pause=(0.5, 1.0))
    floods: dict[str, Callable[[], Awaitable[None]] | None] = {
        "nobody": None,
        "10 x sound": lambda: _again(server, sound),
        "text": lambda: _again(server, text),
        "garbage": lambda: _again(server, garbage),
        "connections": lambda: connections(server),
    }
    await talking(server, 1, Plan(turns=1))
    alone = 0.0
    for name, flood in floods.items():
        flooding = asyncio.ensure_future(flood()) if flood else None
        tally = await talking(server, POLITE, plan)
        if flooding:
            flooding.cancel()
            await asyncio.gather(flooding, return_exceptions=True)
        waits = [1000 * each for each in tally.first_audio]
        p95 = percentile(waits, 0.95)
        alone = alone or p95
        print(
            f"{name:12} others' first audio: median {percentile(waits, 0.5):6.1f}  p95 {p95:6.1f} ms  "
            f"({p95 / alone:.2f} of alone)  failed {sum(tally.failed.values())} of {tally.turns}  "
            f"{tally.failed or ''}",
            flush=True,
        )
        await asyncio.sleep(2)
    return 0


if __name__ == "__main__":
    with parley(POLITE + 1) as started:
        sys.exit(asyncio.run(run(started)))
