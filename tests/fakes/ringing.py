"""Processes that share a home and ring what is due in it, and a device that keeps count."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from fakes.records import MemoryHome
from fakes.wall_clock import WallClock
from parley.home.due import COLLECTIONS
from parley.home.schedule.occurrence import NobodyThere, Occurrence
from parley.home.schedule.schedule import LOOK, Schedule


@dataclass
class Device:
    """Rings; passes over what it has rung already."""

    rang: list[Occurrence] = field(default_factory=list[Occurrence])
    handed: Counter[str] = field(default_factory=Counter[str])
    """Occurrence → how often it was handed over."""
    on: bool = True
    taking: float = 0.0
    """Seconds until it has taken an announcement."""
    at_once: int = 0
    most_at_once: int = 0

    async def ring(self, occurrence: Occurrence) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.taking)
            if not self.on:
                raise NobodyThere("It is off.")
            self.handed[occurrence.id] += 1
            if self.handed[occurrence.id] == 1:
                self.rang.append(occurrence)
            await asyncio.sleep(0)
        finally:
            self.at_once -= 1


class House:
    """One database, and any number of processes on it."""

    def __init__(self) -> None:
        self.clock = WallClock()
        self.home = MemoryHome(self.clock)
        self.device = Device()
        self.processes: list[Schedule] = []
        self.look = LOOK

    @property
    def now(self) -> float:
        """The wall clock; POSIX seconds."""
        return self.clock.now().timestamp()

    @property
    def rang(self) -> list[Occurrence]:
        return self.device.rang

    async def process(self, device: Device | None = None, *, started: bool = True) -> Schedule:
        """Another process, whose announcements reach a device."""
        schedule = Schedule(self.home.database, self.home.records, self.clock, self.look)
        for collection in COLLECTIONS:
            schedule.handle(collection, (device or self.device).ring)
        self.processes.append(schedule)
        if started:
            await schedule.start()
        return schedule

    def kill(self, process: Schedule) -> None:
        """It ends in the middle of whatever it does."""
        tasks = [*process._ringing.values(), process._watching]  # pyright: ignore[reportPrivateUsage]
        process._watching = None  # pyright: ignore[reportPrivateUsage]
        for task in tasks:
            if task is not None:
                task.cancel()
        self.home.records.on_due.clear()
        self.processes.remove(process)

    async def timer(self, seconds: float, id: str = "timer", account: str = "anna") -> None:
        """A timer that is set now."""
        document = {"seconds": max(0.0, seconds), "ends": self.now + seconds}
        await self.home.records.put(account, "timers", id, document)

    async def alarm(self, time: str, id: str = "alarm", **fields: Any) -> None:
        """An alarm of anna's in Shanghai."""
        document = {"time": time, "zone": "Asia/Shanghai", "since": self.now, **fields}
        await self.home.records.put("anna", "alarms", id, document)

    async def reminder(self, seconds: float, id: str = "reminder", **fields: Any) -> None:
        """A reminder of anna's."""
        document = {"text": "x", "due": self.now + seconds, "zone": "Asia/Shanghai", **fields}
        await self.home.records.put("anna", "reminders", id, document)

    async def document(self, collection: str, account: str = "anna") -> dict[str, Any]:
        """The only record of a collection."""
        (record,) = await self.home.records.all(account, collection)
        return record.document

    async def close(self) -> None:
        for process in self.processes:
            await process.stop()
