"""One person at one device in a house with all skills, in virtual time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from fakes.records import MemoryRecords
from fakes.wall_clock import WallClock
from parley.errors import Unsupported
from parley.skills.service import Skills
from parley.skills.types import Announcement, Context, Reply, Understanding


@dataclass
class Home:
    """One person at one device, and what rang there."""

    skills: Skills
    clock: WallClock
    records: MemoryRecords
    rang: list[Announcement] = field(default_factory=list[Announcement])
    reachable: bool = True
    context: Context = field(default_factory=Context)
    understood: Understanding | None = None

    async def say(self, text: str) -> Reply:
        """A turn: what was said before is remembered."""
        understanding = self.skills.understand(text, None, self.context)
        assert understanding is not None, f"not understood: {text}"
        reply = await self.skills.act(understanding, self.context)
        self.understood = understanding
        self.context = replace(self.context, last=understanding, last_reply=reply, pending=reply.pending)
        return reply

    def somebody_else(self, person: str) -> None:
        """The next to speak is another person."""
        self.context = Context(device=f"speaker of {person}", person=person, clock=self.clock)

    async def announce(self, announcement: Announcement) -> None:
        if not self.reachable:
            raise Unsupported("The device is off.")
        self.rang.append(announcement)

    async def restart(self, after: float = 0.0) -> None:
        """The process ends, and begins again some seconds later."""
        await self.skills.stop()
        await asyncio.sleep(after)
        self.skills = Skills.load(self.clock, self.records, self.announce)
        await self.skills.start()
