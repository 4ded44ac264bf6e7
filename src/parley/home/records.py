"""Records: what belongs to a person, in collections, on disk before anybody hears "done"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parley.clock import Clock
from parley.home.changes import Change, Row
from parley.home.collections import Fields
from parley.home.database.database import Database
from parley.home.vault import Vault


@dataclass(frozen=True, slots=True)
class Record:
    """One document of a collection."""

    id: str
    account: str
    document: Fields
    """Plain JSON values; fields that were never set have their defaults."""
    created: float
    """When it was first written here; POSIX seconds."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that was not taken, and never will be."""

    number: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a push."""

    taken: int
    """Number of the latest change taken from this replica, now or before; the next to send is one more."""
    refused: Sequence[Refused] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some of an account's changes, in order."""

    rows: Sequence[Row]
    cursor: int
    """Where the next page begins; give it as ``since``."""
    more: bool
    """Whether there are further changes already."""
    fresh: bool = False
    """``since`` was too long ago to know what was deleted meanwhile: these pages begin from the first record, and
    what none of them holds is gone."""


class Records:
    """The records of everybody in one home. Safe to share between tasks of one event loop."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None: ...

    async def put(self, account: str, collection: str, id: str, document: Mapping[str, Any]) -> None:
        """Keep a document, in place of any of the same id. Only the fields that differ become changes.

        On disk when it returns. Raises ``BadRecord``, ``TooLong``, ``UnknownAccount``, ``DatabaseFailed``.
        """
        raise NotImplementedError

    async def change(self, account: str, collection: str, id: str, fields: Mapping[str, Any]) -> bool:
        """Set some fields of a document that is there; False when there is none. On disk when it returns."""
        raise NotImplementedError

    async def delete(self, account: str, collection: str, id: str) -> bool:
        """Forget a document; False when there was none. On disk when it returns."""
        raise NotImplementedError

    async def get(self, account: str, collection: str, id: str) -> Record | None:
        """One document."""
        raise NotImplementedError

    async def all(self, account: str, collection: str) -> list[Record]:
        """Every document of a collection, oldest first, with all writes finished before the call."""
        raise NotImplementedError

    async def everyone(self, collection: str) -> list[Record]:
        """Every account's documents of a collection, oldest first."""
        raise NotImplementedError

    async def push(self, account: str, replica: str, first: int, changes: Sequence[Change]) -> Pushed:
        """Take a replica's changes, numbered from ``first``, in order and each once, however often they are sent.

        A number that was taken before is passed over; one that leaves a gap is not taken, and ``taken`` tells what
        is expected. Stamps wildly ahead of the server's clock are set back. On disk when it returns.
        """
        raise NotImplementedError

    async def pull(self, account: str, since: int = 0, most: int = 500) -> Page:
        """The account's changes after ``since``, each record once, as it is now."""
        raise NotImplementedError

    def watch(self, account: str, changed: Callable[[], None]) -> Callable[[], None]:
        """Have ``changed`` called in this event loop soon after the account's records changed here or in another
        process on the database; the result ends that."""
        raise NotImplementedError

    async def compact(self, before: float) -> int:
        """Forget tombstones whose deletion is older than a moment (POSIX seconds); how many there were."""
        raise NotImplementedError

    async def close(self) -> None:
        """Stop watching. The database stays open."""
        raise NotImplementedError
