"""The schedule: has whatever is due rung once, by one of the processes that share a database."""

from __future__ import annotations

from collections.abc import Callable, Collection

from parley.clock import Clock
from parley.home.database.database import Database
from parley.home.records import Records
from parley.home.schedule.occurrence import Ring


class Schedule:
    """Rings what is due.

    A process claims a due record for some seconds, has it rung, and then records that it rang; so a crash between
    the two makes another process, or the next, ring the same occurrence again, which a device that rang it already
    passes over.
    """

    def __init__(self, database: Database, records: Records, clock: Clock) -> None: ...

    def handle(self, collection: str, ring: Ring) -> None:
        """Have ``ring`` called for what is due in a collection. Without it, that waits."""
        raise NotImplementedError

    def reach(self, accounts: Callable[[], Collection[str]]) -> None:
        """Take only what belongs to accounts with a device here; the rest is for other processes, or for later."""
        raise NotImplementedError

    async def start(self) -> None:
        """Ring from now on; what was missed rings late."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Ring no more. What is being delivered is given up, and delivered by whoever comes next."""
        raise NotImplementedError

    def nudge(self, account: str | None = None) -> None:
        """Look at once: something was added or changed, or a device of an account has appeared."""
        raise NotImplementedError
