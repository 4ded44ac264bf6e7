"""Stands between boards and the broker, and lets in who shows a device's token."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, Self

from parley.errors import BadSettings, ParleyError
from parley.gateways.xiaozhi.mqtt.admission import Admission, Refused
from parley.gateways.xiaozhi.mqtt.broker import Broker
from parley.gateways.xiaozhi.mqtt.packets import (
    BadPacket,
    Connect,
    Kind,
    Packet,
    Refusal,
    Splitter,
    connack,
    read_connect,
)
from parley.gateways.xiaozhi.mqtt.passage import Bounds, Passage
from parley.home.accounts.callers import Caller
from parley.telemetry import log

_BUFFER = 8 * 1024
"""Bytes that are read ahead of a connection."""
_UNANSWERED = 30_000
"""Milliseconds after which a board that acknowledges nothing is gone, rather than after its keep-alive."""
_GONE_WITHIN = 5.0
"""Seconds that an older connection of the same board has to end."""
_LAST_WORD = 2.0
"""Seconds that a refused board has to take the reason."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A board that was let in."""

    caller: Caller
    device: str
    reached: str
    """Our own address that it connected to."""
    token: str = field(repr=False)


class Visit(Protocol):
    """What goes on with a board while it is connected."""

    async def run(self) -> None: ...


Welcome = Callable[[Arrival], AbstractAsyncContextManager[Visit]]
"""Entered before the board may send anything."""


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """Bounds on connections."""

    boards: int = 1_000
    """Let in at once."""
    strangers: int = 256
    """Connected at once without having introduced themselves."""
    introduced_within: float = 10.0
    """Seconds."""


class Doorman:
    """Listens while it is used as an async context manager."""

    def __init__(
        self,
        admission: Admission,
        broker: Broker,
        welcome: Welcome,
        *,
        host: str,
        port: int,
        tls: ssl.SSLContext | None = None,
        limits: DoorLimits | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        """``port`` 0 is any."""
        self._admission, self._broker, self._welcome = admission, broker, welcome
        self._host, self._tls = host, tls
        self._limits, self._bounds = limits or DoorLimits(), bounds or Bounds()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._inside: dict[str, asyncio.Task[None]] = {}
        """Device → what serves it."""
        self._strangers = 0
        self.port = port

    async def __aenter__(self) -> Self:
        """Raises ``BadSettings`` when the port cannot be listened on."""
        try:
            self._server = await asyncio.start_server(
                self._came, self._host, self.port, ssl=self._tls, limit=_BUFFER, backlog=256
            )
        except OSError as error:
            raise BadSettings(
                f"Parley cannot listen on {self._host} port {self.port} for MQTT: {error.strerror}. "
                "Set another xiaozhi.mqtt_port."
            ) from error
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def inside(self) -> int:
        """Boards connected now."""
        return len(self._inside)

    def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer), name="mqtt board")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            _notice_death(writer)
            await self._let_in(reader, writer)
        except Refused as error:
            log.warning("mqtt.refused", reason=error.refusal.name.lower())
            await _say_no(writer, error.refusal)
        except ParleyError as error:
            log.warning("mqtt.board_closed", code=error.code)
        except (OSError, TimeoutError) as error:
            log.info("mqtt.board_gone", kind=type(error).__name__)
        finally:
            # Not closed in order: whoever does not read would keep what waits for it.
            writer.transport.abort()

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        splitter = Splitter(self._bounds.packet_bytes)
        connect, caller, device, early = await self._introduced(reader, writer, splitter)
        if len(self._inside) >= self._limits.boards and device not in self._inside:
            raise Refused(Refusal.UNAVAILABLE)
        arrival = Arrival(caller, device, _host(writer, "sockname"), connect.password)
        async with self._alone(device), self._welcome(arrival) as visit:
            passage = Passage((reader, writer), splitter, device, connect, self._broker, self._bounds)
            await passage.run(early, visit.run, partial(self._admission.until_taken_back, caller))

    async def _introduced(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, splitter: Splitter
    ) -> tuple[Connect, Caller, str, list[Packet]]:
        """How it introduced itself, who it is, on which device, and what else it sent meanwhile."""
        if self._strangers >= self._limits.strangers:
            raise Refused(Refusal.UNAVAILABLE)
        self._strangers += 1
        try:
            async with asyncio.timeout(self._limits.introduced_within):
                first, *early = await _first(reader, splitter)
                if first.kind is not Kind.CONNECT:
                    raise BadPacket("The first packet must be a CONNECT.")
                connect = read_connect(first.body)
                caller, device = await self._admission.admit(connect, _host(writer, "peername"))
                return connect, caller, device, early
        finally:
            self._strangers -= 1

    @contextlib.asynccontextmanager
    async def _alone(self, device: str) -> AsyncGenerator[None]:
        """A board that comes again has lost its earlier connection, also when we have not noticed."""
        task = asyncio.current_task()
        assert task is not None
        earlier = self._inside.get(device)
        self._inside[device] = task
        try:
            if earlier is not None:
                earlier.cancel()
                await asyncio.wait({earlier}, timeout=_GONE_WITHIN)
            yield
        finally:
            if self._inside.get(device) is task:
                del self._inside[device]


async def _first(reader: asyncio.StreamReader, splitter: Splitter) -> list[Packet]:
    """At least one packet. Raises ``ConnectionResetError``, ``BadPacket``."""
    while True:
        piece = await reader.read(_BUFFER)
        if not piece:
            raise ConnectionResetError
        if packets := splitter.feed(piece):
            return packets


async def _say_no(writer: asyncio.StreamWriter, refusal: Refusal) -> None:
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(_LAST_WORD):
            writer.write(connack(refusal))
            await writer.drain()
            writer.close()
            await writer.wait_closed()


def _host(writer: asyncio.StreamWriter, end: str) -> str:
    return str((writer.get_extra_info(end) or ("",))[0])


def _notice_death(writer: asyncio.StreamWriter) -> None:
    """A board that lost its power says no goodbye; what it is sent must not vanish for minutes."""
    connection: socket.socket | None = writer.get_extra_info("socket")
    if connection is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNANSWERED)
