"""Counts wrong tries at what can be guessed, by network address and by account."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from starlette.requests import HTTPConnection

from parley.gateways.access.connections import address_of
from parley.home.accounts.callers import Caller, TooManyTries
from parley.home.accounts.limits import Guesses


class Tries:
    """A share of wrong tries for each; right ones cost nothing."""

    def __init__(
        self, most: float = 10, per_second: float = 1 / 60, now: Callable[[], float] = time.monotonic
    ) -> None:
        """``most`` at once, and ``per_second`` in the long run."""
        self._guesses = Guesses(most, per_second, now=now)

    @contextmanager
    def counted(self, connection: HTTPConnection, caller: Caller | None = None) -> Generator[None]:
        """Count what is done here as a wrong try if it raises. Raises ``TooManyTries`` instead of doing it.

        It is counted beforehand, so that many tries at the same time have no more than their share.
        """
        guessers = [f"address {address_of(connection)}"]
        if caller is not None:
            guessers.append(f"account {caller.account}")
        if not all([self._guesses.take(each) for each in guessers]):  # noqa: C419 - each of them counts
            raise TooManyTries("Too many wrong tries. Wait a minute, then try again.")
        yield
        for each in guessers:
            self._guesses.give_back(each)
