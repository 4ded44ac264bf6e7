"""Passkeys: signing in with what a phone, a laptop or a security key holds (WebAuthn)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.accounts.callers import Caller
from parley.home.database.database import Database
from parley.home.vault import Vault

MOST_PASSKEYS = 20
"""Of one account."""
CEREMONY_LIFE = 300.0
"""Seconds in which a person must answer their device's question."""


class BadPasskey(ParleyError):
    """What a passkey answered does not hold: another site's, a stale challenge, a wrong signature, a copy."""

    code: ClassVar[str] = "bad_passkey"


@dataclass(frozen=True, slots=True)
class Site:
    """The page that asks, as the browser knows it."""

    rp_id: str
    """Host name, without scheme and port."""
    origin: str
    """Scheme, host and port."""
    name: str = "Parley"


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

    async def registering(self, account: str, site: Site) -> Ceremony:
        """What a browser asks its device for to make a new passkey.

        Raises ``UnknownAccount``, ``TooMany``, ``Forbidden`` (a guest).
        """
        raise NotImplementedError

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
        """Keep the passkey that a device made (``credential.toJSON()``). Raises ``BadPasskey``, ``TooMany``."""
        raise NotImplementedError

    async def signing_in(self, site: Site, address: str) -> Ceremony:
        """What a browser asks its device for to sign in; nobody needs to type a name. Raises ``TooManyTries``."""
        raise NotImplementedError

    async def sign_in(self, site: Site, ceremony: str, credential: Mapping[str, Any], address: str) -> str:
        """Whose passkey answered: the account's id, for ``Tokens.sign_in``. Raises ``BadPasskey``,
        ``TooManyTries``."""
        raise NotImplementedError

    async def of(self, account: str) -> list[Passkey]:
        """Somebody's passkeys, oldest first."""
        raise NotImplementedError

    async def rename(self, account: str, passkey: str, name: str) -> None:
        """Raises ``UnknownToken``, ``BadName``."""
        raise NotImplementedError

    async def remove(self, account: str, passkey: str, *, by: Caller | None = None) -> None:
        """Raises ``UnknownToken``."""
        raise NotImplementedError
