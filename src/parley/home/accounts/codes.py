"""What a device that wants in is given, how it stands with it, and how it may end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from parley.errors import ParleyError
from parley.home.accounts.device_rows import DeviceKind
from parley.home.accounts.pacing import INTERVAL, LIFE


class State(StrEnum):
    """How it stands with a pairing."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


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
