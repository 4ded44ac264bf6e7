"""Passes: tokens that live for minutes, made from a key for a page or a session; signed, not kept.

What a pass holds (whose key it was made with, until when, settings of the session that it opens) is sealed in
it, so that every process of a house knows it, and none has to remember it. It is good for as long as the key
that it was made with is.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from typing import ClassVar

import msgspec

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.accounts.callers import Caller, Scope
from parley.home.accounts.tokens import Tokens
from parley.home.vault import Unreadable, Vault

PREFIX = "ek_"
LONGEST_LIFE = 2 * 3600.0
"""Seconds."""
MOST_SETTINGS = 16 * 1024
"""Bytes of settings in one pass."""
_ALLOWED = frozenset({Scope.TALK, Scope.SERVICES})
"""The most that a pass may be used for; it may get into a page."""


class BadPass(ParleyError):
    """A pass cannot be made like that: it would live too long, or hold too much."""

    code: ClassVar[str] = "bad_pass"


class _Inside(msgspec.Struct, frozen=True, array_like=True):
    token: str
    until: float
    settings: bytes


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass that was just made."""

    secret: str
    expires: float
    """POSIX seconds."""


class Passes:
    """Makes and knows passes."""

    def __init__(self, vault: Vault, tokens: Tokens, clock: Clock) -> None:
        self._vault, self._tokens, self._clock = vault, tokens, clock

    def issue(self, caller: Caller, life: float, settings: bytes = b"") -> Pass:
        """A pass of whoever asks, for ``life`` seconds. Raises ``BadPass``."""
        if not 0 < life <= LONGEST_LIFE:
            raise BadPass(f"A pass lives {LONGEST_LIFE / 3600:.0f} hours at most.")
        if len(settings) > MOST_SETTINGS:
            raise BadPass(f"A pass holds at most {MOST_SETTINGS} bytes of settings.")
        until = self._clock.now().timestamp() + life
        sealed = self._vault.seal(msgspec.msgpack.encode(_Inside(caller.token, until, settings)), b"pass")
        return Pass(PREFIX + base64.urlsafe_b64encode(sealed).rstrip(b"=").decode(), until)

    async def caller(self, secret: str) -> Caller | None:
        """Who shows a key or a pass; None when it is not good, or no longer."""
        inside = self._inside(secret)
        if inside is None:  # a token is random: one in 262,144 begins as passes do
            return await self._tokens.caller(secret)
        maker = await self._tokens.still(inside.token)
        return None if maker is None else replace(maker, scopes=maker.scopes & _ALLOWED)

    def settings(self, secret: str) -> bytes:
        """The settings in a pass that is good; empty for a key."""
        inside = self._inside(secret)
        return b"" if inside is None else inside.settings

    def _inside(self, secret: str) -> _Inside | None:
        if not secret.startswith(PREFIX):
            return None
        text = secret.removeprefix(PREFIX)
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            inside = msgspec.msgpack.decode(self._vault.open(sealed, b"pass"), type=_Inside)
        except (binascii.Error, ValueError, Unreadable, msgspec.MsgspecError):
            return None
        return inside if inside.until > self._clock.now().timestamp() else None
