"""One running timer, and the timers of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from parley.home.records import Record
from parley.skills.frame import House
from parley.skills.types import Context

COLLECTION = "timers"


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that runs."""

    id: str
    name: str
    """What the person called it, or empty."""
    seconds: float
    """How long it was set for, changes included."""
    ends: float
    """When it rings, as a POSIX timestamp of the wall clock."""
    device: str
    """Where it rings."""
    language: str
    """In which it is announced."""

    @property
    def duration(self) -> timedelta:
        """How long it was set for."""
        return timedelta(seconds=self.seconds)

    @property
    def rings_at(self) -> datetime:
        """When it rings, in UTC."""
        return datetime.fromtimestamp(self.ends, UTC)

    @classmethod
    def of(cls, record: Record) -> Timer:
        """The timer of a record."""
        document = record.document
        texts = (document["name"], document["device"], document["language"])
        name, device, language = (str(each) for each in texts)
        return cls(record.id, name, float(document["seconds"]), float(document["ends"]), device, language)


@dataclass(frozen=True, slots=True)
class Timers:
    """The timers of one person at one moment; next to ring first."""

    house: House
    person: str
    now: float
    """POSIX seconds."""
    running: Sequence[Timer]

    @classmethod
    async def of(cls, house: House, context: Context) -> Timers:
        """Those of the person who speaks."""
        now = await house.schedule.now()
        records = await house.records.all(context.person, COLLECTION)
        found = [Timer.of(each) for each in records if not each.document.get("does")]
        running = sorted((each for each in found if each.ends > now), key=lambda each: each.ends)
        return cls(house, context.person, now, running)

    def left(self, timer: Timer) -> timedelta:
        """How long until it rings."""
        return timedelta(seconds=max(0.0, timer.ends - self.now))

    async def add(self, duration: timedelta, name: str, device: str, language: str) -> Timer:
        """Start a timer. It is on disk when this returns."""
        seconds = duration.total_seconds()
        timer = Timer(uuid4().hex, name, seconds, self.now + seconds, device, language)
        document = {
            "name": name,
            "seconds": seconds,
            "ends": timer.ends,
            "device": device,
            "language": language,
        }
        await self.house.records.put(self.person, COLLECTION, timer.id, document)
        return timer

    async def move(self, timer: Timer, by: timedelta) -> Timer | None:
        """Make it ring later, or earlier; None when it rang or was cancelled meanwhile."""
        ends = timer.ends + by.total_seconds()
        seconds = max(0.0, timer.seconds + by.total_seconds())
        changes = {"ends": ends, "seconds": seconds}
        if not await self.house.records.change(self.person, COLLECTION, timer.id, changes):
            return None
        return Timer(timer.id, timer.name, seconds, ends, timer.device, timer.language)

    async def cancel(self, timer: Timer) -> bool:
        """End it without ringing; False when it rang or was cancelled meanwhile."""
        return await self.house.records.delete(self.person, COLLECTION, timer.id)
