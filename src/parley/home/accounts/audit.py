"""Who did what: the log of an account, its details sealed with the account's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from parley.clock import Clock
from parley.home.accounts.callers import Caller
from parley.home.database.database import Database
from parley.home.vault import Vault

KEPT = 10_000
"""The latest entries of each account; older ones are forgotten."""

Detail = Mapping[str, str | int | float | bool | None]


class Action(StrEnum):
    """What can be done."""

    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_DELETED = "account.deleted"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    """Detail ``count``: how many within an hour. Nobody's names; guesses at names that nobody has stand in the
    first owner's log."""
    PASSWORD_CHANGED = "password.changed"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    SESSION_ENDED = "session.ended"
    KEY_MADE = "key.made"
    KEY_REVOKED = "key.revoked"
    LINK_MADE = "link.made"
    DEVICE_PAIRED = "device.paired"
    DEVICE_CHANGED = "device.changed"
    DEVICE_GONE = "device.gone"
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

        The other parts of ``accounts`` write their own entries, in the transaction of what they do; this is for
        the rest (``exported``).
        """
        raise NotImplementedError

    async def entries(
        self, account: str | None = None, before: int | None = None, most: int = 100
    ) -> list[Entry]:
        """The latest entries of an account, or of everybody (None), latest first, with ids less than ``before``."""
        raise NotImplementedError


def noted(
    connection: Connection,
    vault: Vault,
    at: float,
    account: str,
    action: Action,
    *,
    by: Caller | None = None,
    actor: str | None = None,
    detail: Detail | None = None,
) -> None:
    """Write an entry as part of a transaction. ``actor`` stands in for ``by`` where somebody is only signing in."""
    raise NotImplementedError
