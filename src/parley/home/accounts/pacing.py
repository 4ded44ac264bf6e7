"""How fast devices that wait to be paired may ask, and how many of them wait at one place."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from parley.home.accounts.callers import TooManyTries
from parley.home.accounts.limits import Guesses

LIFE = 600.0
"""Seconds that a code works."""
INTERVAL = 5.0
"""Seconds between a device's questions; as many more for each time it asks too soon."""
MOST_WAITING_HERE = 5
"""Pairings that wait at once from one network address."""
STARTS, STARTS_PER_SECOND = 20, 1 / 30
"""How often one address may start: at once, and later."""
_LEEWAY = 0.5
"""Seconds that a device may ask too soon, because networks are not even."""


@dataclass(slots=True)
class _One:
    where: str
    expires: float
    interval: float = INTERVAL


class Paces:
    """The devices that began to wait in this process; others are let ask at the usual pace."""

    def __init__(self) -> None:
        self._starts = Guesses(STARTS, STARTS_PER_SECOND)
        self._ones: OrderedDict[str, _One] = OrderedDict()

    def start(self, device: str, where: str, at: float) -> None:
        """One more waits. Raises ``TooManyTries``."""
        while self._ones and next(iter(self._ones.values())).expires <= at:
            self._ones.popitem(last=False)
        here = sum(one.where == where for one in self._ones.values())
        if here >= MOST_WAITING_HERE or not self._starts.take(where):
            raise TooManyTries(
                "Too many devices at this address wait to be paired. Try again in some minutes."
            )
        self._ones[device] = _One(where, at + LIFE)

    def too_soon(self, device: str, asked: float, at: float) -> bool:
        """Whether a device that asked before must wait; if so, it must from now on wait longer."""
        one = self._ones.get(device)
        if at >= asked + (one.interval if one else INTERVAL) - _LEEWAY:
            return False
        if one is not None:
            one.interval += INTERVAL
        return True

    def end(self, device: str) -> None:
        """It waits no longer."""
        self._ones.pop(device, None)
