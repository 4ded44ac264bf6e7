"""One-time links: how a person signs in without a password, and how a new one joins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import msgspec
from sqlalchemy import Connection, delete

from parley.errors import ParleyError
from parley.home.accounts.audit import Action, noted
from parley.home.accounts.callers import Caller, Forbidden, Kind, Role, Scope, UnknownAccount
from parley.home.accounts.devices import NewDevice
from parley.home.accounts.issuing import DAY, Issued, digest, issued, signed_in, token_about
from parley.home.accounts.people import Account, found, inserted
from parley.home.accounts.sealing import account_key, seal, unseal
from parley.home.database.schema import tokens
from parley.home.vault import Vault

LIFE, LONGEST_LIFE = DAY, 30 * DAY
"""Seconds that a one-time link works, unless told otherwise, and at most."""


class BadLink(ParleyError):
    """A one-time link is unknown, was used, or is too old."""

    code: ClassVar[str] = "bad_link"


class Joining(msgspec.Struct, frozen=True):
    """What is sealed in an invitation's row."""

    role: Role
    name: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link for somebody who is to join."""

    secret: str
    """Shown once, never kept."""
    expires: float
    """POSIX seconds."""


@dataclass(frozen=True, slots=True)
class Redeeming:
    """What a link is exchanged for, chosen beforehand so that the work can run twice."""

    link: str
    """The link's secret."""
    secret: str
    """The new session's."""
    account: str
    """Id of the new account, where the link is an invitation."""
    name: str
    """What who joins is called, where the invitation does not say. Clean."""


def linked(connection: Connection, vault: Vault, at: float, account: str, secret: str, life: float) -> Issued:
    """A link that signs in. Raises ``UnknownAccount``."""
    person = found(connection, vault, account, at)
    noted(connection, vault, at, account, Action.LINK_MADE)
    return issued(connection, at, person, Kind.LINK, secret, (), at + min(life, LONGEST_LIFE))


def invited(
    connection: Connection, vault: Vault, at: float, joining: Joining, secret: str, life: float, by: Caller
) -> Issued:
    """A link that lets somebody join. Raises ``Forbidden``."""
    if not by.may(Scope.HOUSE) or joining.role is Role.OWNER:
        raise Forbidden("Only the owner invites people, as family or as guests.")
    person = found(connection, vault, by.account, at)
    sealed = seal(account_key(connection, vault, person.id), token_about(digest(secret)), joining)
    detail = {"role": joining.role.value}
    noted(connection, vault, at, person.id, Action.PERSON_INVITED, by=by, detail=detail)
    expires = at + min(life, LONGEST_LIFE)
    return issued(connection, at, person, Kind.LINK, secret, (), expires, sealed=sealed)


def redeemed(connection: Connection, vault: Vault, at: float, wanted: Redeeming, device: NewDevice) -> Issued:
    """Sign in or join; the link is gone. Raises ``BadLink``, ``TooMany``."""
    hash = digest(wanted.link)
    # Whoever deletes the row has it; whoever comes at the same time finds none.
    taken = delete(tokens).where(tokens.c.hash == hash, tokens.c.kind == Kind.LINK.value)
    row = connection.execute(
        taken.returning(tokens.c.account, tokens.c.sealed, tokens.c.expires)
    ).one_or_none()
    if row is None or row.expires is None or row.expires <= at:
        raise BadLink("This link was used already, or is too old.")
    try:
        person = found(connection, vault, row.account, at)
        if row.sealed:
            key = account_key(connection, vault, row.account)
            person = _joined(
                connection, vault, at, person, unseal(key, token_about(hash), row.sealed, Joining), wanted
            )
    except UnknownAccount as error:
        raise BadLink("This link was used already, or is too old.") from error
    return signed_in(connection, vault, at, person, wanted.secret, device, "link")


def _joined(
    connection: Connection, vault: Vault, at: float, inviter: Account, joining: Joining, wanted: Redeeming
) -> Account:
    name = joining.name or wanted.name
    person = inserted(connection, vault, wanted.account, joining.role, name, at)
    detail = {"role": joining.role.value}
    noted(connection, vault, at, person.id, Action.ACCOUNT_CREATED, actor=inviter.id, detail=detail)
    noted(connection, vault, at, inviter.id, Action.PERSON_JOINED, actor=person.id, detail=detail)
    return person
