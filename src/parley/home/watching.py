"""Tells whoever watches an account that its records changed, in this process or in another one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import islice

from sqlalchemy import Connection, select

from parley.errors import Busy
from parley.home.database.database import Database, DatabaseFailed
from parley.home.database.schema import accounts
from parley.telemetry import log

POLL = 1.0
"""Seconds between looks for what other processes wrote."""
_TOGETHER = 500
"""Accounts in one statement."""


class Watchers:
    """Callbacks by account; looks into the database only while there are any."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watching: dict[str, list[Callable[[], None]]] = {}
        self._seen: dict[str, int] = {}
        self._polling: asyncio.Task[None] | None = None

    def watch(self, account: str, changed: Callable[[], None]) -> Callable[[], None]:
        """Have ``changed`` called until the result is."""
        self._watching.setdefault(account, []).append(changed)
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll(), name="parley-watch-records")

        def end() -> None:
            those = self._watching.get(account, [])
            if changed in those:
                those.remove(changed)
            if not those:
                self._watching.pop(account, None)
                self._seen.pop(account, None)
            if not self._watching and self._polling is not None:
                self._polling.cancel()
                self._polling = None

        return end

    def tell(self, account: str) -> None:
        """The records of an account changed."""
        if those := self._watching.get(account):
            for changed in list(those):
                changed()

    async def close(self) -> None:
        """Tell nobody any more."""
        self._watching.clear()
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)
            self._polling = None

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL)
            try:
                latest = await self._latest(list(self._watching))
            except (DatabaseFailed, Busy) as error:
                log.warning("records.unwatched", code=error.code)
                continue
            for account, seq in latest.items():
                before = self._seen.get(account)
                self._seen[account] = seq
                # The first look comes after the watching began: whoever changed it before that was missed.
                if before != seq:
                    self.tell(account)

    async def _latest(self, watched: list[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        several = iter(watched)
        while some := list(islice(several, _TOGETHER)):
            found |= await self._database.read(lambda connection, some=some: _seqs(connection, some))
        return found


def _seqs(connection: Connection, ids: list[str]) -> dict[str, int]:
    found = connection.execute(select(accounts.c.id, accounts.c.seq).where(accounts.c.id.in_(ids)))
    return {row[0]: row[1] for row in found}
