"""Tokens: what a browser, a device or a program shows to be let in; only their hashes are kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select

from parley.clock import Clock
from parley.home.accounts.audit import Action, noted
from parley.home.accounts.callers import (
    Caller,
    Forbidden,
    Kind,
    Role,
    Scope,
    UnknownDevice,
    UnknownToken,
    tell,
)
from parley.home.accounts.devices import NewDevice, checked, name_of
from parley.home.accounts.issuing import (
    DEVICE_LIFE,
    MOST_KEYS,
    MOST_LINKS,
    MOST_SESSIONS,
    SECRET_LENGTH,
    SESSION_LIFE,
    Issued,
    caller_of,
    digest,
    ended,
    issued,
    new_secret,
    signed_in,
    token_about,
)
from parley.home.accounts.keys import BadKey, checked_key, key_made
from parley.home.accounts.links import LIFE as LINK_LIFE
from parley.home.accounts.links import BadLink, Invitation, Joining, Redeeming, invited, linked, redeemed
from parley.home.accounts.naming import cleaned
from parley.home.accounts.people import found
from parley.home.accounts.rotating import renewed, rotated, used
from parley.home.accounts.sealing import account_key, seal, unseal
from parley.home.database.database import Database
from parley.home.database.schema import accounts, devices, tokens
from parley.home.vault import Vault

__all__ = [
    "DEVICE_LIFE",
    "LINK_LIFE",
    "MOST_KEYS",
    "MOST_LINKS",
    "MOST_SESSIONS",
    "SESSION_LIFE",
    "BadKey",
    "BadLink",
    "Invitation",
    "Issued",
    "Token",
    "Tokens",
]

USED_EVERY = 60.0
"""Seconds between notes that a token was used."""
_ENDED = {
    Kind.SESSION: Action.SESSION_ENDED,
    Kind.DEVICE: Action.DEVICE_GONE,
    Kind.KEY: Action.KEY_REVOKED,
    Kind.LINK: Action.LINK_REVOKED,
}


@dataclass(frozen=True, slots=True)
class Token:
    """A token in a list."""

    id: str
    """Hash of the secret."""
    name: str
    """A key's own, or that of a session's device."""
    scopes: frozenset[Scope]
    device: str | None
    created: float
    """POSIX seconds."""
    used: float
    """To the minute; POSIX seconds."""
    expires: float | None
    """POSIX seconds."""


class Tokens:
    """The tokens of everybody in one home."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database, self._vault, self._clock = database, vault, clock
        self.on_ended: list[Callable[[str], None]] = []
        """Called in the event loop with the id (hash) of a token that was revoked, or gave way: close its
        connections. Those of other processes find out by ``still``."""

    async def issue(
        self,
        account: str,
        kind: Kind,
        scopes: Iterable[Scope],
        device: str | None = None,
        life: float | None = None,
        *,
        name: str = "",
    ) -> str:
        """Make a token of any kind that lives for ``life`` seconds (None: until revoked); its secret.

        Raises ``UnknownAccount``, ``UnknownDevice``, ``BadName``, ``TooMany``.
        """
        at, secret, wanted, name = self._now(), new_secret(kind), frozenset(scopes), cleaned(name)

        def work(connection: Connection) -> Issued:
            person = found(connection, self._vault, account, at)
            whose = select(devices.c.account).where(devices.c.id == device)
            if device is not None and connection.execute(whose).scalar() != account:
                raise UnknownDevice("There is no such device, or no longer.")
            key = account_key(connection, self._vault, account)
            sealed = seal(key, token_about(digest(secret)), name) if name else None
            expires = None if life is None else at + life
            return issued(connection, at, person, kind, secret, wanted, expires, device=device, sealed=sealed)

        return self._made(await self._database.write(work)).secret

    async def sign_in(self, account: str, device: NewDevice, how: str) -> Issued:
        """Let a browser in: a device and its session, in one transaction. ``how``: password, passkey.

        Raises ``UnknownAccount``, ``BadDevice``.
        """
        at, secret, device = self._now(), new_secret(Kind.SESSION), checked(device)

        def work(connection: Connection) -> Issued:
            person = found(connection, self._vault, account, at)
            return signed_in(connection, self._vault, at, person, secret, device, how)

        return self._made(await self._database.write(work))

    async def make_key(
        self, account: str, name: str, scopes: Iterable[Scope], life: float | None = None, *, by: Caller
    ) -> Issued:
        """A key for a program, which can do no more than ``by``, for ``life`` seconds (None: until revoked).

        Raises ``BadKey``, ``TooMany``, and ``Forbidden`` where ``by`` is somebody else.
        """
        if by.account != account:
            raise Forbidden("Keys are made by whose they are.")
        at, secret, new = self._now(), new_secret(Kind.KEY), checked_key(name, scopes, life, by)
        return self._made(await self._database.write(lambda c: key_made(c, self._vault, at, secret, new, by)))

    async def caller(self, secret: str) -> Caller | None:
        """Who shows this token; None when it is unknown, revoked or expired, opens nothing (a link), or its
        guest's time is over. Notes that it was used, and ends the token that it was rotated from."""
        if len(secret) not in SECRET_LENGTH:
            return None
        return await self._caller(digest(secret))

    async def still(self, token: str) -> Caller | None:
        """The same by the token's hash, for a connection that stays open: whether it may."""
        return await self._caller(token)

    async def revoke(self, account: str, token: str, *, by: Caller | None = None) -> None:
        """End a token of an account. A session's or device's own device goes with it.

        Raises ``UnknownToken``.
        """
        at = self._now()

        def work(connection: Connection) -> list[str]:
            mine = select(tokens.c.kind).where(tokens.c.hash == token, tokens.c.account == account)
            kind = connection.execute(mine.with_for_update()).scalar()
            if kind is None:
                raise UnknownToken("There is no such session or key, or it has ended.")
            noted(connection, self._vault, at, account, _ENDED[Kind(kind)], by=by)
            return ended(connection, [token])

        self._tell(await self._database.write(work))

    async def revoke_all_but(self, account: str, token: str | None, *, by: Caller | None = None) -> int:
        """End all sessions of an account but one; how many ended."""
        at = self._now()

        def work(connection: Connection) -> tuple[int, list[str]]:
            others = select(tokens.c.hash).where(
                tokens.c.account == account,
                tokens.c.kind == Kind.SESSION.value,
                tokens.c.hash != (token or ""),
            )
            hashes = connection.execute(others).scalars().all()
            if hashes:
                detail = {"count": len(hashes)}
                noted(connection, self._vault, at, account, Action.SESSION_ENDED, by=by, detail=detail)
            return len(hashes), ended(connection, hashes)

        count, gone = await self._database.write(work)
        self._tell(gone)
        return count

    async def sessions(self, account: str) -> list[Token]:
        """The account's signed-in browsers, latest used first."""
        return sorted(await self._list(account, Kind.SESSION), key=lambda each: (-each.used, -each.created))

    async def keys(self, account: str) -> list[Token]:
        """The account's keys for programs, oldest first."""
        return await self._list(account, Kind.KEY)

    async def rotate(self, caller: Caller) -> Issued:
        """A new token for a device. The old one ends when the new one is first used, so that no crash on
        either side locks the device out. Raises ``Forbidden`` for what is no device's, ``UnknownToken``."""
        if caller.kind is not Kind.DEVICE:
            raise Forbidden("Only a device's token is rotated.")
        at, secret = self._now(), new_secret(Kind.DEVICE)
        return await self._database.write(lambda c: rotated(c, self._vault, at, caller, secret))

    async def renew(self, device: str) -> Issued:
        """A new token for a device that is known again by its hardware. The one it has ends when the new one
        is first used. Raises ``UnknownDevice``, ``UnknownAccount``."""
        at, secret = self._now(), new_secret(Kind.DEVICE)
        return self._made(await self._database.write(lambda c: renewed(c, self._vault, at, device, secret)))

    async def link(self, account: str, life: float = LINK_LIFE) -> str:
        """The secret of a link that signs in to an account, once. Raises ``UnknownAccount``."""
        at, secret = self._now(), new_secret(Kind.LINK)
        made = await self._database.write(lambda c: linked(c, self._vault, at, account, secret, life))
        return self._made(made).secret

    async def invite(self, role: Role, name: str = "", life: float = LINK_LIFE, *, by: Caller) -> Invitation:
        """A link that lets somebody join, once. ``by`` needs the scope ``house`` (``Forbidden``).

        Raises ``BadName``, and ``Forbidden`` for the role owner.
        """
        at, secret, joining = self._now(), new_secret(Kind.LINK), Joining(role, cleaned(name))
        made = await self._database.write(lambda c: invited(c, self._vault, at, joining, secret, life, by))
        return Invitation(self._made(made).secret, made.expires or at)

    async def redeem(self, secret: str, device: NewDevice, name: str = "") -> Issued:
        """Sign in or join by a link, in one transaction; it works once, whoever else tries at the same time.

        ``name`` is what the joining person is called, where the invitation does not say. Raises ``BadLink``,
        ``BadName``, ``BadDevice``, ``TooMany``.
        """
        at, device = self._now(), checked(device)
        wanted = Redeeming(secret, new_secret(Kind.SESSION), secrets.token_hex(16), cleaned(name))
        return self._made(await self._database.write(lambda c: redeemed(c, self._vault, at, wanted, device)))

    async def sweep(self) -> int:
        """Forget what has expired; how many tokens that were. To be called now and then."""
        over = select(tokens.c.hash).where(tokens.c.expires <= self._now())
        work = over.limit(1000)
        gone = await self._database.write(lambda c: ended(c, c.execute(work).scalars().all()))
        self._tell(gone)
        return len(gone)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _made(self, made: Issued) -> Issued:
        self._tell(made.ended)
        return made

    def _tell(self, gone: Sequence[str]) -> None:
        for token in gone:
            tell(self.on_ended, token)

    async def _caller(self, hash: str) -> Caller | None:
        at = self._now()
        shown = {"shown": hash, "at": at}
        row = await self._database.read(lambda connection: connection.execute(_GOOD, shown).one_or_none())
        if row is None:
            return None
        worth_noting = row.replaces is not None or row.used <= at - USED_EVERY
        if worth_noting and not await self._database.write(lambda c: used(c, at, hash)):
            return None
        scopes = frozenset(Scope(each) for each in row.scopes.split())
        return caller_of(hash, row.account, Role(row.role), Kind(row.kind), scopes, row.device)

    async def _list(self, account: str, kind: Kind) -> list[Token]:
        at = self._now()
        query = (
            select(tokens, accounts.c.key, devices.c.sealed.label("words"))
            .join(accounts, accounts.c.id == tokens.c.account)
            .outerjoin(devices, devices.c.id == tokens.c.device)
            .where(tokens.c.account == account, tokens.c.kind == kind.value)
            .where(or_(tokens.c.expires.is_(None), tokens.c.expires > at))
            .order_by(tokens.c.created, tokens.c.hash)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [_token(row, self._vault) for row in rows]


# Made once: every request and every open connection asks it.
_GOOD = (
    select(tokens, accounts.c.role)
    .join(accounts, accounts.c.id == tokens.c.account)
    .where(tokens.c.hash == bindparam("shown"), tokens.c.kind != Kind.LINK.value)
    .where(or_(tokens.c.expires.is_(None), tokens.c.expires > bindparam("at")))
    .where(or_(accounts.c.expires.is_(None), accounts.c.expires > bindparam("at")))
)


def _token(row: Row[Any], vault: Vault) -> Token:
    key = vault.unwrap(row.account, row.key)
    name = ""
    if row.sealed:
        name = unseal(key, token_about(row.hash), row.sealed, str)
    elif row.words:
        name = name_of(key, row.device, row.words)
    scopes = frozenset(Scope(each) for each in row.scopes.split())
    return Token(row.hash, name, scopes, row.device, row.created, row.used, row.expires)
