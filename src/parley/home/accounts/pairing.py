"""Pairing: a device shows or says six digits, and somebody who is signed in enters them (RFC 8628)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.accounts.callers import Caller
from parley.home.accounts.devices import Device, DeviceKind
from parley.home.accounts.tokens import Issued
from parley.home.database.database import Database
from parley.home.vault import Vault

LIFE = 600.0
"""Seconds that a code works."""
INTERVAL = 5.0
"""Seconds between a device's questions; five more for each time it asks too soon."""
MOST_WAITING, MOST_WAITING_HERE = 1000, 5
"""Pairings that wait at once: in all, and from one network address."""


class BadCode(ParleyError):
    """No device waits with this code; or not any more."""

    code: ClassVar[str] = "bad_code"


class NotYet(ParleyError):
    """``poll``: no token. The codes of the subclasses are those of RFC 8628."""

    code: ClassVar[str] = "authorization_pending"


class SlowDown(NotYet):
    """``poll``: asked too soon; ask less often from now on."""

    code: ClassVar[str] = "slow_down"


class AccessDenied(NotYet):
    """``poll``: the person said no."""

    code: ClassVar[str] = "access_denied"


class ExpiredCode(NotYet):
    """``poll``: too late, unknown, or the token was already given."""

    code: ClassVar[str] = "expired_token"


@dataclass(frozen=True, slots=True)
class Started:
    """What a device needs to be paired."""

    device_code: str
    """The device's own secret, to ask with."""
    user_code: str
    """Six digits, for the person."""
    expires_in: float = LIFE
    """Seconds."""
    interval: float = INTERVAL
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A device that waits."""

    kind: DeviceKind
    model: str
    """What it says it is."""
    expires: float
    """POSIX seconds."""


class Pairing:
    """The devices that wait to be let in."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database, self._vault, self._clock = database, vault, clock

    async def start(self, kind: str, model: str, address: str) -> Started:
        """A device wants in. Raises ``BadDevice``, ``Busy`` (too many wait), ``TooManyTries`` (from this address)."""
        raise NotImplementedError

    async def find(self, code: str, *, by: Caller, address: str) -> Waiting:
        """Which device waits with this code. Raises ``BadCode``, ``TooManyTries``."""
        raise NotImplementedError

    async def approve(
        self,
        code: str,
        *,
        name: str = "",
        room: str = "",
        languages: Sequence[str] = (),
        person: str | None = None,
        by: Caller,
        address: str,
    ) -> Device:
        """Let it in, as ``by``'s own device, or another ``person``'s, for which ``by`` needs the scope ``house``.

        Raises ``BadCode``, ``TooManyTries``, ``BadDevice``, ``Forbidden``, ``UnknownAccount``, ``TooMany``.
        """
        raise NotImplementedError

    async def refuse(self, code: str, *, by: Caller, address: str) -> None:
        """Keep it out. Raises ``BadCode``, ``TooManyTries``."""
        raise NotImplementedError

    async def poll(self, device_code: str) -> Issued:
        """The device's token, once. Raises ``NotYet``, ``SlowDown``, ``AccessDenied``, ``ExpiredCode``."""
        raise NotImplementedError

    async def sweep(self) -> int:
        """Forget pairings that came to nothing; how many. To be called now and then."""
        raise NotImplementedError
