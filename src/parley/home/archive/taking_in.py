"""Records from an archive become an account's: per field, the latest stamp wins, as between two devices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from parley.home.accounts.callers import TooMany, UnknownAccount
from parley.home.archive.kept import Kept
from parley.home.changes import NOTHING, Change, State, merged
from parley.home.collections import BadRecord, checked, with_defaults
from parley.home.database.schema import accounts, due, records
from parley.home.due import next_due
from parley.home.orders import MOST_RECORDS
from parley.home.stamps import Stamp, clamped
from parley.home.states import opened_state, sealed_state
from parley.home.vault import AccountKey, Vault

_NEVER = object()
_REPLICA = "import"
"""Makes the stamps of fields that came without one."""


def take_in(
    connection: Connection, vault: Vault, account: str, collection: str, kept: Sequence[Kept], now: float
) -> int:
    """Merge records of one collection; how many are another than before. ``now``: POSIX seconds.

    Raises ``UnknownAccount``, ``TooMany``.
    """
    mine = select(accounts.c.key, accounts.c.seq).where(accounts.c.id == account).with_for_update()
    row = connection.execute(mine).one_or_none()
    if row is None:
        raise UnknownAccount("There is no such account, or it was deleted.")
    key, seq = vault.unwrap(account, row.key), int(row.seq)
    here = _here(connection, key, account, collection, [each.id for each in kept])
    fresh: list[dict[str, Any]] = []
    rings: list[dict[str, Any]] = []
    for record in kept:
        old = here.get(record.id)
        state, created = _state(old, record, collection, now)
        if old is not None and state == old[0] and created == old[1]:
            continue
        seq += 1
        fresh.append(_row(key, account, collection, record.id, seq, created, state))
        at = next_due(collection, state.fields) if state.fields else None
        if at is not None:
            rings.append({"account": account, "collection": collection, "record": record.id, "at": at})
    if fresh:
        _room(connection, account, collection, sum(row["id"] not in here for row in fresh))
        ids = [row["id"] for row in fresh]
        chosen = (records.c.account == account) & (records.c.collection == collection)
        connection.execute(delete(records).where(chosen, records.c.id.in_(ids)))
        connection.execute(insert(records), fresh)
        mine = (due.c.account == account) & (due.c.collection == collection)
        connection.execute(delete(due).where(mine, due.c.record.in_(ids)))
        if rings:
            connection.execute(insert(due), rings)
        connection.execute(update(accounts).where(accounts.c.id == account).values(seq=seq))
    return len(fresh)


def _here(
    connection: Connection, key: AccountKey, account: str, collection: str, ids: Sequence[str]
) -> dict[str, tuple[State, float]]:
    """What the account has of these, and since when."""
    chosen = select(records).where(
        records.c.account == account, records.c.collection == collection, records.c.id.in_(ids)
    )
    return {
        row.id: (opened_state(key, account, collection, row.id, row.sealed), row.created)
        for row in connection.execute(chosen)
    }


def _state(old: tuple[State, float] | None, record: Kept, collection: str, now: float) -> tuple[State, float]:
    """The record after the archive's edits, and when it was first written."""
    before, created = old or (NOTHING, record.created)
    state = before
    for change in _changes(before, record, collection, now):
        state = merged(state, change)
    if state.fields:
        try:
            checked(collection, state.fields)
        except BadRecord:  # deleted here after some of its edits, and what is left is no record
            return before, created
    return state, min(created, record.created)


def _changes(before: State, record: Kept, collection: str, now: float) -> list[Change]:
    """The edits that made the record, in order."""
    present = int(now * 1000)
    changes: list[Change] = []
    if record.deleted:
        changes.append(Change(collection, record.id, clamped(record.deleted, present), deleted=True))
    by_stamp: dict[str, dict[str, Any]] = {}
    nothing = str(Stamp(present, 0, _REPLICA))
    for name, value in _said(record, collection, before).items():
        given = record.stamps.get(name)
        by_stamp.setdefault(clamped(given, present) if given else nothing, {})[name] = value
    changes += [Change(collection, record.id, stamp, fields) for stamp, fields in sorted(by_stamp.items())]
    return changes


def _said(record: Kept, collection: str, before: State) -> dict[str, Any]:
    """The fields that somebody set: those with a stamp, and those that are neither as here nor by default."""
    usual = with_defaults(collection, {})
    return {
        name: value
        for name, value in record.document.items()
        if name in record.stamps
        or (usual.get(name, _NEVER) != value and before.fields.get(name, _NEVER) != value)
    }


def _row(
    key: AccountKey, account: str, collection: str, id: str, seq: int, created: float, state: State
) -> dict[str, Any]:
    return {
        "account": account,
        "collection": collection,
        "id": id,
        "seq": seq,
        "created": created,
        "deleted": None if state.fields else state.deleted,
        "sealed": sealed_state(key, account, collection, id, state),
    }


def _room(connection: Connection, account: str, collection: str, more: int) -> None:
    chosen = (records.c.account == account) & (records.c.collection == collection)
    count = connection.execute(select(func.count()).select_from(records).where(chosen)).scalar_one()
    if count + more > MOST_RECORDS:
        raise TooMany(f"An account may have at most {MOST_RECORDS} records in {collection}.")
