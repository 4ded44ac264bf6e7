"""In which room each device is, at hand: every turn asks, and hardly anybody ever moves a speaker."""

from __future__ import annotations

import asyncio

from parley.errors import ParleyError
from parley.home.accounts.devices import Devices
from parley.telemetry import log

TRUSTED = 60.0
"""Seconds for which a room is known; what another process changed is noticed after these."""
_KEPT = 10_000
"""Devices whose rooms are known at once."""


class Rooms:
    """What the owners named them."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._known: dict[str, tuple[float, str]] = {}
        """Device → when it was looked up, by the event loop's clock, and its room."""

    async def of(self, device: str) -> str:
        """Its room; empty where nobody named one, or there is no such device."""
        now = asyncio.get_running_loop().time()
        at, room = self._known.get(device, (float("-inf"), ""))
        if now - at < TRUSTED or not device:
            return room
        try:
            room = (await self._devices.get(device)).room
        except ParleyError as error:  # what was said is understood all the same
            log.debug("room.unknown", code=error.code)
            return ""
        self.learn(device, room)
        return room

    def learn(self, device: str, room: str) -> None:
        """Somebody has just looked it up."""
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[device] = asyncio.get_running_loop().time(), room

    def changed(self, device: str) -> None:
        """Somebody moved it, or threw it out."""
        self._known.pop(device, None)
