"""Accounts: the people of a house, made, changed, signed in by password, and deleted with all they have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.accounts.callers import Caller, Role
from parley.home.database.database import Database
from parley.home.vault import Vault

GUEST_LIFE = 24 * 3600.0
"""Seconds until a guest's account ends by itself."""
MOST_PEOPLE = 200
"""Accounts of one home."""


class BadName(ParleyError):
    """A name is empty, too long, or has characters that cannot be seen."""

    code: ClassVar[str] = "bad_name"


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


class Accounts:
    """The people of one home."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database, self._vault, self._clock = database, vault, clock
        self.on_gone: list[Callable[[str], None]] = []
        """Called in the event loop with the id of each account that was deleted, after it is."""

    async def owner(self) -> Account:
        """The first owner, made at the first call ever, once, also when two processes start together."""
        raise NotImplementedError

    async def create(self, role: Role, name: str = "", *, by: Caller | None = None) -> Account:
        """A new account, with which nobody can sign in yet. Guests expire. Raises ``BadName``, ``TooMany``."""
        raise NotImplementedError

    async def get(self, account: str) -> Account:
        """Raises ``UnknownAccount``, also for a guest whose time is over."""
        raise NotImplementedError

    async def people(self) -> list[Account]:
        """Everybody, oldest first, guests whose time is over left out."""
        raise NotImplementedError

    async def change(
        self,
        account: str,
        *,
        name: str | None = None,
        sign_in_name: str | None = None,
        language: str | None = None,
        by: Caller | None = None,
    ) -> Account:
        """Change what is not None; an empty sign-in name takes it away.

        Raises ``BadName``, ``NameTaken``, ``UnknownAccount``, ``BadLanguage``.
        """
        raise NotImplementedError

    async def set_password(
        self,
        account: str,
        password: str,
        *,
        old: str | None = None,
        sign_in_name: str | None = None,
        address: str = "",
        by: Caller | None = None,
    ) -> None:
        """Set or change the password, and with it the sign-in name where one is given.

        ``by`` somebody with a password already, ``old`` must be it (``WrongPassword``, and guesses at it are
        counted by account: ``TooManyTries``); ``by`` None is the command line, which need not know. Ends nothing:
        call ``Tokens.revoke_all_but`` to sign the other browsers out. Raises ``WeakPassword``, ``BadName`` (no
        sign-in name yet and none given), ``NameTaken``, ``UnknownAccount``, ``Forbidden`` (a guest).
        """
        raise NotImplementedError

    async def check_password(self, sign_in_name: str, password: str, address: str) -> Account:
        """Who signs in with this name and password, from a network address.

        Takes as long for a name that nobody has. Raises ``WrongPassword``, ``TooManyTries`` (by address, and by
        name for addresses that never signed in to it), ``Busy``.
        """
        raise NotImplementedError

    async def confirm(self, account: str, password: str) -> None:
        """Make sure that the person is there, before something grave. Raises ``WrongPassword``, ``TooManyTries``,
        ``Busy``. An account without a password needs none."""
        raise NotImplementedError

    async def delete(self, account: str, *, by: Caller | None = None) -> list[str]:
        """Delete an account and all that hangs on it in the database; which accounts went.

        Whoever is the last owner can only be deleted by themselves (or by the command line), and everybody else
        goes with them, because the house ends. Raises ``UnknownAccount``, ``Forbidden``. The files' objects are
        unreadable from then on; ``Files`` removes them.
        """
        raise NotImplementedError

    async def expire(self) -> list[str]:
        """Delete the guests whose time is over; which accounts went. To be called now and then."""
        raise NotImplementedError
