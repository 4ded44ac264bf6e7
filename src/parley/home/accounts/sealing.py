"""Sealing what stands in a row, with the key of the account that the row belongs to."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from sqlalchemy import Connection, select

from parley.home.accounts.callers import UnknownAccount
from parley.home.database.schema import accounts
from parley.home.vault import AccountKey, Vault

T = TypeVar("T")


def account_key(connection: Connection, vault: Vault, account: str) -> AccountKey:
    """The key of an account. Raises ``UnknownAccount``."""
    wrapped = connection.execute(select(accounts.c.key).where(accounts.c.id == account)).scalar()
    if wrapped is None:
        raise UnknownAccount("There is no such account, or no longer.")
    return vault.unwrap(account, wrapped)


def seal(key: AccountKey, about: str, value: object) -> bytes:
    """A value as JSON, sealed. ``about`` names table and row; the same is needed to open it."""
    return key.seal(msgspec.json.encode(value), about.encode())


def unseal(key: AccountKey, about: str, sealed: bytes, type: type[T]) -> T:
    """What was sealed. Raises ``Unreadable``."""
    return msgspec.json.decode(key.open(sealed, about.encode()), type=type)
