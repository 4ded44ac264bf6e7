"""Records: what belongs to a person, in collections, on disk before anybody hears "done"."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

import msgspec

from parley.clock import Clock, seconds
from parley.errors import ParleyError, TooLong
from parley.home.accounts.callers import UnknownAccount
from parley.home.applying import Applying
from parley.home.at_hand import AtHand
from parley.home.changes import Change, Row
from parley.home.collections import (
    COLLECTIONS,
    LARGEST_DOCUMENT,
    Fields,
    as_json,
    check_name,
    known_id,
    typed,
)
from parley.home.compacting import compact
from parley.home.cursors import LARGEST
from parley.home.database.database import Database
from parley.home.following import Follower
from parley.home.orders import (
    LARGEST_PUSH,
    Delete,
    Exchange,
    Key,
    Order,
    Outcome,
    Push,
    Pushed,
    Put,
    Refused,
    Set,
)
from parley.home.reading import MOST_ROWS, Page, Reading, Record
from parley.home.stamps import REPLICA, BadStamp, HybridClock
from parley.home.statements import statements
from parley.home.vault import Vault
from parley.home.watching import Watchers

__all__ = ["Page", "Pushed", "Record", "Records", "Refused", "Row", "UnknownAccount"]

PUSHES = 8
"""Pushes at work at the same time: each may be as large as hundreds of other writes."""


class Records:
    """The records of everybody in one home. Safe to share between tasks of one event loop."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._now = seconds(clock)
        self._applying = Applying(statements(database.dialect), vault)
        self._reading = Reading(vault)
        self._watchers = Watchers(database)
        self._at_hand = AtHand(self.all)
        self._stamps = HybridClock("home", self._now_ms)
        self._pushes = asyncio.Semaphore(PUSHES)
        self.on_due: list[Callable[[], None]] = []
        """Called in the event loop after a write here changed when anything is due."""
        self.on_changed: list[Callable[[str, Collection[str]], None]] = []
        """Called likewise with the account and the collections, after any of its records changed here."""

    def follow(self, follower: Follower) -> None:
        """Have ``follower`` told of every record that is written here, in the transaction that writes it."""
        self._applying.followers.append(follower)

    def now_ms(self) -> int:
        """The time that stamps are judged by: milliseconds since 1970."""
        return self._now_ms()

    async def put(self, account: str, collection: str, id: str, document: Mapping[str, Any]) -> None:
        """Keep a document, in place of any of the same id. Only the fields that differ become changes.

        On disk when it returns. Raises ``BadRecord``, ``TooLong``, ``TooMany``, ``UnknownAccount``,
        ``DatabaseFailed``, ``Busy``.
        """
        written = _written(document)
        typed(collection, written)
        if not known_id(id):
            check_name(collection, id)
        now = self._now()
        stamp = self._stamps.stamp(int(now * 1000))
        order = Put(account, now, (account, collection, id), stamp, _PLAIN.decode(written))
        self._done(order, await self._database.begin(self._applying, order))

    async def exchange(
        self,
        account: str,
        collection: str,
        id: str,
        document: Mapping[str, Any],
        seen: Mapping[str, Mapping[str, Any]],
    ) -> bool:
        """Keep a document in place of several, if these are as they were when somebody made it of them.

        ``seen``: ids → what some of their fields were; all but ``id`` are forgotten. False, and nothing is
        done, when one is different or gone. On disk when it returns. Raises as ``put`` does.
        """
        fields = _plain(document)
        typed(collection, as_json(fields))
        check_name(collection, id)
        known = {(account, collection, each): dict(were) for each, were in seen.items()}
        return bool(await self._do(Exchange(*self._edit(account, collection, id), fields, known)))

    async def change(self, account: str, collection: str, id: str, fields: Mapping[str, Any]) -> bool:
        """Set some fields of a document that is there; False when there is none. On disk when it returns.

        Raises as ``put`` does.
        """
        return bool(await self._do(Set(*self._edit(account, collection, id), _plain(fields))))

    async def delete(self, account: str, collection: str, id: str) -> bool:
        """Forget a document; False when there was none. On disk when it returns."""
        return bool(await self._do(Delete(*self._edit(account, collection, id))))

    async def get(self, account: str, collection: str, id: str) -> Record | None:
        """One document."""
        _check_collection(collection)
        return await self._database.read(lambda to: self._reading.one(to, account, collection, id))

    async def all(self, account: str, collection: str) -> list[Record]:
        """Every document of a collection, oldest first, with all writes finished before the call."""
        _check_collection(collection)
        return await self._database.read(lambda to: self._reading.all(to, collection, account))

    async def at_hand(self, account: str, collection: str) -> Sequence[Record]:
        """The same without a look at the disk each time, for small collections that every turn asks for.

        What is written in this process is there at once, what another writes within ``at_hand.TRUSTED``.
        """
        _check_collection(collection)
        return await self._at_hand.all(account, collection)

    async def everyone(self, collection: str) -> list[Record]:
        """Every account's documents of a collection, oldest first."""
        _check_collection(collection)
        return await self._database.read(lambda to: self._reading.all(to, collection))

    async def push(self, account: str, replica: str, first: int, changes: Sequence[Change]) -> Pushed:
        """Take a replica's changes, numbered from ``first``, in order and each once, however often they come.

        A number that was taken before is passed over; one that leaves a gap is not taken, and ``taken`` tells
        what is expected. Stamps wildly ahead of the server's clock are set back. On disk when it returns.
        Raises ``TooLong`` for more than 500 changes, ``BadStamp``, ``UnknownAccount``, ``DatabaseFailed``,
        ``Busy``.
        """
        if not REPLICA.fullmatch(replica):
            raise BadStamp("The name of a replica has 1 to 32 letters, digits or underscores.")
        if not 1 <= first <= LARGEST:
            raise BadStamp("Changes are numbered from 1.")
        if len(changes) > LARGEST_PUSH:
            raise TooLong(f"A push may have {LARGEST_PUSH} changes.")
        async with self._pushes:
            return cast(Pushed, await self._do(Push(account, self._now(), replica, first, changes)))

    async def pull(
        self, account: str, since: int = 0, most: int = MOST_ROWS, without: Collection[str] = ()
    ) -> Page:
        """Changes after ``since``, each record once, as it is now; none of the collections ``without``.

        Raises ``UnknownAccount``.
        """
        since, most = min(max(since, 0), LARGEST), min(max(most, 1), MOST_ROWS)
        return await self._database.read(lambda to: self._reading.page(to, account, since, most, without))

    def watch(self, account: str, changed: Callable[[], None]) -> Callable[[], None]:
        """Have ``changed`` called in this event loop soon after the account's records changed here or in
        another process on the database, and perhaps once when they did not; the result ends that."""
        return self._watchers.watch(account, changed)

    async def compact(self, before: float) -> int:
        """Forget tombstones whose deletion is older than a moment (POSIX seconds); how many there were."""
        return await compact(self._database, before)

    async def close(self) -> None:
        """Stop watching. The database stays open."""
        await self._watchers.close()

    async def _do(self, order: Order) -> bool | Pushed:
        return self._done(order, await self._database.begin(self._applying, order))

    def _done(self, order: Order, outcome: Outcome) -> bool | Pushed:
        """Tell whoever is to know; gives the result. Raises what became of the order instead."""
        if outcome.changed:
            collections = order.collections
            self._at_hand.changed(order.account, collections)
            self._watchers.tell(order.account)
            for heard in self.on_changed:
                heard(order.account, collections)
        if outcome.due:
            for hear in self.on_due:
                hear()
        if isinstance(outcome.result, ParleyError):
            raise outcome.result
        return outcome.result

    def _edit(self, account: str, collection: str, id: str) -> tuple[str, float, Key, str]:
        _check_collection(collection)
        now = self._now()
        return account, now, (account, collection, id), self._stamps.stamp(int(now * 1000))

    def _now_ms(self) -> int:
        return int(self._now() * 1000)


def _written(fields: Mapping[str, Any]) -> bytes:
    document = as_json(fields)
    if len(document) > LARGEST_DOCUMENT:
        raise TooLong(f"A record may have {LARGEST_DOCUMENT // 1024} KiB.")
    return document


def _plain(fields: Mapping[str, Any]) -> Fields:
    return _PLAIN.decode(_written(fields))


_PLAIN = msgspec.json.Decoder()


def _check_collection(collection: str) -> None:
    if collection not in COLLECTIONS:
        typed(collection, b"")
