"""A person's row: how it is written and read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Connection, Row, Select, func, insert, or_, select, update

from parley.errors import ParleyError
from parley.home.accounts.callers import Role, TooMany, UnknownAccount
from parley.home.accounts.sealing import seal, unseal
from parley.home.database.schema import accounts, passkeys
from parley.home.vault import Vault

GUEST_LIFE = 24 * 3600.0
"""Seconds until a guest's account ends by itself."""
MOST_PEOPLE = 200
"""Accounts of one home."""


class NameTaken(ParleyError):
    """Somebody else signs in with this name."""

    code: ClassVar[str] = "name_taken"


@dataclass(frozen=True, slots=True)
class Account:
    """A person."""

    id: str
    role: Role
    name: str
    """What they are called; may be empty until they say."""
    sign_in_name: str | None
    """As they typed it; compared without regard to case and form."""
    language: str
    """Tag (BCP 47), or empty for whatever the browser or device prefers."""
    created: float
    """POSIX seconds."""
    expires: float | None
    """When a guest's account ends; POSIX seconds."""
    has_password: bool
    passkeys: int
    """How many passkeys they have."""


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed in an account's row."""

    name: str = ""
    sign_in_name: str | None = None
    language: str = ""


def inserted(connection: Connection, vault: Vault, id: str, role: Role, name: str, at: float) -> Account:
    """Write a new account. The name is clean already. Raises ``TooMany``."""
    if (connection.execute(select(func.count()).select_from(accounts)).scalar() or 0) >= MOST_PEOPLE:
        raise TooMany(f"A house has at most {MOST_PEOPLE} people.")
    wrapped = vault.wrap(id)
    expires = at + GUEST_LIFE if role is Role.GUEST else None
    profile = Profile(name)
    values = {
        "id": id,
        "role": role.value,
        "sealed": seal(vault.unwrap(id, wrapped), _about(id), profile),
        "key": wrapped,
        "created": at,
        "expires": expires,
    }
    connection.execute(insert(accounts).values(values))
    return Account(id, role, name, None, "", at, expires, False, 0)


def found(connection: Connection, vault: Vault, id: str, at: float) -> Account:
    """Raises ``UnknownAccount``, also for a guest whose time is over."""
    query = living(at).where(accounts.c.id == id)
    # What comes from outside may hold what no database takes.
    row = connection.execute(query).one_or_none() if id.isascii() and id.isalnum() else None
    if row is None:
        raise UnknownAccount("There is no such account, or no longer.")
    return account_of(row, vault)


def living(at: float) -> Select[Any]:
    """The rows of everybody whose time is not over, for ``account_of``."""
    held = select(func.count()).select_from(passkeys).where(passkeys.c.account == accounts.c.id)
    query = select(accounts, held.scalar_subquery().label("passkeys"))
    return query.where(or_(accounts.c.expires.is_(None), accounts.c.expires > at))


def account_of(row: Row[Any], vault: Vault) -> Account:
    """A row of ``living`` as a person."""
    profile = unseal(vault.unwrap(row.id, row.key), _about(row.id), row.sealed, Profile)
    return Account(
        row.id,
        Role(row.role),
        profile.name,
        profile.sign_in_name,
        profile.language,
        row.created,
        row.expires,
        row.password is not None,
        row.passkeys,
    )


def described(connection: Connection, vault: Vault, id: str, profile: Profile, name_hash: str | None) -> None:
    """Write what an account says of itself. Fails as the database does where the hash is somebody else's."""
    key = connection.execute(select(accounts.c.key).where(accounts.c.id == id)).scalar_one()
    values = {"sealed": seal(vault.unwrap(id, key), _about(id), profile), "name_hash": name_hash}
    connection.execute(update(accounts).where(accounts.c.id == id).values(values))


def _about(id: str) -> str:
    return f"accounts:{id}"
