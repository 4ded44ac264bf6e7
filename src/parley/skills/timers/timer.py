"""One timer, and the timers of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from parley.home.records import Record
from parley.skills.frame import House
from parley.skills.types import Context

COLLECTION = "timers"


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that runs, or is paused."""

    id: str
    name: str
    """What the person called it, or empty."""
    seconds: float
    """How long it was set for, changes included."""
    ends: float
    """When it rings, as a POSIX timestamp of the wall clock; says nothing of one that is paused."""
    device: str
    """Where it rings."""
    language: str
    """In which it is announced."""
    paused: float = 0.0
    """Seconds that are left of one that is paused; 0 for one that runs."""

    @property
    def duration(self) -> timedelta:
        """How long it was set for."""
        return timedelta(seconds=self.seconds)

    @property
    def rings_at(self) -> datetime:
        """When one that runs rings, in UTC."""
        return datetime.fromtimestamp(self.ends, UTC)

    @classmethod
    def of(cls, record: Record) -> Timer:
        """The timer of a record."""
        document = record.document
        texts = (document["name"], document["device"], document["language"])
        name, device, language = (str(each) for each in texts)
        seconds, ends, left = (float(document[each]) for each in ("seconds", "ends", "left"))
        return cls(record.id, name, seconds, ends, device, language, left)


@dataclass(frozen=True, slots=True)
class Timers:
    """The timers of one person at one moment; what has least left comes first."""

    house: House
    person: str
    now: float
    """POSIX seconds."""
    kept: Sequence[Timer]
    """Those that have not rung: that run, or are paused."""

    @classmethod
    async def of(cls, house: House, context: Context) -> Timers:
        """Those of the person who speaks."""
        now = await house.schedule.now()
        records = await house.records.all(context.person, COLLECTION)
        found = [Timer.of(each) for each in records if not each.document.get("does")]
        kept = sorted(
            (each for each in found if each.paused or each.ends > now),
            key=lambda each: each.paused or each.ends - now,
        )
        return cls(house, context.person, now, kept)

    @property
    def running(self) -> Sequence[Timer]:
        """Those that will ring by themselves."""
        return [each for each in self.kept if not each.paused]

    @property
    def paused(self) -> Sequence[Timer]:
        """Those that wait for a word."""
        return [each for each in self.kept if each.paused]

    def left(self, timer: Timer) -> timedelta:
        """How long it still takes."""
        return timedelta(seconds=timer.paused or max(0.0, timer.ends - self.now))

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
        more = by.total_seconds()
        moved = replace(timer, seconds=max(0.0, timer.seconds + more))
        if timer.paused:
            moved = replace(moved, paused=timer.paused + more)
            return await self._changed(moved, {"left": moved.paused, "seconds": moved.seconds})
        moved = replace(moved, ends=timer.ends + more)
        return await self._changed(moved, {"ends": moved.ends, "seconds": moved.seconds})

    async def pause(self, timer: Timer) -> Timer | None:
        """Keep what is left of it; None when it rang or was cancelled meanwhile."""
        paused = replace(timer, paused=self.left(timer).total_seconds())
        return await self._changed(paused, {"left": paused.paused})

    async def resume(self, timer: Timer) -> Timer | None:
        """Let it go on with what is left; None when it was cancelled meanwhile."""
        resumed = replace(timer, paused=0.0, ends=self.now + timer.paused)
        return await self._changed(resumed, {"left": 0, "ends": resumed.ends})

    async def restart(self, timer: Timer) -> Timer | None:
        """Let it begin anew, paused or not; None when it rang or was cancelled meanwhile."""
        anew = replace(timer, paused=0.0, ends=self.now + timer.seconds)
        return await self._changed(anew, {"left": 0, "ends": anew.ends})

    async def cancel(self, timer: Timer) -> bool:
        """End it without ringing; False when it rang or was cancelled meanwhile."""
        return await self.house.records.delete(self.person, COLLECTION, timer.id)

    async def _changed(self, timer: Timer, changes: Mapping[str, float]) -> Timer | None:
        there = await self.house.records.change(self.person, COLLECTION, timer.id, changes)
        return timer if there else None
