"""The one door to the database: work goes in as functions, and is on disk when they return."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Literal, TypeVar

from sqlalchemy import Connection

from parley.errors import ParleyError

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")

Work = Callable[[Connection], T]
"""Reads or writes over a connection. Runs off the event loop or in a greenlet: it must not await, must not
touch asyncio, and may run again if the commit it shared with others failed."""

Batch = Callable[[Connection, Sequence[I]], Sequence[R]]
"""Does many items in few statements, and gives a result for each, in order. May raise; then the items are
tried one by one, so that only the one at fault fails."""


class DatabaseFailed(ParleyError):
    """The database cannot be read or written: no such folder, no permission, a full disk, no connection."""

    code: ClassVar[str] = "database_failed"


class Database(ABC):
    """One home's database.

    Writers do not wait for each other's disk: what many callers ask for at the same time is committed
    together, and each is told only after the commit that holds its work is on disk.
    """

    dialect: Literal["sqlite", "postgresql"]

    @abstractmethod
    async def apply(self, batch: Batch[I, R], item: I) -> R:
        """Have ``batch`` do this item, together with others that wait for the same function.

        Durable when it returns. A caller that is cancelled does not cancel the write. Raises what the batch
        raised for this item, ``Busy`` when too many wait, ``DatabaseFailed`` when the disk fails.
        """

    def begin(self, batch: Batch[I, R], item: I) -> Awaitable[R]:
        """``apply``, begun at once where that costs less. What it gives must be awaited.

        For whoever writes thousands of times a second, and has a coroutine of its own already.
        """
        return self.apply(batch, item)

    @abstractmethod
    async def write(self, work: Work[T]) -> T:
        """Do it in a transaction of its own (a savepoint of the shared one). Durable when it returns."""

    @abstractmethod
    async def read(self, work: Work[T]) -> T:
        """Read, seeing every write that finished before the call. The work must not write."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what was accepted and let go. Safe to call twice."""
