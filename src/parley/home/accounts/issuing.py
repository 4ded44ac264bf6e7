"""The rows of tokens: made within bounds, ended together with what hangs on them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from parley.home.accounts.audit import Action, noted
from parley.home.accounts.callers import ALLOWED, Caller, Kind, Role, Scope, TooMany
from parley.home.accounts.devices import NewDevice, device_inserted
from parley.home.accounts.devices import new_id as new_device_id
from parley.home.accounts.people import Account
from parley.home.database.schema import devices, tokens
from parley.home.vault import Vault

DAY = 24 * 3600.0
SESSION_LIFE = 365 * DAY
"""Seconds that a browser stays signed in."""
DEVICE_LIFE = 365 * DAY
"""Seconds that a device's token lives; it should have been rotated long before."""
MOST_SESSIONS, MOST_LINKS = 64, 16
"""Of one account; the ones used longest ago give way."""
MOST_KEYS = 50
"""Of one account; there is no more room then (``TooMany``)."""
_GIVING_WAY = {Kind.SESSION: MOST_SESSIONS, Kind.LINK: MOST_LINKS}
SECRET_LENGTH = range(16, 129)
"""Characters of a secret that is worth looking up."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A token that was just made."""

    secret: str
    """Shown once, never kept."""
    caller: Caller
    """Who it lets in. ``caller.token`` is its id."""
    expires: float | None
    """POSIX seconds."""
    ended: Sequence[str] = ()
    """Ids of the tokens that gave way to it."""


def new_secret(kind: Kind) -> str:
    """256 random bits; a key for programs can be told by how it begins."""
    return ("pk_" if kind is Kind.KEY else "") + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret, and looked up. It is random, so that a plain hash cannot be turned back."""
    return hashlib.sha256(secret[: SECRET_LENGTH.stop].encode("utf-8", "replace")).hexdigest()


def token_about(hash: str) -> str:
    """What a token's words are sealed for."""
    return f"tokens:{hash}"


def issued(
    connection: Connection,
    at: float,
    person: Account,
    kind: Kind,
    secret: str,
    scopes: Iterable[Scope],
    expires: float | None,
    *,
    device: str | None = None,
    sealed: bytes | None = None,
    replaces: str | None = None,
) -> Issued:
    """Write a new token; of too many the oldest end. Raises ``TooMany``."""
    hash, allowed = digest(secret), frozenset(scopes)
    if person.expires is not None:
        expires = person.expires if expires is None else min(expires, person.expires)
    mine = (tokens.c.account == person.id, tokens.c.kind == kind.value)
    gone = ended(
        connection,
        connection.execute(select(tokens.c.hash).where(*mine, tokens.c.expires <= at)).scalars().all(),
    )
    count = connection.execute(select(func.count()).select_from(tokens).where(*mine)).scalar() or 0
    if kind is Kind.KEY and count >= MOST_KEYS:
        raise TooMany(f"A person has at most {MOST_KEYS} keys.")
    if kind in _GIVING_WAY:
        first = select(tokens.c.hash).where(*mine).order_by(tokens.c.used, tokens.c.created, tokens.c.hash)
        spare = first.limit(max(0, count + 1 - _GIVING_WAY[kind]))
        gone += ended(connection, connection.execute(spare).scalars().all())
    values = {
        "hash": hash,
        "account": person.id,
        "device": device,
        "kind": kind.value,
        "scopes": " ".join(sorted(allowed)),
        "sealed": sealed,
        "created": at,
        "used": at,
        "expires": expires,
        "replaces": replaces,
    }
    connection.execute(insert(tokens).values(values))
    return Issued(secret, caller_of(hash, person.id, person.role, kind, allowed, device), expires, gone)


def signed_in(
    connection: Connection, vault: Vault, at: float, person: Account, secret: str, device: NewDevice, how: str
) -> Issued:
    """A browser and its session. The device is checked already."""
    browser = device_inserted(connection, vault, at, new_device_id(), person.id, device)
    scopes, expires = ALLOWED[person.role], at + SESSION_LIFE
    made = issued(connection, at, person, Kind.SESSION, secret, scopes, expires, device=browser.id)
    detail = {"how": how}
    noted(
        connection, vault, at, person.id, Action.SIGNED_IN, actor=person.id, device=browser.id, detail=detail
    )
    return made


def ended(connection: Connection, hashes: Sequence[str]) -> list[str]:
    """Delete tokens, and the devices that came in with them, and those devices' other tokens; which ended."""
    if not hashes:
        return []
    gone = set(hashes)
    came_in = select(tokens.c.device).where(
        tokens.c.hash.in_(hashes),
        tokens.c.device.is_not(None),
        tokens.c.kind.in_([Kind.SESSION.value, Kind.DEVICE.value]),
    )
    ids = connection.execute(came_in).scalars().all()
    if ids:
        gone |= set(connection.execute(select(tokens.c.hash).where(tokens.c.device.in_(ids))).scalars())
        connection.execute(delete(devices).where(devices.c.id.in_(ids)))
    connection.execute(delete(tokens).where(tokens.c.hash.in_(hashes)))
    return sorted(gone)


def caller_of(
    hash: str, account: str, role: Role, kind: Kind, scopes: frozenset[Scope], device: str | None
) -> Caller:
    """Who a token lets in: never more than the role may."""
    return Caller(account, role, kind, scopes & ALLOWED[role], hash, device)
