"""Forgets deletions that nobody needs to hear of any more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, delete, func, select, update

from parley.home.database.database import Database
from parley.home.database.schema import accounts, records


async def compact(database: Database, before: float) -> int:
    """Forget deletions older than a moment (POSIX seconds), account by account; how many there were."""
    # Stamps sort as text, and this is before every stamp of its millisecond.
    bound = f"{max(int(before * 1000), 0):012x}"
    found = await database.read(partial(_accounts, bound=bound))
    forgotten = 0
    for account in found:
        forgotten += await database.write(partial(_forget, account=account, bound=bound))
    return forgotten


def _accounts(connection: Connection, bound: str) -> Sequence[str]:
    return (
        connection.execute(select(records.c.account).where(records.c.deleted < bound).distinct())
        .scalars()
        .all()
    )


def _forget(connection: Connection, account: str, bound: str) -> int:
    # Nobody else changes the account's records before this ends.
    locked = select(accounts.c.id).where(accounts.c.id == account).with_for_update(key_share=True)
    connection.execute(locked)
    old = (records.c.account == account) & (records.c.deleted < bound)
    latest = connection.execute(select(func.max(records.c.seq)).where(old)).scalar()
    if latest is None:
        return 0
    later = (accounts.c.id == account) & (accounts.c.compacted < latest)
    connection.execute(update(accounts).where(later).values(compacted=latest))
    return connection.execute(delete(records).where(old)).rowcount
