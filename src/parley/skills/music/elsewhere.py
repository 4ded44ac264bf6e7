"""Music on another device than the one that was spoken to: "play it in the kitchen"."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from parley.errors import ParleyError
from parley.home.accounts.callers import Role
from parley.home.accounts.devices import Device, DeviceKind
from parley.skills.announcements.machines import NAMES, meant
from parley.skills.frame import Ask, House
from parley.skills.smarthome.rooms import usual_name
from parley.skills.types import Announcement, Context, Reply
from parley.telemetry import log

PATIENCE = 2.0
"""Seconds for which whoever asks waits to hear whether the device took it."""


class Elsewhere:
    """Finds the device that was meant, and starts what plays there."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._starting: set[asyncio.Task[bool]] = set()

    def close(self) -> None:
        """Leave what has not begun."""
        for task in self._starting:
            task.cancel()

    async def wanted(self, room: str, device: str, to: str) -> Sequence[Device]:
        """The devices of the house that may be meant, guests' left out; ``to`` is the id of one."""
        guests = {each.id for each in await self._house.accounts.people() if each.role is Role.GUEST}
        every = [each for each in await self._house.devices.everybodys() if each.account not in guests]
        return [each for each in every if each.id == to] if to else meant(every, room, device)

    def there(self, ask: Ask, devices: Sequence[Device]) -> Context | None:
        """The conversation on the best of them: one of the person's own, a speaker, one spoken to lately.

        One, also where several stand in the room: they would not play in time with each other.
        """
        known = {each.id: each for each in devices}
        return min(
            self.talks(devices),
            key=lambda each: (
                each.person != ask.context.person,
                known[each.device].kind is not DeviceKind.SPEAKER,
            ),
            default=None,
        )

    def talks(self, devices: Sequence[Device]) -> list[Context]:
        """The conversations on those of them that are connected and play sound."""
        return [talk for each in devices for talk in self.talks_on(each.id)]

    def talks_on(self, device: str) -> list[Context]:
        """The same, on the device of this id."""
        here = (each for each in self._house.reach.present() if each.device == device)
        found = (self._house.reach.talk(each) for each in here)
        return [each for each in found if each is not None and "sound" in each.able]

    async def start(self, there: Context, reply: Reply, steps: tuple[str, ...] = ()) -> bool:
        """Have it play there, or do what would be said there; False when the device did not take it."""
        wordless = replace(reply, text="", question=False, pending=None)
        announcement = Announcement(there.device, there.person, wordless, "music", steps=steps, exact=True)
        task = asyncio.create_task(self._started(announcement), name="music elsewhere")
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
        # Who is spoken to over there hears it when that is over; nobody waits for it here.
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        return not done or task.result()

    async def _started(self, announcement: Announcement) -> bool:
        try:
            await self._house.announce(announcement)
        except ParleyError as error:
            log.info("music.not_taken", code=error.code)
            return False
        return True


def shown(ask: Ask, room: str, device: str, devices: Sequence[Device]) -> str:
    """What the place is called: its room, else the device's own name, else what was said."""
    if room:
        return usual_name(room, ask.language) or room
    if devices and devices[0].name:
        return devices[0].name
    return device if device not in NAMES else ""
