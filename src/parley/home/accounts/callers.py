"""Who is asking, and what they may do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from parley.errors import ParleyError


class Role(StrEnum):
    """What somebody is to the house."""

    OWNER = "owner"
    FAMILY = "family"
    GUEST = "guest"


class Kind(StrEnum):
    """What a token is for."""

    SESSION = "session"
    """A browser that somebody signed in with."""
    DEVICE = "device"
    """A paired device."""
    KEY = "key"
    """A program."""
    LINK = "link"
    """Works once, to sign in or to join; opens nothing by itself."""


class Scope(StrEnum):
    """One thing that may be done."""

    TALK = "talk"
    SERVICES = "services"
    """Use the AI services: speech, language, translation, vision."""
    RECORDS_READ = "records:read"
    RECORDS_WRITE = "records:write"
    FILES_READ = "files:read"
    FILES_WRITE = "files:write"
    ACCOUNT = "account"
    """Change one's own account: name, password, passkeys, sessions, keys, devices; export it, delete it."""
    HOUSE = "house"
    """Invite and remove people, see all devices and the whole audit log."""


EVERYTHING = frozenset(Scope)
DATA = frozenset({Scope.TALK, Scope.RECORDS_READ, Scope.RECORDS_WRITE, Scope.FILES_READ, Scope.FILES_WRITE})
ALLOWED = {
    Role.OWNER: EVERYTHING,
    Role.FAMILY: EVERYTHING - {Scope.HOUSE},
    Role.GUEST: frozenset({Scope.TALK}),
}
"""The most that a role may ever do; a token narrows it."""


class Forbidden(ParleyError):
    """Whoever asks is known, and may not do this."""

    code: ClassVar[str] = "forbidden"


class UnknownAccount(ParleyError):
    """No such account, or no longer."""

    code: ClassVar[str] = "unknown_account"


class UnknownDevice(ParleyError):
    """No such device, or no longer, or it is somebody else's."""

    code: ClassVar[str] = "unknown_device"


class UnknownToken(ParleyError):
    """No such session, key or passkey, or no longer, or it is somebody else's."""

    code: ClassVar[str] = "unknown_token"


class TooMany(ParleyError):
    """There are as many of these as there may be."""

    code: ClassVar[str] = "too_many"


class TooManyTries(ParleyError):
    """Too many wrong passwords, codes or requests; later it may go on."""

    code: ClassVar[str] = "too_many_tries"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, as their token tells."""

    account: str
    role: Role
    kind: Kind
    scopes: frozenset[Scope]
    token: str
    """Hash of the token; names it in lists and when it is taken back."""
    device: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether this is allowed to them."""
        return scope in self.scopes


def tell(listeners: Sequence[Callable[[str], None]], id: str) -> None:
    """Let everybody know who listens."""
    for listener in listeners:
        listener(id)
