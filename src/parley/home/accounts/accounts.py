"""Accounts: the people of a house, made, changed, signed in by password, and deleted with all they have."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress

from argon2 import PasswordHasher
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from parley.clock import Clock
from parley.errors import Busy
from parley.home.accounts.audit import Action, failure_noted, noted
from parley.home.accounts.callers import Caller, Forbidden, Role, Scope, TooManyTries, tell
from parley.home.accounts.leaving import Gone, expired, left
from parley.home.accounts.limits import Guesses, Known, place
from parley.home.accounts.naming import LONGEST as LONGEST_NAME
from parley.home.accounts.naming import BadName, cleaned, folded, is_tag
from parley.home.accounts.owners import first_owner, owned
from parley.home.accounts.passwords import Passwords, WrongPassword, check_strength
from parley.home.accounts.people import (
    Account,
    NameTaken,
    Profile,
    account_of,
    described,
    found,
    inserted,
    living,
)
from parley.home.archive.scrubbing import scrub
from parley.home.database.database import Database
from parley.home.database.schema import accounts
from parley.home.vault import Vault

__all__ = ["Account", "Accounts", "BadName", "NameTaken"]

GUESSES_AT_A_NAME = 30
"""Wrong passwords for one name from addresses that never signed in with it; then one more every minute."""


class Accounts:
    """The people of one home."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, hasher: PasswordHasher | None = None
    ) -> None:
        self._database, self._vault, self._clock = database, vault, clock
        self._passwords = Passwords(hasher)
        self._by_place = Guesses()
        self._by_name = Guesses(GUESSES_AT_A_NAME)
        self._by_account = Guesses()
        self._known = Known()
        self.on_gone: list[Callable[[str], None]] = []
        """Called in the event loop with the id of each account that was deleted, after it is."""
        self.on_ended: list[Callable[[str], None]] = []
        """Called likewise with the id of each token that ended with it: close its connections."""

    async def owner(self) -> Account:
        """The first owner, made at the first call ever, once, also when two processes start together."""
        id, at = _new_id(), self._now()
        known = await self._database.read(first_owner)
        if known is None:
            known = await self._database.write(lambda connection: owned(connection, self._vault, id, at))
        return await self.get(known)

    async def create(self, role: Role, name: str = "", *, by: Caller | None = None) -> Account:
        """A new account, with which nobody can sign in yet. Guests expire.

        Raises ``BadName``, ``TooMany``, and ``Forbidden`` where ``by`` may not.
        """
        if by is not None and not by.may(Scope.HOUSE):
            raise Forbidden("Only the owner makes accounts.")
        id, name, at = _new_id(), cleaned(name), self._now()

        def work(connection: Connection) -> Account:
            made = inserted(connection, self._vault, id, role, name, at)
            detail = {"role": role.value}
            noted(connection, self._vault, at, id, Action.ACCOUNT_CREATED, by=by, detail=detail)
            return made

        return await self._database.write(work)

    async def get(self, account: str) -> Account:
        """Raises ``UnknownAccount``, also for a guest whose time is over."""
        at = self._now()
        return await self._database.read(lambda connection: found(connection, self._vault, account, at))

    async def people(self) -> list[Account]:
        """Everybody, oldest first, guests whose time is over left out."""
        query = living(self._now()).order_by(accounts.c.created, accounts.c.id)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [account_of(row, self._vault) for row in rows]

    async def change(
        self,
        account: str,
        *,
        name: str | None = None,
        sign_in_name: str | None = None,
        language: str | None = None,
        by: Caller | None = None,
    ) -> Account:
        """Change what is not None; an empty sign-in name takes it away, if there is no password.

        Raises ``BadName`` (also for a bad language tag), ``NameTaken``, ``UnknownAccount``, and ``Forbidden``
        where ``by`` is somebody else: the owner renames others, and no more.
        """
        _check_change(account, sign_in_name, language, by)
        if language and not is_tag(language):
            raise BadName("That is no language tag, such as zh or en-GB.")
        name = None if name is None else cleaned(name)
        sign_in_name = None if sign_in_name is None else cleaned(sign_in_name)
        at = self._now()

        def work(connection: Connection) -> Account:
            old = found(connection, self._vault, account, at)
            if sign_in_name == "" and old.has_password:
                raise BadName("Whoever has a password needs a name to sign in with.")
            profile = Profile(
                old.name if name is None else name,
                old.sign_in_name if sign_in_name is None else sign_in_name or None,
                old.language if language is None else language,
            )
            self._describe(connection, account, profile)
            noted(connection, self._vault, at, account, Action.ACCOUNT_CHANGED, by=by)
            return found(connection, self._vault, account, at)

        return await self._database.write(work)

    async def set_password(
        self,
        account: str,
        password: str,
        *,
        old: str | None = None,
        sign_in_name: str | None = None,
        by: Caller | None = None,
    ) -> None:
        """Set or change the password, and with it the sign-in name where one is given.

        ``by`` somebody who has a password, ``old`` must be it (``WrongPassword``; after some guesses
        ``TooManyTries``); the command line (``by`` None) need not know. Ends no session: that is
        ``Tokens.revoke_all_but``. Raises ``WeakPassword``, ``BadName`` (no sign-in name yet, and none given),
        ``NameTaken``, ``UnknownAccount``, ``Forbidden`` (a guest, or somebody else), ``Busy``.
        """
        if by is not None and (by.account != account or not by.may(Scope.ACCOUNT)):
            raise Forbidden("A password is set by whose it is.")
        person = await self.get(account)
        if person.role is Role.GUEST:
            raise Forbidden("Guests have no password.")
        name = cleaned(sign_in_name) if sign_in_name else person.sign_in_name
        if not name:
            raise BadName("A password needs a name to sign in with.")
        check_strength(password, name, person.name)
        if by is not None:
            await self.confirm(account, old or "")
        hashed, at = await self._passwords.hash(password), self._now()

        def work(connection: Connection) -> None:
            now = found(connection, self._vault, account, at)
            self._describe(connection, account, Profile(now.name, name, now.language))
            connection.execute(update(accounts).where(accounts.c.id == account).values(password=hashed))
            noted(connection, self._vault, at, account, Action.PASSWORD_CHANGED, by=by)

        await self._database.write(work)

    async def check_password(self, sign_in_name: str, password: str, address: str) -> Account:
        """Who signs in with this name and password, from a network address.

        Does the same work for a name that nobody has. Raises ``WrongPassword``, ``TooManyTries`` (by address,
        and by name for addresses that never signed in with it), ``Busy``.
        """
        name, where = self._name_hash(sign_in_name), place(address)
        known = (name, where) in self._known
        if not self._by_place.take(where) or not (known or self._by_name.take(name)):
            raise TooManyTries("Too many wrong passwords. Try again in a few minutes.")
        query = living(self._now()).where(accounts.c.name_hash == name)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        if not await self._passwords.fits(password, row.password if row else None) or row is None:
            await self._database.write(self._failure(name))
            raise WrongPassword("The name or the password is wrong.")
        self._by_place.give_back(where)
        if not known:
            self._by_name.give_back(name)
        self._known.add(name, where)
        if self._passwords.outdated(row.password):
            with suppress(Busy):  # the next time will do
                await self._hash_again(row.id, row.password, password)
        return account_of(row, self._vault)

    async def confirm(self, account: str, password: str) -> None:
        """Make sure that the person is there, before something grave.

        Raises ``WrongPassword``, ``TooManyTries``, ``Busy``. Whoever has no password needs none.
        """
        query = select(accounts.c.password).where(accounts.c.id == account)
        known = await self._database.read(lambda connection: connection.execute(query).scalar())
        if known is None:
            return
        if not self._by_account.take(account):
            raise TooManyTries("Too many wrong passwords. Try again in a few minutes.")
        if not await self._passwords.fits(password, known):
            raise WrongPassword("The password is wrong.")
        self._by_account.give_back(account)

    async def delete(self, account: str, *, by: Caller | None = None) -> list[str]:
        """Delete an account and all that hangs on it in the database; which accounts went.

        The last owner can be deleted only by themselves (or by the command line), and everybody else goes
        with them, because the house ends. Raises ``UnknownAccount``, ``Forbidden``. The objects of
        its files are unreadable from then on; ``Files`` removes them.
        """
        at = self._now()
        gone = await self._database.write(lambda c: left(c, self._vault, at, account, by))
        return await self._gone(gone)

    async def expire(self) -> list[str]:
        """Delete the guests whose time is over; which accounts went. To be called now and then."""
        at = self._now()
        return await self._gone(await self._database.write(lambda c: expired(c, self._vault, at)))

    async def close(self) -> None:
        """Let the threads go that work on passwords. The database stays open."""
        self._passwords.close()

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _name_hash(self, sign_in_name: str) -> str:
        return self._vault.hash("sign_in_name", folded(sign_in_name[: 4 * LONGEST_NAME]))

    def _describe(self, connection: Connection, account: str, profile: Profile) -> None:
        hashed = self._name_hash(profile.sign_in_name) if profile.sign_in_name else None
        try:
            described(connection, self._vault, account, profile, hashed)
        except IntegrityError as error:
            raise NameTaken("Somebody else signs in with this name.") from error

    def _failure(self, name: str) -> Callable[[Connection], None]:
        at = self._now()

        def work(connection: Connection) -> None:
            whose = connection.execute(select(accounts.c.id).where(accounts.c.name_hash == name)).scalar()
            owner = first_owner(connection)
            if whose or owner:
                failure_noted(connection, self._vault, at, whose or owner or "")

        return work

    async def _hash_again(self, account: str, known: str, password: str) -> None:
        """Keep the password with today's parameters, unless it was changed meanwhile."""
        hashed = await self._passwords.hash(password)
        same = update(accounts).where(accounts.c.id == account, accounts.c.password == known)
        await self._database.write(
            lambda connection: connection.execute(same.values(password=hashed)).rowcount
        )

    async def _gone(self, gone: Sequence[Gone]) -> list[str]:
        for each in gone:
            self._vault.forget(each.key)
            for token in each.tokens:
                tell(self.on_ended, token)
            tell(self.on_gone, each.id)
        if gone:
            await scrub(self._database)
        return [each.id for each in gone]


def _new_id() -> str:
    return secrets.token_hex(16)


def _check_change(account: str, sign_in_name: str | None, language: str | None, by: Caller | None) -> None:
    if by is None or (by.account == account and by.may(Scope.ACCOUNT)):
        return
    if not by.may(Scope.HOUSE) or sign_in_name is not None or language is not None:
        raise Forbidden("Only the owner renames others, and nobody changes how others sign in.")
