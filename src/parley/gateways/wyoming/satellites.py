"""Keeps a connection to every satellite, and comes back to those that were lost."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from parley.assistant.live import Facts
from parley.errors import BadSettings, ParleyError
from parley.gateways.conversing import Assistant
from parley.gateways.wyoming.asking import asked
from parley.gateways.wyoming.connection import Connection
from parley.gateways.wyoming.satellite import Gone, Pings, Satellite
from parley.gateways.wyoming.telling import USUAL_RATE
from parley.home.accounts.devices import Device, DeviceKind
from parley.telemetry import log

DEFAULT_PORT = 10_700
MOST = 64
"""Satellites at once."""
_CONNECT, _DESCRIBE = 10.0, 5.0
"""Seconds for the connection, and for ``info``."""
_STEADY = 30.0
"""Seconds of connection after which the next loss is a new one."""
_Text = Annotated[str, Meta(max_length=200)]


class Devices(Protocol):
    """What is needed of ``home.accounts.devices.Devices``."""

    on_gone: list[Callable[[str], None]]

    async def adopt(
        self, hardware: str, kind: DeviceKind, name: str, *, account: str, model: str = ""
    ) -> Device: ...
    async def change(self, device: str, *, room: str | None = None) -> Device: ...
    async def noticed(self, device: str, *, model: str = "", firmware: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a satellite is."""

    host: str
    port: int
    name: str = ""
    """That it is found by, which stays when the address changes; empty for one that is set."""

    @property
    def hardware(self) -> str:
        """What it is known again by."""
        return f"wyoming:{self.name or f'{self.host}:{self.port}'}"


class _Described(Struct, frozen=True):
    name: _Text = ""
    area: _Text | None = None
    version: _Text | None = None
    description: _Text | None = None


class _Plays(Struct, frozen=True):
    rate: Annotated[int, Meta(ge=8_000, le=48_000)] = USUAL_RATE


class _Speaker(Struct, frozen=True):
    snd_format: _Plays | None = None


class _Info(Struct, frozen=True):
    satellite: _Described | None = None
    snd: Annotated[tuple[_Speaker, ...], Meta(max_length=100)] | None = None


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds to wait before coming back."""

    first: float = 3.0
    most: float = 60.0


class NoSatellite(ParleyError):
    """What was found at an address is not a satellite."""

    code = "no_satellite"


class Satellites:
    """Connects to satellites, each a device of the owner with a conversation that stays open.

    Use as an async context manager.
    """

    def __init__(
        self,
        assistant: Assistant,
        devices: Devices,
        owner: str,
        addresses: Sequence[Address] = (),
        *,
        now: Callable[[], datetime],
        backoff: Backoff | None = None,
        pings: Pings | None = None,
    ) -> None:
        self._assistant, self._devices, self._owner, self._now = assistant, devices, owner, now
        self._set = list(addresses)
        self._backoff, self._pings = backoff or Backoff(), pings or Pings()
        self._kept: dict[str, asyncio.Task[None]] = {}
        self._where: dict[str, Address] = {}
        self._talks: dict[str, Connection] = {}
        """Device → its connection."""

    @property
    def kept(self) -> Collection[str]:
        """Hardware of those that are connected or come back to."""
        return self._kept.keys()

    async def __aenter__(self) -> Satellites:
        self._devices.on_gone.append(self._thrown_out)
        for address in self._set:
            self.keep(address)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._devices.on_gone.remove(self._thrown_out)
        tasks = list(self._kept.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def keep(self, address: Address) -> None:
        """Connect, and stay connected. One that is kept already is looked for at this address from now on."""
        if address.hardware in self._kept:
            self._where[address.hardware] = address
            return
        there = ((each.host, each.port) for name, each in self._where.items() if name in self._kept)
        if len(self._kept) >= MOST or (address.host, address.port) in there:
            return  # a satellite that the settings name is found on the network too
        self._where[address.hardware] = address
        task = asyncio.create_task(self._keep(address.hardware), name="satellite")
        self._kept[address.hardware] = task
        task.add_done_callback(lambda _: self._kept.pop(address.hardware, None))

    def lose(self, hardware: str) -> None:
        """Come back to it no more."""
        if task := self._kept.get(hardware):
            task.cancel()

    def _thrown_out(self, device: str) -> None:
        """It is nobody's device any more, or another person's: it comes back as what it is now."""
        if connection := self._talks.get(device):
            connection.abort()

    async def _keep(self, hardware: str) -> None:
        loop = asyncio.get_running_loop()
        wait = self._backoff.first
        while True:
            address, began = self._where[hardware], loop.time()
            try:
                await self._hold(address)
                code = "closed"
            except OSError:
                code = "refused"
            except NoSatellite as error:
                if address.name:  # found by its name: one of the services that announce themselves likewise
                    return
                code = error.code
            except ParleyError as error:
                code = error.code
            except Exception as error:  # noqa: BLE001 - whatever went wrong, people want it back
                code = type(error).__name__
            log.warning("satellite.lost", address=f"{address.host}:{address.port}", code=code)
            wait = self._backoff.first if loop.time() - began > _STEADY else wait
            await asyncio.sleep(wait)
            wait = min(self._backoff.most, 2 * wait)

    async def _hold(self, address: Address) -> None:
        """One connection, from beginning to end. Raises ``OSError``, ``NoSatellite``, ``Gone`` and others."""
        connection = await self._connected(address)
        device: Device | None = None
        try:
            info = await self._described(connection)
            device = await self._device(address, info.satellite or _Described())
            self._talks[device.id] = connection
            facts = _facts(address, info.satellite or _Described())
            async with self._assistant.open(
                device.id,
                f"{device.id}-satellite",
                person=device.account,
                rang=[],
                able=frozenset({"sound"}),
                facts=facts,
            ) as conversation:
                log.info("satellite.connected", device=device.id)
                speakers = info.snd or ()
                plays = speakers[0].snd_format if speakers else None
                rate = plays.rate if plays else USUAL_RATE
                await Satellite(connection, conversation, self._now, rate, self._pings).run()
        finally:
            if device is not None:
                self._talks.pop(device.id, None)
            connection.close()

    async def _connected(self, address: Address) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_CONNECT):
                transport, connection = await loop.create_connection(Connection, address.host, address.port)
        except TimeoutError as error:
            raise Gone("The satellite does not answer.") from error
        # Those that answer no pings are missed by the network alone.
        plug = transport.get_extra_info("socket")
        with contextlib.suppress(OSError, AttributeError):
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return connection

    async def _described(self, connection: Connection) -> _Info:
        connection.send("describe")
        try:
            async with asyncio.timeout(_DESCRIBE):
                while (event := await connection.next()) is not None:
                    if event.type == "info":
                        info = asked(event, _Info)
                        if info.satellite is None:
                            raise NoSatellite("There is something that speaks Wyoming, but no satellite.")
                        return info
        except TimeoutError as error:
            raise Gone("The satellite does not say what it is.") from error
        raise Gone("The satellite closed the connection; it may be connected to another server.")

    async def _device(self, address: Address, described: _Described) -> Device:
        """Its device; in the room that it says it is in, unless the owner has said another."""
        name = described.name[:60] or address.host
        device = await self._devices.adopt(
            address.hardware, DeviceKind.SPEAKER, name, account=self._owner, model=name
        )
        if described.area and not device.room:
            device = await self._devices.change(device.id, room=described.area[:60])
        if described.version:
            await self._devices.noticed(device.id, firmware=described.version)
        return device


def _facts(address: Address, described: _Described) -> Facts:
    details: Mapping[str, str] = {"address": f"{address.host}:{address.port}"}
    return Facts("wyoming", "tcp", described.name, described.version or "", details)


def addresses(texts: Sequence[str]) -> list[Address]:
    """``host:port`` or ``[ipv6]:port``; the port may be left out. Raises ``BadSettings``."""
    return [_address(text.strip()) for text in texts]


def _address(text: str) -> Address:
    host, colon, port = text.rpartition(":")
    if not colon or "]" in port:
        host, port = text, str(DEFAULT_PORT)
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise BadSettings("wyoming.satellites takes host:port, such as 192.168.1.20:10700.")
    return Address(host, int(port))
