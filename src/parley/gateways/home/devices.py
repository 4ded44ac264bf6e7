"""``/api/devices``: the devices of the caller, or of the whole house; and a device's own token."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, Call, Door
from parley.gateways.home.me import Line
from parley.home.accounts.callers import Kind, Scope
from parley.home.accounts.devices import Device
from parley.home.home import Home

Languages = Annotated[list[Line], Meta(max_length=20)]


class OneDevice(Struct, frozen=True):
    id: str
    name: str
    kind: str
    room: str
    languages: list[str]
    person: str
    """Account it belongs to."""
    paired: float
    seen: float
    connected: bool
    """It holds a connection to this server open."""


class DeviceList(Struct, frozen=True):
    devices: list[OneDevice]


class Change(Struct, frozen=True):
    name: Line | None = None
    room: Line | None = None
    languages: Languages | None = None
    person: Line | None = None


class Rotated(Struct, frozen=True):
    access_token: str
    expires_in: int
    """Seconds."""


def one_device(door: Door, device: Device) -> OneDevice:
    """A device in a list."""
    return OneDevice(
        device.id,
        device.name,
        device.kind.value,
        device.room,
        list(device.languages),
        device.account,
        device.paired,
        device.seen,
        door.is_connected(device.id),
    )


class _Devices:
    def __init__(self, door: Door, home: Home) -> None:
        self._door, self._home = door, home

    async def show(self, call: Call) -> Answer:
        devices, caller = self._home.devices, call.caller
        found = await (devices.everybodys() if caller.may(Scope.HOUSE) else devices.of(caller.account))
        return DeviceList([one_device(self._door, each) for each in found])

    async def change(self, call: Call) -> Answer:
        wanted = await call.read(Change)
        changed = await self._home.devices.change(
            call.id(),
            name=wanted.name,
            room=wanted.room,
            languages=wanted.languages,
            person=wanted.person,
            by=call.caller,
        )
        return one_device(self._door, changed)

    async def remove(self, call: Call) -> Answer:
        await self._home.devices.remove(call.id(), by=call.caller)

    async def rotate(self, call: Call) -> Answer:
        issued = await self._home.tokens.rotate(call.caller)
        return Rotated(issued.secret, seconds_until(self._home, issued.expires))


def seconds_until(home: Home, expires: float | None) -> int:
    """How long a token lives from now."""
    return max(0, round((expires or 0) - home.clock.now().timestamp()))


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """List, change and throw out devices."""
    each, account = _Devices(door, home), Scope.ACCOUNT
    return [
        door.route("/api/devices", each.show, methods=["GET"], needs=account),
        door.route("/api/devices/{id}", each.change, methods=["PATCH"], needs=account),
        door.route("/api/devices/{id}", each.remove, methods=["DELETE"], needs=account),
        door.route("/api/token/rotate", each.rotate, methods=["POST"], needs=Kind.DEVICE),
    ]
