"""Tokens: what a browser, a device or a program shows to be let in; only their hashes are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.accounts.callers import Caller, Kind, Role, Scope
from parley.home.accounts.devices import NewDevice
from parley.home.database.database import Database
from parley.home.vault import Vault

DAY = 24 * 3600.0
SESSION_LIFE = 365 * DAY
"""Seconds that a browser stays signed in."""
DEVICE_LIFE = 365 * DAY
"""Seconds that a device's token lives; it should have been rotated long before."""
LINK_LIFE = DAY
"""Seconds that a one-time link works."""
MOST_SESSIONS, MOST_LINKS = 64, 16
"""Of one account; the ones used longest ago give way."""
MOST_KEYS = 50
"""Of one account; there is no more room then (``TooMany``)."""


class BadLink(ParleyError):
    """A one-time link is unknown, was used, or is too old."""

    code: ClassVar[str] = "bad_link"


class BadKey(ParleyError):
    """A key cannot be made like that: a bad name, no scopes, scopes its maker has not, or a bad life."""

    code: ClassVar[str] = "bad_key"


@dataclass(frozen=True, slots=True)
class Issued:
    """A token that was just made."""

    secret: str
    """Shown once, never kept."""
    caller: Caller
    """Who it lets in. ``caller.token`` is its id."""
    expires: float | None
    """POSIX seconds."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token in a list."""

    id: str
    """Hash of the secret."""
    name: str
    """A key's own, or that of a session's browser."""
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
        """Called in the event loop with the id (hash) of a token that was revoked: close its connections. Those of
        other processes find out by ``still``."""

    async def issue(
        self,
        account: str,
        kind: Kind,
        scopes: Iterable[Scope],
        device: str | None = None,
        life: float | None = None,
        *,
        name: str = "",
        by: Caller | None = None,
    ) -> str:
        """Make a token of any kind that lives for ``life`` seconds (None: forever); its secret.

        Raises ``UnknownAccount``, ``UnknownDevice``, ``TooMany``.
        """
        raise NotImplementedError

    async def sign_in(self, account: str, device: NewDevice, how: str) -> Issued:
        """Let a browser in: a device and its session, in one transaction. ``how``: password, passkey, link."""
        raise NotImplementedError

    async def make_key(
        self, account: str, name: str, scopes: Iterable[Scope], life: float | None = None, *, by: Caller
    ) -> Issued:
        """A key for a program. It can do no more than ``by`` can. Raises ``BadKey``, ``TooMany``."""
        raise NotImplementedError

    async def caller(self, secret: str) -> Caller | None:
        """Who shows this token; None when it is unknown, revoked or expired, opens nothing (a link), or its guest's
        time is over. Notes that it was used, and ends the token that it was rotated from."""
        raise NotImplementedError

    async def still(self, token: str) -> Caller | None:
        """The same by hash, for a connection that stays open: whether it may."""
        raise NotImplementedError

    async def revoke(self, account: str, token: str, *, by: Caller | None = None) -> None:
        """End a token of an account. A session's device goes with it. Raises ``UnknownToken``."""
        raise NotImplementedError

    async def revoke_all_but(self, account: str, token: str | None, *, by: Caller | None = None) -> int:
        """End all sessions of an account but one; how many ended."""
        raise NotImplementedError

    async def sessions(self, account: str) -> list[Token]:
        """The account's signed-in browsers, latest used first."""
        raise NotImplementedError

    async def keys(self, account: str) -> list[Token]:
        """The account's keys for programs, oldest first."""
        raise NotImplementedError

    async def rotate(self, caller: Caller) -> Issued:
        """A new token for a device. The old one ends when the new one is first used, so that no crash on either
        side locks the device out. Raises ``Forbidden`` for what is no device's token, ``UnknownToken``."""
        raise NotImplementedError

    async def link(self, account: str, life: float = LINK_LIFE, *, by: Caller | None = None) -> str:
        """The secret of a link that signs in to an account, once. Raises ``UnknownAccount``."""
        raise NotImplementedError

    async def invite(self, role: Role, name: str = "", life: float = LINK_LIFE, *, by: Caller) -> Issued:
        """A link that lets somebody join, once. ``by`` needs the scope ``house`` (``Forbidden``).

        Raises ``BadName``, ``Forbidden`` for the role owner. ``secret`` and ``expires`` are of use.
        """
        raise NotImplementedError

    async def redeem(self, secret: str, device: NewDevice, name: str = "") -> Issued:
        """Sign in or join by a link, in one transaction; it works once, whoever else tries at the same time.

        ``name`` is what the joining person is called, where the invitation does not say. Raises ``BadLink``,
        ``BadName``, ``TooMany``.
        """
        raise NotImplementedError

    async def sweep(self) -> int:
        """Forget what has expired; how many tokens that were. To be called now and then."""
        raise NotImplementedError
