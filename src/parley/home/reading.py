"""Reads records out of the database, opened with their accounts' keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from parley.home.accounts.callers import UnknownAccount
from parley.home.changes import Row
from parley.home.collections import Fields, with_defaults
from parley.home.cursors import cursor_at, start_of
from parley.home.database.schema import accounts, records
from parley.home.states import opened_state
from parley.home.vault import Vault

MOST_ROWS = 500
"""Of one page."""
PAGE_BYTES = 2**20
"""A page ends with the record that makes it larger than this."""


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
class Page:
    """Some of an account's changes, in order."""

    rows: Sequence[Row]
    cursor: int
    """Where the next page begins; give it as ``since``. Means nothing else to whoever holds it."""
    more: bool
    """Whether there are further changes already."""
    fresh: bool = False
    """``since`` was too long ago to know what was deleted meanwhile: this page begins from the first record,
    and what neither it nor those after it hold is gone."""


class Reading:
    """What may be asked of the records in a database. Every method takes a connection."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def one(self, connection: Connection, account: str, collection: str, id: str) -> Record | None:
        """One document."""
        wanted = _those_of(collection).where(records.c.account == account, records.c.id == id)
        return next(iter(self._records(connection, collection, wanted)), None)

    def all(self, connection: Connection, collection: str, account: str | None = None) -> list[Record]:
        """A collection of one account, or of everybody, oldest first."""
        wanted = _those_of(collection)
        if account is not None:
            wanted = wanted.where(records.c.account == account)
        else:  # by the index, which begins with the account: a history may have a million rows
            wanted = wanted.where(records.c.account.in_(select(accounts.c.id)))
        wanted = wanted.order_by(records.c.created, records.c.account, records.c.id)
        return self._records(connection, collection, wanted)

    def page(
        self, connection: Connection, account: str, since: int, most: int, without: Collection[str] = ()
    ) -> Page:
        """Changes after a cursor, none of the collections ``without``. Raises ``UnknownAccount``."""
        its = select(accounts.c.key, accounts.c.seq, accounts.c.compacted).where(accounts.c.id == account)
        found = connection.execute(its).one_or_none()
        if found is None:
            raise UnknownAccount("There is no such account, or no longer.")
        wrapped, seq, compacted = found
        start = start_of(since, seq, compacted)
        rows, more = self._rows(connection, account, bytes(wrapped), start or 0, most, without)
        cursor = cursor_at(rows[-1].seq if more else seq, compacted)
        return Page(rows, cursor, more, fresh=start is None)

    def _rows(
        self,
        connection: Connection,
        account: str,
        wrapped: bytes,
        start: int,
        most: int,
        without: Collection[str],
    ) -> tuple[list[Row], bool]:
        of = records.c
        wanted = (
            select(of.collection, of.id, of.seq, of.sealed)
            .where(of.account == account, of.seq > start)
            .order_by(of.seq)
            .limit(most + 1)
        )
        if without:
            wanted = wanted.where(of.collection.not_in(sorted(without)))
        key = self._vault.unwrap(account, wrapped)
        rows: list[Row] = []
        size = 0
        for collection, id, seq, sealed in connection.execute(wanted):
            if len(rows) == most or size > PAGE_BYTES:
                return rows, True
            size += len(sealed)
            state = opened_state(key, account, collection, id, bytes(sealed))
            rows.append(Row(collection, id, seq, state.fields, state.stamps, state.deleted))
        return rows, False

    def _records(
        self, connection: Connection, collection: str, wanted: Select[str, str, float, bytes, bytes]
    ) -> list[Record]:
        found: list[Record] = []
        for account, id, created, sealed, wrapped in connection.execute(wanted):
            key = self._vault.unwrap(account, bytes(wrapped))
            fields = opened_state(key, account, collection, id, bytes(sealed)).fields
            found.append(Record(id, account, with_defaults(collection, fields), created))
        return found


def _those_of(collection: str) -> Select[str, str, float, bytes, bytes]:
    return (
        select(records.c.account, records.c.id, records.c.created, records.c.sealed, accounts.c.key)
        .join(accounts, accounts.c.id == records.c.account)
        .where(records.c.collection == collection, records.c.deleted.is_(None))
    )
