"""Who may come in by MQTT: a board that shows its device's token, and nobody who guesses."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Generator
from typing import Protocol

from parley.gateways.xiaozhi.mqtt.packets import Connect, Refusal
from parley.gateways.xiaozhi.mqtt.section import client_id
from parley.home.accounts.callers import Caller, Kind, Scope
from parley.home.accounts.limits import Guesses, Known, place

_RECHECK = 60.0
"""Seconds between looks whether a token is still good, which another process may have taken back."""

TRIES, TRIES_PER_SECOND = 300, 1.0
"""Wrong tries from one network: at once, and in the long run. Tokens are too long to be guessed; this is for
the database's sake. All boards behind one router come from one address, and at once after a restart."""


class Tokens(Protocol):
    """What is needed of ``home.accounts.tokens.Tokens``."""

    on_ended: list[Callable[[str], None]]

    async def caller(self, secret: str) -> Caller | None: ...
    async def still(self, token: str) -> Caller | None: ...


class Refused(Exception):
    """Not let in; the answer says why, as far as MQTT can."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal


class Admission:
    """Looks at how boards introduce themselves."""

    def __init__(self, tokens: Tokens, guesses: Guesses | None = None) -> None:
        self._tokens = tokens
        self._guesses = guesses or Guesses(TRIES, TRIES_PER_SECOND)
        self._known = Known()

    async def admit(self, connect: Connect, address: str) -> tuple[Caller, str]:
        """Who it is, and on which device. Raises ``Refused``.

        Wrong tries are counted by network; a board that was right from there before is not locked out by
        those of others.
        """
        if connect.version != 4:
            raise Refused(Refusal.VERSION)
        if not connect.client or connect.will:
            raise Refused(Refusal.CLIENT)
        where, who = place(address), connect.user
        guesser = f"{who} {where}" if (who, where) in self._known else where
        if not self._guesses.take(guesser):
            raise Refused(Refusal.NOT_ALLOWED)
        caller = await self._tokens.caller(connect.password)
        if caller is None or caller.device is None or not _is(caller, caller.device, connect):
            raise Refused(Refusal.NOT_ALLOWED)
        self._guesses.give_back(guesser)
        self._known.add(who, where)
        return caller, caller.device

    async def until_taken_back(self, caller: Caller) -> None:
        """Ends when the token is no longer good for what it was."""
        with self._listening(caller.token) as ended:
            while await self._tokens.still(caller.token) == caller:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_RECHECK):
                        await ended.wait()
                        ended.clear()

    @contextlib.contextmanager
    def _listening(self, token: str) -> Generator[asyncio.Event]:
        ended = asyncio.Event()

        def listener(gone: str) -> None:
            if gone == token:
                ended.set()

        self._tokens.on_ended.append(listener)
        try:
            yield ended
        finally:
            self._tokens.on_ended.remove(listener)


def _is(caller: Caller, device: str, connect: Connect) -> bool:
    """Whether the token is that of the very device which it comes as."""
    named = connect.user == device and connect.client == client_id(device)
    return named and caller.kind is Kind.DEVICE and caller.may(Scope.TALK)
