"""Timers last as long as they were set for, also when somebody sets the wall clock meanwhile."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.database.database import Database
from parley.home.database.schema import due, house
from parley.home.records import Records
from parley.home.schedule.claims import TIMERS
from parley.telemetry import log

JUMP = 2.0
"""The wall clock must jump by this many seconds to count as set; smaller steps are its usual correction."""
_NAME = "clock"


class _Known(msgspec.Struct, frozen=True):
    """How the wall clock stood to the steady one when anybody last looked."""

    boot: str
    offset: float


class SteadyTimers:
    """Moves the timers of one machine along with its wall clock.

    A timer's record holds the wall-clock time at which it ends. Several processes of the machine agree,
    through the database, on which of them moves the timers after a jump. Where several machines share a
    database, the clock of one of them says nothing, and nothing is done.
    """

    def __init__(self, database: Database, records: Records, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._clock = clock
        self._boot = _boot()
        self._offset: float | None = None

    async def follow(self) -> None:
        """Look whether the wall clock was set, and move the timers if it was."""
        if self._database.dialect != "sqlite":
            return
        offset = self._clock.now().timestamp() - steady_time()
        if self._offset is not None and abs(offset - self._offset) < JUMP:
            return
        jump = await self._database.write(lambda connection: self._agree(connection, offset))
        self._offset = offset
        if jump:
            log.info("clock.jumped", seconds=round(jump))
            await self._move(jump)

    def _agree(self, connection: Connection, offset: float) -> float:
        value = connection.scalar(select(house.c.value).where(house.c.name == _NAME))
        known = msgspec.json.decode(value, type=_Known) if value else None
        same_boot = known is not None and bool(self._boot) and known.boot == self._boot
        # Who finds the note of an earlier boot, or none, writes its own; a process that runs trusts itself.
        before = known.offset if known is not None and same_boot else self._offset
        if before is not None and abs(offset - before) < JUMP:
            return 0.0
        fresh = msgspec.json.encode(_Known(self._boot, offset))
        connection.execute(delete(house).where(house.c.name == _NAME))
        connection.execute(insert(house).values(name=_NAME, value=fresh))
        if before is None:
            return 0.0
        jump = offset - before
        # At once for all, so that nobody claims one before it is moved; their records follow.
        connection.execute(update(due).where(due.c.collection == TIMERS).values(at=due.c.at + jump))
        connection.execute(update(due).values(claimed_until=due.c.claimed_until + jump))
        return jump

    async def _move(self, jump: float) -> None:
        for record in await self._records.everyone(TIMERS):
            if record.document["left"]:  # paused: what is left of it depends on no clock
                continue
            ends = max(0.0, float(record.document["ends"]) + jump)
            try:
                await self._records.change(record.account, TIMERS, record.id, {"ends": ends})
            except ParleyError as error:
                log.error("timer.not_moved", code=error.code)


def steady_time() -> float:
    """Seconds that pass evenly, also while the machine sleeps where the system can tell (Linux)."""
    asleep = 0.0
    if hasattr(time, "CLOCK_BOOTTIME"):
        asleep = time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    return asyncio.get_running_loop().time() + asleep


def _boot() -> str:
    """What tells one boot of this machine from the next; empty where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
