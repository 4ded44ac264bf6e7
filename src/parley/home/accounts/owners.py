"""The first owner: made at the first start, once, whoever else starts at the same time."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from parley.home.accounts.adding import added
from parley.home.accounts.audit import Action, noted
from parley.home.accounts.callers import Role
from parley.home.accounts.people import inserted
from parley.home.database.schema import accounts, house
from parley.home.vault import Vault

_OWNER = "owner"
"""Names the row of ``house`` that holds the first owner's id."""


def first_owner(connection: Connection) -> str | None:
    """The first owner's id, if they are there."""
    written = connection.execute(select(house.c.value).where(house.c.name == _OWNER)).scalar()
    if written is None:
        return None
    here = select(accounts.c.id).where(accounts.c.id == written.decode(), accounts.c.role == Role.OWNER.value)
    return connection.execute(here).scalar()


def owned(connection: Connection, vault: Vault, id: str, at: float) -> str:
    """The first owner's id: whoever is that already, else the oldest owner, else a new account ``id``."""
    # Of two that start together the second waits here for the first, and then finds the row.
    added(connection, house, {"name": _OWNER, "value": b""})
    connection.execute(select(house.c.value).where(house.c.name == _OWNER).with_for_update())
    known = first_owner(connection)
    if known is not None:
        return known
    others = select(accounts.c.id).where(accounts.c.role == Role.OWNER.value)
    owner = connection.execute(others.order_by(accounts.c.created, accounts.c.id).limit(1)).scalar()
    if owner is None:
        owner = inserted(connection, vault, id, Role.OWNER, "", at).id
        noted(connection, vault, at, owner, Action.ACCOUNT_CREATED, detail={"role": Role.OWNER.value})
    connection.execute(update(house).where(house.c.name == _OWNER).values(value=owner.encode()))
    return owner


def disowned(connection: Connection) -> None:
    """Nobody owns the house any more; the next start makes a new owner."""
    connection.execute(delete(house).where(house.c.name == _OWNER))
