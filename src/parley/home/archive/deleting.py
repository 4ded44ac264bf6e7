"""Deleting somebody so that nothing of them remains, also when the machine stops in the middle."""

from __future__ import annotations

from typing import Protocol

from parley.home.accounts.accounts import Accounts
from parley.home.accounts.callers import Caller
from parley.home.archive.scrubbing import scrub
from parley.home.database.database import Database
from parley.home.files.errors import FilesFailed
from parley.home.files.files import Files
from parley.telemetry import log


class Parts(Protocol):
    """What a deletion needs of a ``Home``."""

    database: Database
    accounts: Accounts
    files: Files


async def deleted(home: Parts, account: str, *, by: Caller | None = None) -> list[str]:
    """Delete an account and everything of it; which accounts went: with the last owner everybody.

    The first step takes the account's key and all its rows, in one transaction: from then on nobody can read
    anything of it. The bytes of files follow; after a crash between the two, ``finished`` removes them.
    Raises ``UnknownAccount``, ``Forbidden``, ``DatabaseFailed``, ``FilesFailed``.
    """
    gone = await home.accounts.delete(account, by=by)
    for each in gone:
        await home.files.delete_all(each)
    await scrub(home.database)
    return gone


async def finished(home: Parts) -> int:
    """Finish the deletions that a crash broke off; how many things were cleared away. At every start.

    A store that cannot be reached does not keep anybody from starting: the next start tries again.
    """
    try:
        count = await home.files.sweep()
    except FilesFailed as error:
        log.warning("home.sweep_failed", code=error.code)
        count = 0
    await scrub(home.database, patience=0.0)
    return count
