"""A home in a process of its own, under load, that may be killed at any moment.

It reports over a socket, a line of JSON each, what it asked for and what was acknowledged, and has timers
rung by whoever listens there: a device that outlives it.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from parley.errors import Busy
from parley.home.database.database import DatabaseFailed
from parley.home.home import Home
from parley.home.schedule import claims, schedule
from parley.home.schedule.occurrence import Occurrence
from parley.settings import Home as HomeSettings
from parley.settings import Settings

HOT = 10
"""Records that each writer writes again and again."""


@dataclass(frozen=True)
class Orders:
    """What a home is to do until it is killed."""

    data: str
    database: str | None
    socket: str
    people: list[str]
    life: int
    """Counts the lives of this home."""
    writers: int
    """0 for no load: only what is due is rung."""
    lease: float
    """Seconds after which somebody else may ring what the killed one was ringing."""


def settings(data: Path | str, database: str | None) -> Settings:
    return Settings(data=str(data), home=HomeSettings(database=database))


class Doomed:
    """One life of a home."""

    def __init__(self, orders: Orders, home: Home, reports: asyncio.StreamWriter) -> None:
        self._orders = orders
        self._home = home
        self._reports = reports
        self._taken: dict[str, asyncio.Event] = {}
        self._numbers = count()
        self._over = False
        self._random = random.Random(orders.life)

    def report(self, **what: Any) -> None:
        self._reports.write(json.dumps(what).encode() + b"\n")

    async def ring(self, occurrence: Occurrence) -> None:
        """The device has it once it says so."""
        taken = self._taken.setdefault(occurrence.id, asyncio.Event())
        self.report(ring=occurrence.id, record=occurrence.record)
        await taken.wait()

    async def hear(self, reader: asyncio.StreamReader) -> None:
        """What the device says."""
        while line := await reader.readline():
            said = json.loads(line)
            if "taken" in said:
                self._taken.pop(said["taken"]).set()
            else:
                break
        self._over = True

    async def write(self, writer: int) -> None:
        """Keep, change and delete, one after the other."""
        records, mine = self._home.records, list[tuple[str, str]]()
        while not self._over:
            # Numbers of a later life are larger.
            number = self._orders.life * 10**9 + next(self._numbers)
            person = self._random.choice(self._orders.people)
            chance = self._random.random()
            try:
                if chance < 0.15 and mine:
                    owner, id = mine.pop()
                    self.report(deleting=id)
                    # Out of this process before anything is done: a device that is slow to listen would not
                    # hear of it any more, and take what was deleted for lost.
                    await self._reports.drain()
                    await records.delete(owner, "items", id)
                    self.report(deleted=id)
                elif chance < 0.4:
                    id = f"new-{number}"
                    await records.put(person, "items", id, {"list": "shopping", "text": str(number)})
                    mine.append((person, id))
                    self.report(kept=id, number=number)
                else:
                    person = self._orders.people[writer % len(self._orders.people)]
                    id = f"hot-{writer}-{number % HOT}"
                    await records.put(person, "items", id, {"list": "shopping", "text": str(number)})
                    self.report(hot=id, number=number)
            except (DatabaseFailed, Busy):  # nothing was acknowledged
                await asyncio.sleep(0.05)

    async def set_timers(self) -> None:
        """Timers that are due soon: some in this life, some in the next."""
        while not self._over:
            id = f"timer-{self._orders.life}-{next(self._numbers)}"
            person = self._random.choice(self._orders.people)
            ends = self._home.clock.now().timestamp() + self._random.uniform(0.02, 1.0)
            try:
                await self._home.records.put(person, "timers", id, {"seconds": 1.0, "ends": ends})
            except (DatabaseFailed, Busy):
                continue
            self.report(timer=id)
            await asyncio.sleep(0.02)

    async def live(self, reader: asyncio.StreamReader) -> None:
        self._home.schedule.handle("timers", self.ring)
        await self._home.schedule.start()
        self.report(ready=True)
        load = [asyncio.create_task(self.write(n)) for n in range(self._orders.writers)]
        if load:
            load.append(asyncio.create_task(self.set_timers()))
        await self.hear(reader)
        await asyncio.gather(*load)
        await self._home.schedule.stop()


async def live(orders: Orders) -> None:
    """Live until the device says that it is over."""
    claims.LEASE = orders.lease  # pyright: ignore
    claims._FAR = 2 * orders.lease + 60  # pyright: ignore
    schedule.LOOK = min(schedule.LOOK, orders.lease / 4)  # pyright: ignore
    reader, writer = await asyncio.open_unix_connection(orders.socket)
    writer.transport.set_write_buffer_limits(high=0)
    async with await Home.open(settings(orders.data, orders.database)) as home:
        await Doomed(orders, home, writer).live(reader)
    writer.close()


def begin(orders: Orders) -> None:
    """The whole process."""
    asyncio.run(live(orders))


def as_argument(orders: Orders) -> str:
    return json.dumps(asdict(orders))


if __name__ == "__main__":
    begin(Orders(**json.loads(sys.argv[1])))
