"""The listener of the services: who may connect, how many at once, and that nobody holds a place asleep."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from parley.errors import BadSettings
from parley.gateways.wyoming.connection import Connection
from parley.home.accounts.limits import Allowance
from parley.telemetry import log


@dataclass(frozen=True, slots=True)
class Places:
    """How many may be connected."""

    all: int = 512
    each: int = 256
    """From one address."""
    asleep: float = 300.0
    """Seconds without an event after which a connection that waits for one is closed."""


class Allowed:
    """The addresses that may connect: this machine, and those that are set."""

    def __init__(self, allow: Sequence[str]) -> None:
        """Raises ``BadSettings`` for what is neither an address nor a network."""
        try:
            self._networks = [ipaddress.ip_network(each.strip(), strict=False) for each in allow]
        except ValueError as error:
            raise BadSettings(
                "wyoming.allow takes addresses and networks, such as 192.168.1.10 or 192.168.1.0/24."
            ) from error

    def __contains__(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address.split("%", 1)[0])
        except ValueError:
            return False
        mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
        ip = mapped or ip
        return ip.is_loopback or any(ip in network for network in self._networks)


class Listener:
    """Accepts connections and hands each to ``serve`` in a task of its own.

    Use as an async context manager.
    """

    def __init__(
        self,
        host: str,
        port: int,
        allow: Sequence[str],
        serve: Callable[[Connection], Awaitable[None]],
        places: Places | None = None,
    ) -> None:
        self._host, self._port = host, port
        self._allowed = Allowed(allow)
        self._serve = serve
        self._places = places or Places()
        self._tasks: dict[Connection, asyncio.Task[None]] = {}
        self._from: Counter[str] = Counter()
        self._lines = Allowance(10, 0.1)
        """Log lines about strangers: a flood of them is no flood of lines."""
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port it listens on, or 0."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server is not None else 0

    @property
    def connections(self) -> int:
        """How many are connected."""
        return len(self._tasks)

    async def __aenter__(self) -> Listener:
        """Raises ``BadSettings`` when the address cannot be listened on."""
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                lambda: Connection(self.welcome, self.gone), self._host, self._port
            )
        except OSError as error:
            raise BadSettings(
                f"Parley cannot listen on {self._host} port {self._port} for Wyoming: {error.strerror}. "
                "Set another wyoming.port."
            ) from error
        self._sweeper = asyncio.create_task(self._sweep(), name="wyoming sweeper")
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [*self._tasks.values(), *([self._sweeper] if self._sweeper else [])]
        if self._server is not None:
            self._server.close()
        for connection in list(self._tasks):
            connection.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def welcome(self, connection: Connection) -> None:
        """Somebody connects."""
        address = connection.address
        if address not in self._allowed:
            self._refuse(connection, "not_allowed")
        elif len(self._tasks) >= self._places.all or self._from[address] >= self._places.each:
            self._refuse(connection, "busy")
        else:
            self._from[address] += 1
            task = asyncio.create_task(self._run(connection), name="wyoming client")
            self._tasks[connection] = task

    def _refuse(self, connection: Connection, code: str) -> None:
        if self._lines.take():
            log.warning("wyoming.stranger", code=code, address=connection.address)
        connection.abort()

    async def _run(self, connection: Connection) -> None:
        try:
            await self._serve(connection)
        except Exception as error:  # noqa: BLE001 - whatever one client brings about, the others go on
            log.error("wyoming.failed", kind=type(error).__name__)
        finally:
            connection.close()

    def gone(self, connection: Connection) -> None:
        """A connection is closed."""
        task = self._tasks.pop(connection, None)
        if task is not None:
            task.cancel()
            self._from[connection.address] -= 1
            if not self._from[connection.address]:
                del self._from[connection.address]

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._places.asleep / 10)
            for connection in list(self._tasks):
                if connection.waiting and loop.time() - connection.seen > self._places.asleep:
                    with contextlib.suppress(OSError):
                        connection.abort()
