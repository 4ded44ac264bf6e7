"""Keeps the timers that run, on disk and in memory, and rings each when its time has come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import msgspec

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.records import Records
from parley.skills.timers.timer import Timer
from parley.telemetry import log

COLLECTION = "timers"

#: Seconds between two looks at the wall clock, so that a change of it, or a machine that slept, is noticed.
LOOK = 5.0
#: The wall clock must jump by this many seconds to count as changed; smaller drifts are its usual correction.
JUMP = 2.0
#: Seconds until a device that could not be reached is tried again.
RETRY = 10.0
#: Seconds that a device may need to take an announcement.
TAKING = 30.0
#: After this long a timer that reached nobody is given up.
GIVE_UP = timedelta(days=1)

Ring = Callable[[Timer, timedelta], Awaitable[None]]
"""(timer, how late) → announced. Raises ``ParleyError`` when it must be tried again."""


class Ringing:
    """The running timers.

    While the process runs, time is measured by a clock that nobody sets; the wall clock only says where to
    go on after a restart. A timer's record is forgotten after it was announced, so that a crash between the
    two makes it ring again rather than never.
    """

    def __init__(self, clock: Clock, records: Records, ring: Ring) -> None:
        self._clock = clock
        self._records = records
        self._ring = ring
        self._timers: dict[str, Timer] = {}
        self._due: dict[str, float] = {}
        """When each rings, in seconds of ``_steady``."""
        self._ringing: set[str] = set()
        self._next: dict[str, float] = {}
        """When each is announced, which is later than due while its device cannot be reached."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._offset = 0.0

    async def start(self) -> None:
        """Take up the timers on disk; those whose time has passed ring at once."""
        self._offset = self._wall() - _steady()
        for record in await self._records.all(COLLECTION):
            try:
                timer = Timer.read(record.document)
            except msgspec.ValidationError:
                log.warning("timer.unreadable", id=record.id)
                continue
            self._keep(timer)
        self._task = asyncio.create_task(self._watch(), name="timers")

    async def stop(self) -> None:
        """Stop ringing. The timers stay on disk."""
        tasks = [*self._tasks, *([self._task] if self._task else [])]
        self._task = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def of(self, person: str, device: str) -> list[Timer]:
        """A person's timers, or a device's where nobody is signed in; next to ring first."""
        mine = (t for t in self._timers.values() if (t.person == person if person else t.device == device))
        return sorted((t for t in mine if t.id not in self._ringing), key=lambda t: self._due[t.id])

    def left(self, timer: Timer) -> timedelta:
        """How long until it rings; zero when it is about to."""
        return timedelta(seconds=max(0.0, self._due.get(timer.id, 0.0) - _steady()))

    def ends_in(self, duration: timedelta) -> float:
        """The wall-clock timestamp after a duration."""
        return self._wall() + duration.total_seconds()

    async def add(self, timer: Timer) -> None:
        """Start a timer. It is on disk when this returns."""
        await self._records.put(COLLECTION, timer.id, timer.document(), timer.person)
        self._keep(timer)

    async def move(self, timer: Timer, by: timedelta) -> Timer | None:
        """Make it ring later, or earlier; None when it rang or was cancelled meanwhile."""
        if timer.id not in self._timers or timer.id in self._ringing:
            return None
        seconds = by.total_seconds()
        moved = replace(timer, ends=timer.ends + seconds, seconds=timer.seconds + seconds)
        due = self._due[timer.id] + seconds
        await self._records.put(COLLECTION, moved.id, moved.document(), moved.person)
        if timer.id not in self._timers:
            # It rang, or was cancelled, while the disk was busy: the record just written must not revive it.
            await self._records.delete(COLLECTION, timer.id)
            return None
        self._timers[moved.id] = moved
        self._due[moved.id] = self._next[moved.id] = due
        self._changed.set()
        return moved

    async def cancel(self, timer: Timer) -> bool:
        """End it without ringing; False when it rang or was cancelled meanwhile."""
        if timer.id in self._ringing or timer.id not in self._timers:
            return False
        self._drop(timer)
        await self._records.delete(COLLECTION, timer.id)
        return True

    def _keep(self, timer: Timer) -> None:
        self._timers[timer.id] = timer
        self._due[timer.id] = self._next[timer.id] = _steady() + timer.ends - self._wall()
        self._changed.set()

    async def _watch(self) -> None:
        while True:
            self._changed.clear()
            await self._follow_wall_clock()
            now = _steady()
            waiting = {id: due for id, due in self._next.items() if id not in self._ringing}
            for id in [id for id, due in waiting.items() if due <= now]:
                self._begin(self._timers[id])
            following = min((due for due in waiting.values() if due > now), default=None)
            wait = None if following is None else min(LOOK, following - now)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), wait)

    def _begin(self, timer: Timer) -> None:
        # In its own task: a device that is slow to take one must not hold up the others.
        self._ringing.add(timer.id)
        task = asyncio.create_task(self._announce(timer), name="timer-rings")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _announce(self, timer: Timer) -> None:
        late = timedelta(seconds=max(0.0, _steady() - self._due[timer.id]))
        try:
            async with asyncio.timeout(TAKING):
                await self._ring(timer, late)
        except (ParleyError, TimeoutError) as error:
            code = error.code if isinstance(error, ParleyError) else "timeout"
            log.warning("timer.not_announced", code=code, late_s=round(late.total_seconds()))
            if late < GIVE_UP:
                self._next[timer.id] = _steady() + RETRY
                self._ringing.discard(timer.id)
                self._changed.set()
                return
        self._drop(timer)
        await self._tried(self._records.delete(COLLECTION, timer.id))

    def _drop(self, timer: Timer) -> None:
        for kept in (self._timers, self._due, self._next):
            kept.pop(timer.id, None)
        self._ringing.discard(timer.id)

    async def _follow_wall_clock(self) -> None:
        """When somebody set the wall clock, record where the timers now end by it."""
        offset = self._wall() - _steady()
        jump = offset - self._offset
        if abs(jump) < JUMP:
            return
        self._offset = offset
        for timer in list(self._timers.values()):
            moved = replace(timer, ends=timer.ends + jump)
            self._timers[timer.id] = moved
            await self._tried(self._records.put(COLLECTION, moved.id, moved.document(), moved.person))

    async def _tried(self, write: Awaitable[object]) -> None:
        # Nobody waits for these writes; a disk that fails must not stop the timers that still can ring.
        try:
            await write
        except ParleyError as error:
            log.error("timer.not_recorded", code=error.code)

    def _wall(self) -> float:
        return self._clock.now().timestamp()


def _steady() -> float:
    """Seconds that pass evenly, also while the machine sleeps where the system can tell (Linux)."""
    asleep = 0.0
    if hasattr(time, "CLOCK_BOOTTIME"):
        asleep = time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    return asyncio.get_running_loop().time() + asleep
