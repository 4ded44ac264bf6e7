"""Leaving: deleting accounts, and who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from parley.home.accounts.audit import Action, noted
from parley.home.accounts.callers import Caller, Forbidden, Role, Scope, UnknownAccount
from parley.home.accounts.owners import disowned, first_owner
from parley.home.database.schema import accounts, audit, tokens
from parley.home.vault import Vault


@dataclass(frozen=True, slots=True)
class Gone:
    """An account that was deleted."""

    id: str
    key: bytes
    """Wrapped; the vault must forget it."""
    tokens: Sequence[str]
    """Ids of the tokens that ended with it."""


def left(connection: Connection, vault: Vault, at: float, account: str, by: Caller | None) -> list[Gone]:
    """Delete an account, and with the last owner everybody. Raises ``UnknownAccount``, ``Forbidden``."""
    owners = select(accounts.c.id).where(accounts.c.role == Role.OWNER.value)
    # Locked, so that two owners who delete each other do not both succeed.
    held = connection.execute(owners.order_by(accounts.c.id).with_for_update()).scalars().all()
    here = connection.execute(select(accounts.c.role).where(accounts.c.id == account)).scalar()
    other = by is not None and by.account != account
    if here is None and not (other and by is not None and not by.may(Scope.HOUSE)):
        raise UnknownAccount("There is no such account, or no longer.")
    if other and by is not None and not by.may(Scope.HOUSE):
        raise Forbidden("Only the owner removes other people.")
    if list(held) == [account]:
        if other:
            raise Forbidden("The last owner can be removed by nobody else.")
        disowned(connection)
        return _deleted(connection, connection.execute(select(accounts.c.id)).scalars().all())
    gone = _deleted(connection, [account])
    _tell_the_owner(
        connection, vault, at, by, Action.PERSON_REMOVED if other else Action.ACCOUNT_DELETED, here
    )
    return gone


def expired(connection: Connection, vault: Vault, at: float) -> list[Gone]:
    """Delete the guests whose time is over."""
    over = select(accounts.c.id).where(accounts.c.expires.is_not(None), accounts.c.expires <= at)
    gone = _deleted(connection, connection.execute(over).scalars().all())
    for _ in gone:
        _tell_the_owner(connection, vault, at, None, Action.ACCOUNT_DELETED, Role.GUEST.value)
    return gone


def _deleted(connection: Connection, ids: Sequence[str]) -> list[Gone]:
    """Delete rows, with all that hangs on them by the tables' own rules."""
    ended: dict[str, list[str]] = {}
    theirs = select(tokens.c.account, tokens.c.hash).where(tokens.c.account.in_(ids))
    for row in connection.execute(theirs.order_by(tokens.c.hash)):
        ended.setdefault(row.account, []).append(row.hash)
    rows = connection.execute(
        delete(accounts).where(accounts.c.id.in_(ids)).returning(accounts.c.id, accounts.c.key)
    ).all()
    connection.execute(update(audit).where(audit.c.actor.in_(ids)).values(actor=""))
    return [Gone(row.id, row.key, ended.get(row.id, ())) for row in rows]


def _tell_the_owner(
    connection: Connection, vault: Vault, at: float, by: Caller | None, action: Action, role: str | None
) -> None:
    owner = first_owner(connection)
    by = by if by is not None and action is Action.PERSON_REMOVED else None  # who is gone has no id any more
    if owner is not None:
        noted(connection, vault, at, owner, action, by=by, detail={"role": role})
