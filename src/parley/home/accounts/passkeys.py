"""Passkeys: signing in with what a phone, a laptop or a security key holds (WebAuthn)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from parley.clock import Clock
from parley.home.accounts import webauthn
from parley.home.accounts.adding import added
from parley.home.accounts.audit import Action, failure_noted, noted
from parley.home.accounts.callers import (
    Caller,
    Forbidden,
    Role,
    TooMany,
    TooManyTries,
    UnknownAccount,
    UnknownToken,
)
from parley.home.accounts.ceremonies import Purpose, Question, answered, asked, new_question_id
from parley.home.accounts.limits import Guesses, place
from parley.home.accounts.naming import cleaned
from parley.home.accounts.people import found
from parley.home.accounts.sealing import account_key, seal, unseal
from parley.home.accounts.webauthn import BadPasskey, Site
from parley.home.database.database import Database
from parley.home.database.schema import accounts, passkeys
from parley.home.vault import Vault

__all__ = ["BadPasskey", "Ceremony", "Passkey", "Passkeys", "Site"]

MOST_PASSKEYS = 20
"""Of one account."""
QUESTIONS, QUESTIONS_PER_SECOND = 30, 0.5
"""How often one address may ask to sign in: at once, and later."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A question for ``navigator.credentials``."""

    id: str
    """Comes back with the answer; works once."""
    options: Mapping[str, Any]
    """``PublicKeyCredential…OptionsJSON``, as ``parse…OptionsFromJSON`` takes it in the browser."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey in a list."""

    id: str
    """Credential id, base64url."""
    name: str
    created: float
    """POSIX seconds."""
    used: float
    """POSIX seconds."""


class Passkeys:
    """The passkeys of everybody in one home."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database, self._vault, self._clock = database, vault, clock
        self._asking = Guesses(QUESTIONS, QUESTIONS_PER_SECOND)
        self._answering = Guesses()

    async def registering(self, account: str, site: Site) -> Ceremony:
        """What a browser asks its device for to make a new passkey.

        Raises ``UnknownAccount``, ``TooMany``, ``Forbidden`` (a guest).
        """
        at, challenge = self._now(), webauthn.new_challenge()
        id = new_question_id(at)

        def work(connection: Connection) -> dict[str, Any]:
            person = found(connection, self._vault, account, at)
            if person.role is Role.GUEST:
                raise Forbidden("Guests have no passkeys.")
            known = connection.execute(select(passkeys.c.id).where(passkeys.c.account == account)).scalars()
            options = webauthn.new_passkey(site, person, challenge, list(known))
            _check_room(connection, account)
            asked(connection, at, Purpose.NEW, id, Question(challenge, account))
            return options

        return Ceremony(id, await self._database.write(work))

    async def add(
        self,
        account: str,
        site: Site,
        ceremony: str,
        credential: Mapping[str, Any],
        name: str = "",
        *,
        by: Caller | None = None,
    ) -> Passkey:
        """Keep the passkey that a device made (``credential.toJSON()``).

        Raises ``BadPasskey``, ``BadName``, ``TooMany``, ``UnknownAccount``.
        """
        name, at = cleaned(name), self._now()
        question = await self._database.write(lambda c: answered(c, at, Purpose.NEW, ceremony))
        if question is None or question.account != account:
            raise BadPasskey("This took too long, or was done already. Try again.")
        made = webauthn.made(site, credential, question.challenge)

        def work(connection: Connection) -> Passkey:
            key = account_key(connection, self._vault, account)
            _check_room(connection, account)
            values = {
                "id": made.id,
                "account": account,
                "public_key": made.public_key,
                "sign_count": made.sign_count,
                "sealed": seal(key, _about(made.id), name),
                "created": at,
                "used": at,
            }
            if not added(connection, passkeys, values):
                raise BadPasskey("This passkey is known already.")
            noted(connection, self._vault, at, account, Action.PASSKEY_ADDED, by=by)
            return Passkey(made.id, name, at, at)

        return await self._database.write(work)

    async def signing_in(self, site: Site, address: str) -> Ceremony:
        """What a browser asks its device for to sign in; nobody needs to type a name.

        Raises ``TooManyTries``.
        """
        if not self._asking.take(place(address)):
            raise TooManyTries("Too many requests. Try again in a minute.")
        at, challenge = self._now(), webauthn.new_challenge()
        id = new_question_id(at)
        question = Question(challenge)
        await self._database.write(lambda c: asked(c, at, Purpose.SIGN_IN, id, question))
        return Ceremony(id, webauthn.any_passkey(site, challenge))

    async def sign_in(self, site: Site, ceremony: str, credential: Mapping[str, Any], address: str) -> str:
        """Whose passkey answered: the account's id, for ``Tokens.sign_in``.

        Raises ``BadPasskey``, ``TooManyTries``.
        """
        at, where, id = self._now(), place(address), webauthn.credential_id(credential)
        if not self._answering.take(where):
            raise TooManyTries("Too many tries. Try again in a few minutes.")
        question = await self._database.write(lambda c: answered(c, at, Purpose.SIGN_IN, ceremony))
        query = select(passkeys).where(passkeys.c.id == id)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        if question is None or row is None:
            raise BadPasskey("This passkey is not known here, or the answer came too late. Try again.")
        try:
            count = webauthn.answer(
                site, credential, question.challenge, row.account, row.public_key, row.sign_count
            )
            await self._database.write(lambda c: _used(c, self._vault, at, row, count))
        except BadPasskey:
            await self._database.write(lambda c: _failed(c, self._vault, at, row.account))
            raise
        self._answering.give_back(where)
        return row.account

    async def of(self, account: str) -> list[Passkey]:
        """Somebody's passkeys, oldest first."""
        query = (
            select(passkeys, accounts.c.key)
            .join(accounts, accounts.c.id == passkeys.c.account)
            .where(passkeys.c.account == account)
            .order_by(passkeys.c.created, passkeys.c.id)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [_passkey(row, self._vault) for row in rows]

    async def rename(self, account: str, passkey: str, name: str) -> None:
        """Raises ``UnknownToken``, ``BadName``."""
        name = cleaned(name)

        def work(connection: Connection) -> int:
            sealed = seal(account_key(connection, self._vault, account), _about(passkey), name)
            mine = update(passkeys).where(passkeys.c.id == passkey, passkeys.c.account == account)
            return connection.execute(mine.values(sealed=sealed)).rowcount

        if not await self._database.write(work):
            raise UnknownToken("There is no such passkey.")

    async def remove(self, account: str, passkey: str, *, by: Caller | None = None) -> None:
        """Raises ``UnknownToken``."""
        at = self._now()

        def work(connection: Connection) -> None:
            mine = delete(passkeys).where(passkeys.c.id == passkey, passkeys.c.account == account)
            if not connection.execute(mine).rowcount:
                raise UnknownToken("There is no such passkey.")
            noted(connection, self._vault, at, account, Action.PASSKEY_REMOVED, by=by)

        await self._database.write(work)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _check_room(connection: Connection, account: str) -> None:
    count = select(func.count()).select_from(passkeys).where(passkeys.c.account == account)
    if (connection.execute(count).scalar() or 0) >= MOST_PASSKEYS:
        raise TooMany(f"A person has at most {MOST_PASSKEYS} passkeys.")


def _used(connection: Connection, vault: Vault, at: float, row: Row[Any], count: int) -> None:
    """Count on, unless somebody else did with the same passkey at the same time."""
    try:
        found(connection, vault, row.account, at)
    except UnknownAccount as error:
        raise BadPasskey("This passkey is not known here.") from error
    same = update(passkeys).where(passkeys.c.id == row.id, passkeys.c.sign_count == row.sign_count)
    if not connection.execute(same.values(sign_count=count, used=at)).rowcount:
        raise BadPasskey("This passkey was used elsewhere at the same time. Try again.")


def _failed(connection: Connection, vault: Vault, at: float, account: str) -> None:
    with suppress(UnknownAccount):  # they left meanwhile, and their log with them
        failure_noted(connection, vault, at, account)


def _passkey(row: Row[Any], vault: Vault) -> Passkey:
    name = unseal(vault.unwrap(row.account, row.key), _about(row.id), row.sealed, str)
    return Passkey(row.id, name, row.created, row.used)


def _about(id: str) -> str:
    return f"passkeys:{id}"
