"""To which device something goes that is said unasked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from parley.assistant.conversation import Conversation
from parley.assistant.presence import Presence
from parley.home.accounts.devices import Devices
from parley.home.schedule.occurrence import NobodyThere
from parley.skills.types import Announcement
from parley.telemetry import log

GRACE = 4.0
"""Seconds for which something waits for the very device it is for, when others are connected: that one may be
connected to another process, or about to come back after a restart."""
_REMEMBERED = 1_000


class Announcing:
    """Finds the device: the one asked for, else one in the same room, else the one spoken to last."""

    def __init__(self, presence: Presence, devices: Devices | None) -> None:
        self._presence = presence
        self._devices = devices
        self._waited: OrderedDict[str, None] = OrderedDict()
        """What has had its time to wait for its own device."""

    async def announce(self, announcement: Announcement) -> None:
        """Have it said on a device of its person; raises ``NobodyThere`` when none took it.

        What is ``exact`` is said on that device or not at all, and does not wait for it.
        """
        there = self._presence.of(announcement.person)
        there = [*self._presence.speaking_at(announcement.person, announcement.device), *there]
        occurrence = announcement.occurrence
        if occurrence and any(each.unasked.has_rung(occurrence) for each in there):
            log.info("announcement.already", kind=announcement.kind)
            return
        if not there:
            raise NobodyThere("No device is connected that could say this.")
        own = [each for each in there if each.device == announcement.device]
        if announcement.exact:
            there = own
        elif announcement.device and occurrence and not own and self._may_wait(occurrence):
            raise NobodyThere("The device that should say this is not connected.", again=GRACE)
        others = [each for each in there if each not in own]
        if others and announcement.device:
            others = _nearest(others, announcement.device, await self._rooms(announcement.person))
        for conversation in (*own, *others):
            if await conversation.unasked.tell(announcement):
                log.info("announcement", kind=announcement.kind)
                return
        raise NobodyThere("No device took it.")

    def _may_wait(self, occurrence: str) -> bool:
        if occurrence in self._waited:
            return False
        self._waited[occurrence] = None
        if len(self._waited) > _REMEMBERED:
            self._waited.popitem(last=False)
        return True

    async def _rooms(self, account: str) -> Mapping[str, str]:
        if self._devices is None:
            return {}
        return {device.id: device.room for device in await self._devices.of(account)}


def _nearest(
    conversations: Sequence[Conversation], device: str, rooms: Mapping[str, str]
) -> list[Conversation]:
    """Those in a device's room first; otherwise in the order they come in."""
    room = rooms.get(device, "")
    return sorted(conversations, key=lambda each: not room or rooms.get(each.device) != room)
