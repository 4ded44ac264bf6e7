"""A Wyoming satellite: it listens, takes a server, and does what its test says. By Wyoming's own library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import numpy as np
from wyoming.audio import AudioChunk
from wyoming.event import Event, Eventable, async_read_event, async_write_event
from wyoming.info import Attribution, Info, Satellite
from wyoming.ping import Pong

from parley.audio.pcm import Samples


class FakeSatellite:
    """What a server sent, and a way to answer."""

    def __init__(
        self, *, area: str | None = None, answers_pings: bool = True, info: Info | None = None
    ) -> None:
        made = Attribution("test", "")
        about = Satellite("Kitchen speaker", made, True, "A fake", "1.4.1", area=area)
        self.info = info or Info(satellite=about)
        self.answers_pings = answers_pings
        self.received: list[Event] = []
        self.port = 0
        self.connections = 0
        """How often a server came."""
        self._writer: asyncio.StreamWriter | None = None
        self._changed = asyncio.Condition()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.connections += 1
        try:
            while (event := await async_read_event(reader)) is not None:
                if event.type == "describe":
                    await async_write_event(self.info.event(), writer)
                elif event.type == "ping" and self.answers_pings:
                    await async_write_event(Pong(event.data.get("text")).event(), writer)
                async with self._changed:
                    self.received.append(event)
                    self._changed.notify_all()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def send(self, *events: Eventable | Event) -> None:
        assert self._writer is not None
        for each in events:
            await async_write_event(each if isinstance(each, Event) else each.event(), self._writer)

    async def hear(self, samples: Samples, chunk: int = 1024) -> None:
        """Its microphone hears this, faster than it sounds."""
        data = samples.astype("<i2").tobytes()
        for at in range(0, len(data), 2 * chunk):
            await self.send(AudioChunk(16_000, 2, 1, data[at : at + 2 * chunk]))

    def cut(self) -> None:
        """The network is gone."""
        assert self._writer is not None
        self._writer.transport.abort()

    async def until(self, type: str, count: int = 1, within: float = 60.0) -> Event:
        """The ``count``th event of a type."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: len(self.of(type)) >= count)
            return self.of(type)[count - 1]

    def of(self, type: str) -> list[Event]:
        return [event for event in self.received if event.type == type]

    def order(self, *without: str) -> list[str]:
        """Types of what came; several of one in a row are one. Pings are no news."""
        names = [each.type for each in self.received if each.type not in ("ping", *without)]
        return [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]

    @property
    def played(self) -> Samples:
        """All sound that came."""
        return np.frombuffer(b"".join(each.payload or b"" for each in self.of("audio-chunk")), "<i2")


@asynccontextmanager
async def satellites(*several: FakeSatellite) -> AsyncIterator[Sequence[str]]:
    """Let them listen; their addresses."""
    servers: list[asyncio.Server] = []
    for each in several:
        server = await asyncio.start_server(each.serve, "127.0.0.1", each.port)
        each.port = server.sockets[0].getsockname()[1]
        servers.append(server)
    try:
        yield [f"127.0.0.1:{each.port}" for each in several]
    finally:
        for server in servers:
            server.close()
