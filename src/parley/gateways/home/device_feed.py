"""Tells one reader what the devices that they may see are doing, as it changes."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Self

import msgspec
from msgspec import Struct
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.assistant.device_status import NOTHING, Status
from parley.assistant.live import MOST_DEVICES, Live, Now
from parley.gateways.access import BadRequest, parsed
from parley.home.accounts.callers import Caller, Scope
from parley.home.accounts.devices import Device, Devices
from parley.home.sync.wire import Ping, Pong

GATHERING = 0.2
"""Seconds in which changes are put together: no device is told of more than five times a second."""
LOOKS_AGAIN = 10.0
"""Seconds after which the feed looks by itself: devices are paired, and fall asleep, without a word."""
LISTED = 2.0
"""Seconds for which it is remembered which devices there are."""
SLOWEST = 15.0
"""Seconds in which a reader takes a message."""
_PONG = msgspec.json.encode(Pong()).decode()


class OneState(Struct, frozen=True):
    id: str
    connected: bool
    state: str
    since: float
    gateway: str
    transport: str
    model: str
    firmware: str
    details: dict[str, str]
    volume: int | None
    muted: bool
    turns: int
    """How many it had since the server started."""


class States(Struct, frozen=True):
    type: str
    devices: list[OneState]


def one_state(device: Device, now: Now, status: Status = NOTHING) -> OneState:
    """What a device does; what it says of itself now goes before what it said when it was last here."""
    return OneState(
        device.id,
        now.connected,
        now.state.value,
        now.since or device.seen,
        now.facts.gateway,
        now.facts.transport,
        now.facts.model or device.model,
        now.facts.firmware or device.firmware,
        {**now.facts.details, **status.details},
        status.volume if status.volume is not None else now.volume,
        now.muted,
        now.turns,
    )


class DeviceFeed:
    """What one reader has not been told yet. Use as a context manager."""

    def __init__(self, socket: WebSocket, live: Live, devices: Devices, caller: Caller) -> None:
        self._socket, self._live, self._devices, self._caller = socket, live, devices, caller
        self._told: dict[str, OneState] = {}
        self._listed: list[Device] = []
        self._until = float("-inf")
        """Event-loop time until which the list is good."""
        self._strange: set[str] = set()
        """Devices that did something and were not in the list: new ones, or not for this reader."""
        self._others: set[str] = set()
        """Those that were looked up and are not."""
        self._turn = asyncio.Lock()
        self._wake = asyncio.Event()

    def __enter__(self) -> Self:
        self._unwatch = self._live.watch(self._note)
        self._devices.on_gone.append(self._gone)
        return self

    def __exit__(self, *_: object) -> None:
        self._unwatch()
        self._devices.on_gone.remove(self._gone)

    async def write(self) -> None:
        """Tell of changes as they come. Raises ``WebSocketDisconnect`` for who does not take them in time."""
        first = True
        while True:
            self._wake.clear()
            states = await self._states()
            changed = [each for each in states if self._told.get(each.id) != each]
            self._told = {each.id: each for each in states}
            if changed or first:
                await self._send(msgspec.json.encode(States("devices", changed)).decode())
            first = False
            await asyncio.sleep(GATHERING)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_AGAIN):
                    await self._wake.wait()

    async def answer_pings(self) -> None:
        """Raises ``WebSocketDisconnect``, and ``BadRequest`` for what is no ping."""
        while True:
            try:
                message = await self._socket.receive_text()
            except KeyError:
                raise BadRequest("Messages of the live feed are text.") from None
            parsed(message, Ping)
            await self._send(_PONG)

    async def _states(self) -> list[OneState]:
        now = asyncio.get_running_loop().time()
        if now >= self._until or self._strange:
            self._until = now + LISTED
            house = self._caller.may(Scope.HOUSE)
            devices = self._devices
            strange, self._strange = self._strange, set()
            self._listed = await (devices.everybodys() if house else devices.of(self._caller.account))
            self._others |= strange - {each.id for each in self._listed}
            if len(self._others) > MOST_DEVICES:
                self._others.clear()
        return [one_state(each, self._live.now(each.id)) for each in self._listed]

    def _note(self, device: str) -> None:
        if device not in self._told and device not in self._others:
            self._strange.add(device)
        self._wake.set()

    def _gone(self, _: str) -> None:
        self._until = float("-inf")
        self._others.clear()
        self._wake.set()

    async def _send(self, message: str) -> None:
        async with self._turn:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SLOWEST):
                    await self._socket.send_text(message)
                    return
        raise WebSocketDisconnect(1008)
