"""What somebody and the assistant said to each other, kept for them as long as they want."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select

from parley.clock import Clock
from parley.errors import Busy, ParleyError
from parley.home.database.database import Database
from parley.home.database.schema import records as rows
from parley.home.records import Records
from parley.telemetry import log

COLLECTION = "history"
DAY = 86_400.0
MOST_WAITING = 200
"""Turns that wait to be written; beyond that they are not kept: talking goes on however slow a disk is."""
_LONGEST = 20_000
_SWEEP = 1_000
"""Old turns that are deleted in one go."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn."""

    heard: str
    answered: str
    language: str
    intent: str
    device: str


class History:
    """Keeps turns, and forgets them when they are old. Use as an async context manager."""

    def __init__(self, database: Database, records: Records, clock: Clock, days: int) -> None:
        """``days``: how long turns are kept; 0 keeps none."""
        self._database = database
        self._records = records
        self._clock = clock
        self._days = days
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweeping: asyncio.Task[None] | None = None

    async def __aenter__(self) -> History:
        self._sweeping = asyncio.create_task(self._sweep_daily(), name="history")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def keep(self, account: str, said: Said) -> None:
        """Keep a turn, soon; nobody waits for it."""
        if self._days == 0 or not account:
            return
        if len(self._tasks) >= MOST_WAITING:
            log.warning("history.not_kept", code=Busy.code)
            return
        task = asyncio.create_task(self._keep(account, said, self._clock.now().timestamp()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def sweep(self) -> int:
        """Forget what is older than it may be; how many turns that were."""
        before = self._clock.now().timestamp() - self._days * DAY
        old = (
            select(rows.c.account, rows.c.id)
            .where(rows.c.collection == COLLECTION, rows.c.deleted.is_(None), rows.c.created < before)
            .limit(_SWEEP)
        )
        count = 0
        while found := await self._database.read(lambda connection: connection.execute(old).all()):
            gone = await asyncio.gather(*(self._records.delete(a, COLLECTION, id) for a, id in found))
            count += sum(gone)
            if not any(gone):
                break
        return count

    async def _keep(self, account: str, said: Said, at: float) -> None:
        try:
            for wish in await self._records.at_hand(account, "settings"):
                if wish.id == COLLECTION and wish.document.get("value") is False:
                    return
            document = {
                "at": at,
                "heard": said.heard[:_LONGEST],
                "answered": said.answered[:_LONGEST],
                "language": said.language,
                "intent": said.intent,
                "device": said.device,
            }
            await self._records.put(account, COLLECTION, secrets.token_hex(12), document)
        except ParleyError as error:
            log.warning("history.not_kept", code=error.code)

    async def _sweep_daily(self) -> None:
        while True:
            with suppress(ParleyError):  # tomorrow is another day
                if count := await self.sweep():
                    log.info("history.swept", turns=count)
            await asyncio.sleep(DAY)
