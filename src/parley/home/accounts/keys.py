"""Keys for programs: what one may be like, and how it is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection

from parley.errors import ParleyError
from parley.home.accounts.audit import Action, noted
from parley.home.accounts.callers import Caller, Forbidden, Kind, Scope
from parley.home.accounts.issuing import DAY, Issued, digest, issued, token_about
from parley.home.accounts.naming import BadName, cleaned
from parley.home.accounts.people import found
from parley.home.accounts.sealing import account_key, seal
from parley.home.vault import Vault

LONGEST_LIFE = 3650 * DAY
"""Seconds; a key that should live longer lives until it is revoked."""


class BadKey(ParleyError):
    """A key cannot be made like that: a bad name, no scopes, scopes its maker has not, or a bad life."""

    code: ClassVar[str] = "bad_key"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is about to be made."""

    name: str
    scopes: frozenset[Scope]
    life: float | None
    """Seconds; None until it is revoked."""


def checked_key(name: str, scopes: Iterable[Scope], life: float | None, by: Caller) -> NewKey:
    """Raises ``BadKey``, ``Forbidden``."""
    if not by.may(Scope.ACCOUNT):
        raise Forbidden("Keys are made by people who are signed in.")
    try:
        name = cleaned(name)
    except BadName as error:
        raise BadKey(str(error)) from error
    if not name:
        raise BadKey("A key has a name, so that it can be told from others.")
    wanted = frozenset(scopes)
    if not wanted or not wanted <= by.scopes:
        raise BadKey("A key has one scope or more, and none that its maker has not.")
    if life is not None and not 0 < life <= LONGEST_LIFE:
        raise BadKey("A key lives ten years at most, or until it is revoked.")
    return NewKey(name, wanted, life)


def key_made(connection: Connection, vault: Vault, at: float, secret: str, new: NewKey, by: Caller) -> Issued:
    """Write a key of ``by``'s account. Raises ``UnknownAccount``, ``TooMany``."""
    person = found(connection, vault, by.account, at)
    sealed = seal(account_key(connection, vault, person.id), token_about(digest(secret)), new.name)
    expires = None if new.life is None else at + new.life
    made = issued(connection, at, person, Kind.KEY, secret, new.scopes, expires, sealed=sealed)
    detail = {"name": new.name, "scopes": " ".join(sorted(new.scopes))}
    noted(connection, vault, at, person.id, Action.KEY_MADE, by=by, detail=detail)
    return made
