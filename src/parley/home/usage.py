"""What was used of the services, by key, day and service: counted at once, written every few seconds.

Figures for the owner of a key and no bill: those of the last seconds are lost when the machine dies.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.accounts.callers import Caller
from parley.home.accounts.issuing import DAY
from parley.home.database.database import Database
from parley.home.database.schema import tokens, usage
from parley.telemetry import log

WRITTEN_EVERY = 5.0
"""Seconds."""
KEPT_DAYS = 400
_MOST_WAITING = 10_000
"""Counts not written yet; what is beyond is let go, which only a database that is gone brings about."""


@dataclass(frozen=True, slots=True)
class Used:
    """How much was used of one service with one key on one day."""

    service: str
    """``speech.recognise``, ``speech.say``, ``chat``, ``translation`` and so on."""
    day: int
    """Days since 1970, UTC."""
    requests: int = 0
    seconds: float = 0.0
    """Of sound."""
    characters: int = 0
    """Of text."""


class Usage:
    """Counts, and tells what it counted."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._waiting: dict[tuple[str, int, str], Used] = {}
        self._writing: asyncio.Task[None] | None = None

    def count(
        self, caller: Caller, service: str, *, requests: int = 1, seconds: float = 0.0, characters: int = 0
    ) -> None:
        """Something was done for whoever showed a key. To be called in the event loop."""
        day = int(self._clock.now().timestamp() // DAY)
        key = (caller.token, day, service)
        before = self._waiting.get(key)
        if before is None and len(self._waiting) >= _MOST_WAITING:
            return
        before = before or Used(service, day)
        self._waiting[key] = replace(
            before,
            requests=before.requests + requests,
            seconds=before.seconds + seconds,
            characters=before.characters + characters,
        )
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._soon(), name="usage")

    async def of(self, account: str, days: int = 30) -> dict[str, list[Used]]:
        """Key (hash) → what an account used with it in the last ``days`` days, oldest first."""
        await self.written()
        first = int(self._clock.now().timestamp() // DAY) - days + 1
        query = (
            select(usage)
            .join(tokens, tokens.c.hash == usage.c.token)
            .where(tokens.c.account == account, usage.c.day >= first)
            .order_by(usage.c.token, usage.c.day, usage.c.service)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        found: dict[str, list[Used]] = {}
        for row in rows:
            found.setdefault(row.token, []).append(
                Used(row.service, row.day, row.requests, row.seconds, row.characters)
            )
        return found

    async def written(self) -> None:
        """Write what waits. What cannot be written now waits on."""
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        try:
            await self._database.write(lambda connection: _add(connection, waiting))
        except ParleyError as error:
            log.warning("usage.unwritten", code=error.code)
            self._waiting = {**waiting, **self._waiting}

    async def sweep(self) -> None:
        """Forget what was counted longer ago than it is kept. To be called now and then."""
        before = int(self._clock.now().timestamp() // DAY) - KEPT_DAYS
        await self._database.write(lambda c: c.execute(usage.delete().where(usage.c.day < before)))

    async def close(self) -> None:
        """Write what waits, and stop. Safe to call twice."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        await self.written()

    async def _soon(self) -> None:
        while self._waiting:
            await asyncio.sleep(WRITTEN_EVERY)
            await self.written()


def _add(connection: Connection, waiting: dict[tuple[str, int, str], Used]) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    good = set(
        connection.execute(
            select(tokens.c.hash).where(tokens.c.hash.in_({key[0] for key in waiting}))
        ).scalars()
    )
    for (token, day, _), used in sorted(waiting.items()):
        if token not in good:
            continue  # taken back meanwhile: its figures went with it
        values = {"token": token, "day": day, "service": used.service}
        statement = insert(usage).values(
            **values, requests=used.requests, seconds=used.seconds, characters=used.characters
        )
        more = {
            name: usage.c[name] + statement.excluded[name] for name in ("requests", "seconds", "characters")
        }
        connection.execute(
            statement.on_conflict_do_update(index_elements=["token", "day", "service"], set_=more)
        )
