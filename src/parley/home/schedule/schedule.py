"""The schedule: has whatever is due rung once, by one of the processes that share a database."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection
from contextlib import suppress

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.database.database import Database
from parley.home.due import next_due
from parley.home.records import Records
from parley.home.schedule.claims import GIVE_UP, LEASE, TIMERS, Claims, Due, Wanted
from parley.home.schedule.occurrence import NobodyThere, Occurrence, Ring, afterwards, without_beginning
from parley.home.schedule.steady import SteadyTimers
from parley.telemetry import log

LOOK = 5.0
"""Most seconds between two looks at the database and the clock: other processes add records, and people set
clocks. A lease outlives several looks."""
SOON = 1.0
"""Seconds until the next look while another process rings something: it may have to leave it to this one."""
BREATH = 0.05
"""Least seconds between two looks, however many records change meanwhile."""
MOST = 64
"""Occurrences that are rung at the same time."""
TAKING = 75.0
"""Seconds that a device may need to take an announcement; it may be in the middle of an answer."""
RETRY = 10.0
"""Seconds until what could not be rung is tried again here."""
_REMEMBERED = 1_000
"""Occurrences rung lately: when the disk fails after the ringing, they are recorded later, not rung again."""

assert LOOK * 3 < LEASE


class Schedule:
    """Rings what is due.

    A process claims a due record for some seconds, has it rung, and then records that it rang; so a crash
    between the two makes another process, or the next, ring the same occurrence again, which a device that
    rang it already passes over.
    """

    def __init__(self, database: Database, records: Records, clock: Clock, look: float = LOOK) -> None:
        """``look``: most seconds between two looks."""
        self._look_every = look
        self._records = records
        self._clock = clock
        self._claims = Claims(database, secrets.token_hex(8))
        self._steady = SteadyTimers(database, records, clock)
        self._rings: dict[str, Ring] = {}
        self._reach: Callable[[], Collection[str]] | None = None
        self._ringing: dict[Due, asyncio.Task[None]] = {}
        self._rang: OrderedDict[str, None] = OrderedDict()
        self._appeared: set[str] = set()
        self._changed = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    def handle(self, collection: str, ring: Ring) -> None:
        """Have ``ring`` called for what is due in a collection. Without it, that waits."""
        self._rings[collection] = ring

    def reach(self, accounts: Callable[[], Collection[str]]) -> None:
        """Take only what belongs to accounts with a device here; the rest is for others, or for later."""
        self._reach = accounts

    async def start(self) -> None:
        """Ring from now on; what was missed rings late."""
        if self._watching is None:
            self._records.on_due.append(self.nudge)
            self._watching = asyncio.create_task(self._watch(), name="schedule")

    async def stop(self) -> None:
        """Ring no more. What is being delivered is given up, and delivered by whoever comes next."""
        tasks = [*self._ringing.values(), *([self._watching] if self._watching else [])]
        self._watching = None
        if self.nudge in self._records.on_due:
            self._records.on_due.remove(self.nudge)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if tasks:
            with suppress(ParleyError):  # the claims run out by themselves
                await self._claims.let_go()

    def nudge(self, account: str | None = None) -> None:
        """Look at once: a device of an account has appeared. (What is written here is looked at anyway.)"""
        if account is not None:
            self._appeared.add(account)
        self._changed.set()

    async def now(self) -> float:
        """The wall clock, to set a timer by; what was set before it jumped has been moved along."""
        await self._steady.follow()
        return self._now()

    async def _watch(self) -> None:
        while True:
            self._changed.clear()
            try:
                wait = await self._look()
            except ParleyError as error:
                log.error("schedule.failed", code=error.code)
                wait = self._look_every
            await asyncio.sleep(min(wait, BREATH))
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, wait - BREATH)):
                    await self._changed.wait()

    async def _look(self) -> float:
        """Begin to ring what is due; seconds until the next look."""
        await self._steady.follow()
        if self._appeared:
            appeared, self._appeared = self._appeared, set()
            await self._claims.let_go(appeared)
        await self._claims.renew(list(self._ringing), self._now())
        wanted = Wanted(list(self._rings), None if self._reach is None else list(self._reach()))
        outlook = await self._claims.outlook(wanted, self._now())
        room = MOST - len(self._ringing)
        if outlook.next is not None and outlook.next <= self._now() and room > 0:
            for each in await self._claims.take(wanted, self._now(), room):
                if each not in self._ringing:  # after a long standstill its own lease has run out
                    self._begin(each)
            outlook = await self._claims.outlook(wanted, self._now())
        longest = SOON if outlook.elsewhere else self._look_every
        if outlook.next is None or len(self._ringing) >= MOST:  # the next that is done calls for a look
            return longest
        return min(longest, max(0.0, outlook.next - self._now()))

    def _begin(self, due: Due) -> None:
        task = asyncio.create_task(self._deliver(due), name="ringing")
        self._ringing[due] = task
        task.add_done_callback(lambda _: self._ended(due))

    def _ended(self, due: Due) -> None:
        full = len(self._ringing) >= MOST
        del self._ringing[due]
        if full:
            self._changed.set()

    async def _deliver(self, due: Due) -> None:
        try:
            occurrence = await self._occurrence(due)
            if occurrence is None:
                return
            if occurrence.id in self._rang or await self._rung(due, occurrence):
                await self._finish(due, occurrence)
        except ParleyError as error:
            # The claim runs out, and it is tried again.
            log.error("schedule.not_recorded", code=error.code, collection=due.collection)

    async def _occurrence(self, due: Due) -> Occurrence | None:
        """What is to be rung; None when the record says that nothing is, or not now."""
        record = await self._records.get(due.account, due.collection, due.record)
        if record is None:
            await self._claims.correct(due, None)
            return None
        now = self._now()
        if without_beginning(due.collection, record.document):
            await self._records.change(due.account, due.collection, due.record, {"since": now})
            return None
        at = next_due(due.collection, record.document)
        if at != due.at:
            # A timer's row is moved before its record when the wall clock jumps. A paused one has no time.
            if due.collection != TIMERS or at is None:
                await self._claims.correct(due, at)
                return None
            if not await self._claims.holds(due):
                return None
        late = max(0.0, now - due.at)
        return Occurrence(due.account, due.collection, due.record, due.at, record.document, late)

    async def _rung(self, due: Due, occurrence: Occurrence) -> bool:
        """Have it rung; False when it must be tried again."""
        try:
            async with asyncio.timeout(TAKING):
                await self._rings[due.collection](occurrence)
        except (ParleyError, TimeoutError) as error:
            code = error.code if isinstance(error, ParleyError) else "timeout"
            again = error.again if isinstance(error, NobodyThere) else None
        except Exception as error:  # noqa: BLE001 - whatever a skill raises, the others must ring
            code, again = type(error).__name__, None
        else:
            self._rang[occurrence.id] = None
            if len(self._rang) > _REMEMBERED:
                self._rang.popitem(last=False)
            return True
        log.warning("schedule.not_rung", code=code, collection=due.collection, late_s=round(occurrence.late))
        if due.collection == TIMERS and occurrence.late >= GIVE_UP:
            return True
        await self._claims.put_off(due, self._now() + (RETRY if again is None else again))
        self._changed.set()
        return False

    async def _finish(self, due: Due, occurrence: Occurrence) -> None:
        """Record that it rang; when it is due next is written with it."""
        if not await self._claims.holds(due):  # its person changed it while it rang, and knows
            return
        account, collection, id = occurrence.account, occurrence.collection, occurrence.record
        changes = afterwards(occurrence, self._now())
        if changes is None:
            await self._records.delete(account, collection, id)
        else:
            await self._records.change(account, collection, id, changes)

    def _now(self) -> float:
        return self._clock.now().timestamp()
