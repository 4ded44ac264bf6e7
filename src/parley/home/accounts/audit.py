"""Who did what: the log of an account, its details sealed with the account's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from parley.clock import Clock
from parley.home.accounts.callers import Caller
from parley.home.accounts.sealing import account_key, seal, unseal
from parley.home.database.database import Database
from parley.home.database.schema import accounts, audit
from parley.home.vault import Vault

KEPT = 10_000
"""The latest entries of each account; older ones are forgotten."""
MOST = 500
"""Entries of one answer."""
FAILURES_TOGETHER = 3600.0
"""Seconds in which failed sign-ins make one entry."""

Detail = Mapping[str, str | int | float | bool | None]


class Action(StrEnum):
    """What can be done."""

    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_DELETED = "account.deleted"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    """Detail ``count``: how many within an hour, without names. Guesses at names that nobody has stand in the
    log of the first owner."""
    PASSWORD_CHANGED = "password.changed"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    SESSION_ENDED = "session.ended"
    KEY_MADE = "key.made"
    KEY_REVOKED = "key.revoked"
    LINK_MADE = "link.made"
    LINK_REVOKED = "link.revoked"
    DEVICE_PAIRED = "device.paired"
    DEVICE_CHANGED = "device.changed"
    DEVICE_GONE = "device.gone"
    DEVICE_USED = "device.used"
    """From its page; detail ``what``: say, ask, sound or intercom. Not the words."""
    PERSON_INVITED = "person.invited"
    PERSON_JOINED = "person.joined"
    PERSON_REMOVED = "person.removed"
    EXPORTED = "exported"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done."""

    id: int
    account: str
    """Whose log it stands in."""
    at: float
    """POSIX seconds."""
    actor: str
    """Account that did it; empty for the command line, for nobody known, and for somebody who is gone."""
    device: str | None
    """Device it was done with."""
    action: str
    detail: Detail


class Audit:
    """The log of everybody in one home."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database, self._vault, self._clock = database, vault, clock

    async def note(
        self, account: str, action: Action, *, by: Caller | None = None, detail: Detail | None = None
    ) -> None:
        """Write an entry into an account's log. On disk when it returns. Raises ``UnknownAccount``.

        The other parts of ``accounts`` write their own entries, in the transaction of what they do; this is
        for the rest (``exported``).
        """
        at = self._clock.now().timestamp()
        await self._database.write(
            lambda connection: noted(connection, self._vault, at, account, action, by=by, detail=detail)
        )

    async def entries(
        self, account: str | None = None, before: int | None = None, most: int = 100
    ) -> list[Entry]:
        """The latest entries of an account, or of everybody (None), latest first, ids under ``before``."""
        query = select(audit, accounts.c.key).join(accounts, accounts.c.id == audit.c.account)
        if account is not None:
            query = query.where(audit.c.account == account)
        if before is not None:
            query = query.where(audit.c.id < before)
        query = query.order_by(audit.c.id.desc()).limit(max(0, min(most, MOST)))
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [_entry(self._vault, row) for row in rows]


def noted(
    connection: Connection,
    vault: Vault,
    at: float,
    account: str,
    action: Action,
    *,
    by: Caller | None = None,
    actor: str | None = None,
    device: str | None = None,
    detail: Detail | None = None,
) -> None:
    """Write an entry as part of a transaction.

    ``actor`` and ``device`` stand in for ``by`` where somebody is only signing in. Raises ``UnknownAccount``.
    """
    key = account_key(connection, vault, account)
    values = {
        "account": account,
        "at": at,
        "actor": actor or (by.account if by else ""),
        "device": device or (by.device if by else None),
        "action": action.value,
        "sealed": seal(key, _about(account, action), detail) if detail else None,
    }
    connection.execute(insert(audit).values(values))
    ids = select(audit.c.id).where(audit.c.account == account)
    oldest = connection.execute(ids.order_by(audit.c.id.desc()).offset(KEPT).limit(1)).scalar()
    if oldest is not None:
        connection.execute(delete(audit).where(audit.c.account == account, audit.c.id <= oldest))


def failure_noted(connection: Connection, vault: Vault, at: float, account: str) -> None:
    """Count a failed sign-in, in the latest entry if that counts some already."""
    rows = select(audit).where(audit.c.account == account).order_by(audit.c.id.desc()).limit(1)
    row = connection.execute(rows).one_or_none()
    if row is None or row.action != Action.SIGN_IN_FAILED or row.at <= at - FAILURES_TOGETHER:
        return noted(connection, vault, at, account, Action.SIGN_IN_FAILED, detail={"count": 1})
    key, about = account_key(connection, vault, account), _about(account, row.action)
    count = unseal(key, about, row.sealed, dict[str, int])["count"] + 1
    sealed = seal(key, about, {"count": count})
    connection.execute(update(audit).where(audit.c.id == row.id).values(sealed=sealed))
    return None


def _about(account: str, action: str) -> str:
    return f"audit:{account}:{action}"


def _entry(vault: Vault, row: Row[Any]) -> Entry:
    key = vault.unwrap(row.account, row.key)
    about = _about(row.account, row.action)
    detail = unseal(key, about, row.sealed, dict[str, str | int | float | bool | None]) if row.sealed else {}
    return Entry(row.id, row.account, row.at, row.actor, row.device, row.action, detail)
