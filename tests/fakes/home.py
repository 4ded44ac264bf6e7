"""One person at one device in a house with all skills, in virtual time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from fakes.reach import FakeReach
from fakes.records import MemoryHome
from fakes.sights import FakeSights
from fakes.wall_clock import WallClock
from parley.home.schedule.occurrence import NobodyThere
from parley.home.schedule.schedule import Schedule
from parley.settings import Settings
from parley.skills.doing import do
from parley.skills.service import Skills
from parley.skills.sights import Lent
from parley.skills.types import Announcement, Context, Reply, Understanding

_LOOK = 60.0
"""Seconds between two looks of the schedule: nobody else writes what is due, and nobody sets the clock."""


@dataclass
class Home:
    """One person at one device, and what rang there."""

    clock: WallClock = field(default_factory=WallClock)
    folder: Path | None = None
    """Of the skills; None for all that come with Parley."""
    rang: list[Announcement] = field(default_factory=list[Announcement])
    reachable: bool = True
    understood: Understanding | None = None
    """The last of what was done in the last turn."""
    commands: tuple[Understanding, ...] = ()
    """All of it."""
    reach: FakeReach = field(default_factory=FakeReach)
    """The devices that are connected."""
    settings: Settings | None = None
    sights: FakeSights = field(default_factory=FakeSights)
    """What its cameras see."""

    def __post_init__(self) -> None:
        self.lent = Lent(self.sights)
        self.home = MemoryHome(self.clock, look=_LOOK)
        self.skills = self._load()
        self.context = Context()
        self.somebody_else("anna")

    async def say(self, text: str) -> Reply:
        """A turn: what was said before is remembered."""
        await self.skills.meet(self.context)
        commands = self.skills.read(text, None, self.context).commands
        assert commands, f"not understood: {text}"
        done = await do(commands, self.context, self.skills.act)
        if done.error is not None:
            raise done.error
        self.understood, self.commands = done.commands[-1], done.commands
        self.context = done.context
        return done.reply

    def somebody_else(self, person: str, *, guest: bool = False) -> None:
        """The next to speak is another person."""
        self.context = Context(device=f"speaker of {person}", person=person, guest=guest, clock=self.clock)

    async def announce(self, announcement: Announcement) -> None:
        if not self.reachable:
            raise NobodyThere("The device is off.")
        self.rang.append(announcement)

    async def start(self) -> None:
        await self.skills.start()
        await self.home.schedule.start()

    async def stop(self) -> None:
        await self.home.schedule.stop()
        await self.skills.stop()

    async def restart(self, after: float = 0.0) -> None:
        """The process ends, and begins again some seconds later."""
        await self.stop()
        await asyncio.sleep(after)
        self.home.schedule = Schedule(self.home.database, self.home.records, self.clock, _LOOK)
        self.skills = self._load()
        await self.start()

    def _load(self) -> Skills:
        if self.folder is None:
            return Skills.load(
                self.clock,
                self.home,
                self.announce,
                settings=self.settings,
                reach=self.reach,
                lent=self.lent,
            )
        return Skills.load(
            self.clock, self.home, self.announce, self.folder, settings=self.settings, reach=self.reach
        )
