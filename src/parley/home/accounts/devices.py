"""Devices: what talks for somebody, in which room and languages, and how it is thrown out at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.accounts.callers import Caller
from parley.home.database.database import Database
from parley.home.vault import Vault

MOST_DEVICES = 200
"""Devices of one account."""


class DeviceKind(StrEnum):
    """What sort of device it is."""

    BROWSER = "browser"
    PHONE = "phone"
    SPEAKER = "speaker"
    PROGRAM = "program"


class BadDevice(ParleyError):
    """What was said about a device cannot be: an unknown kind, a name too long, a bad language tag."""

    code: ClassVar[str] = "bad_device"


@dataclass(frozen=True, slots=True)
class NewDevice:
    """What is known of a device that is about to be one."""

    kind: DeviceKind = DeviceKind.BROWSER
    name: str = ""
    room: str = ""
    languages: Sequence[str] = ()
    """Tags (BCP 47) it listens for."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device of somebody's."""

    id: str
    account: str
    """Whose it is."""
    kind: DeviceKind
    name: str
    room: str
    languages: Sequence[str]
    paired: float
    """POSIX seconds."""
    seen: float
    """When it last came, to the minute; POSIX seconds."""


class Devices:
    """The devices of everybody in one home.

    ``by`` must own the device or have the scope ``house``; for anybody else there is no such device
    (``UnknownDevice``). ``by`` None is the command line.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database, self._vault, self._clock = database, vault, clock
        self.on_gone: list[Callable[[str], None]] = []
        """Called in the event loop with the id of a device that was thrown out or now belongs to somebody else:
        close its connections. (In the second case its token still works, and it comes back as the other's.)"""

    async def add(self, account: str, new: NewDevice, *, by: Caller | None = None) -> Device:
        """A device without a token. Raises ``UnknownAccount``, ``BadDevice``, ``TooMany``."""
        raise NotImplementedError

    async def of(self, account: str) -> list[Device]:
        """Somebody's devices, oldest first."""
        raise NotImplementedError

    async def everybodys(self) -> list[Device]:
        """The devices of the house, oldest first."""
        raise NotImplementedError

    async def get(self, device: str, *, by: Caller | None = None) -> Device:
        """Raises ``UnknownDevice``."""
        raise NotImplementedError

    async def change(
        self,
        device: str,
        *,
        name: str | None = None,
        room: str | None = None,
        languages: Sequence[str] | None = None,
        person: str | None = None,
        by: Caller | None = None,
    ) -> Device:
        """Change what is not None. ``person`` gives the device and its tokens to another account, for which ``by``
        needs the scope ``house`` (``Forbidden``). A browser stays with who signed in with it (``BadDevice``).

        Raises ``UnknownDevice``, ``UnknownAccount``, ``BadDevice``, ``TooMany``.
        """
        raise NotImplementedError

    async def remove(self, device: str, *, by: Caller | None = None) -> None:
        """Throw it out: its tokens end, and ``on_gone`` is called. Raises ``UnknownDevice``."""
        raise NotImplementedError
