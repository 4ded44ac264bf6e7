"""Using and rotating tokens, so that a crash at any moment locks no device out."""

from __future__ import annotations

from sqlalchemy import Connection, delete, or_, select, update

from parley.home.accounts.callers import DATA, Caller, Kind, Scope, UnknownDevice, UnknownToken
from parley.home.accounts.issuing import DEVICE_LIFE, Issued, issued
from parley.home.accounts.people import found
from parley.home.database.schema import devices, tokens
from parley.home.vault import Vault

MOST_PENDING = 4
"""New tokens that one token may be rotated to before one of them is used: a device whose answers get lost
asks again, and any of the answers may turn out to have arrived."""


def rotated(connection: Connection, vault: Vault, at: float, caller: Caller, secret: str) -> Issued:
    """A new token beside the old one. Raises ``UnknownToken`` where the old one has ended."""
    held = select(tokens).where(tokens.c.hash == caller.token, tokens.c.kind == Kind.DEVICE.value)
    old = connection.execute(held.with_for_update()).one_or_none()
    if old is None:
        raise UnknownToken("This token has ended already.")
    pending = select(tokens.c.hash).where(tokens.c.replaces == caller.token)
    newest_first = pending.order_by(tokens.c.created.desc(), tokens.c.hash).offset(MOST_PENDING - 1)
    spare = connection.execute(newest_first.limit(100)).scalars().all()
    connection.execute(delete(tokens).where(tokens.c.hash.in_(spare)))
    person = found(connection, vault, old.account, at)
    return issued(
        connection,
        at,
        person,
        Kind.DEVICE,
        secret,
        frozenset(Scope(each) for each in old.scopes.split()),
        at + DEVICE_LIFE,
        device=old.device,
        replaces=caller.token,
    )


def renewed(connection: Connection, vault: Vault, at: float, device: str, secret: str) -> Issued:
    """A new token for a device that proved otherwise that it is itself, beside those it has.

    These go on working, and live as long: with a token that expires its device goes too. Raises
    ``UnknownDevice``, ``UnknownAccount``.
    """
    held = select(devices.c.account).where(devices.c.id == device).with_for_update()
    account = connection.execute(held).scalar()
    if account is None:
        raise UnknownDevice("There is no such device, or no longer.")
    its = (tokens.c.device == device, tokens.c.kind == Kind.DEVICE.value)
    connection.execute(delete(tokens).where(*its, tokens.c.expires <= at))
    rows = connection.execute(
        select(tokens).where(*its).order_by(tokens.c.created.desc(), tokens.c.hash)
    ).all()
    current = next((row.hash for row in rows if row.replaces is None), None)
    spare = [row.hash for row in rows if row.hash != current][MOST_PENDING - 1 :]
    connection.execute(delete(tokens).where(tokens.c.hash.in_(spare)))
    person, expires = found(connection, vault, account, at), at + DEVICE_LIFE
    made = issued(connection, at, person, Kind.DEVICE, secret, DATA, expires, device=device, replaces=current)
    connection.execute(update(tokens).where(*its).values(expires=made.expires))
    return made


def used(connection: Connection, at: float, token: str) -> bool:
    """Note that a token was used, and end those that it replaces; False when it has ended meanwhile."""
    held = select(tokens.c.replaces, tokens.c.device).where(tokens.c.hash == token)
    row = connection.execute(held.with_for_update()).one_or_none()
    if row is None:
        return False
    if row.replaces is not None:
        older = or_(tokens.c.hash == row.replaces, tokens.c.replaces == row.replaces)
        connection.execute(delete(tokens).where(older, tokens.c.hash != token))
    connection.execute(update(tokens).where(tokens.c.hash == token).values(used=at, replaces=None))
    if row.device is not None:
        connection.execute(update(devices).where(devices.c.id == row.device).values(seen=at))
    return True
