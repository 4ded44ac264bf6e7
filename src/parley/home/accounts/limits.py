"""How often somebody may guess: buckets that refill steadily, one for each place that guesses come from."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from itertools import islice

_LOOKED_AT = 64
"""Keys among which one to forget is chosen."""


class Allowance:
    """A bucket that refills steadily; what does not fit is refused."""

    def __init__(self, size: float, per_second: float, now: Callable[[], float] = time.monotonic) -> None:
        """Hold at most ``size`` and refill by ``per_second``."""
        self._size, self._rate, self._now = size, per_second, now
        self._left, self._seen = size, now()

    def take(self, amount: float = 1) -> bool:
        """Take ``amount`` if there is that much; otherwise take nothing and return False."""
        self._refill()
        if amount > self._left:
            return False
        self._left -= amount
        return True

    def give_back(self, amount: float = 1) -> None:
        """What was taken was not used after all."""
        self._left = min(self._size, self._left + amount)

    def wait(self, amount: float = 1) -> float:
        """Seconds until ``amount`` can be taken, if nobody else takes of it meanwhile."""
        self._refill()
        return max(0.0, min(amount, self._size) - self._left) / self._rate

    @property
    def missing(self) -> float:
        """How much was taken and is not refilled yet; at 0 it need not be remembered."""
        self._refill()
        return self._size - self._left

    def _refill(self) -> None:
        now = self._now()
        self._left = min(self._size, self._left + (now - self._seen) * self._rate)
        self._seen = now


class Guesses:
    """An allowance for each key: a network address, an account, a sign-in name's hash."""

    def __init__(
        self,
        size: float = 10,
        per_second: float = 1 / 60,
        remembered: int = 4096,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``size`` at once, and ``per_second`` more later, for at most ``remembered`` keys."""
        self._size, self._rate, self._remembered, self._now = size, per_second, remembered, now
        self._keys: OrderedDict[str, Allowance] = OrderedDict()

    def take(self, key: str, amount: float = 1) -> bool:
        """Count one guess, or a part of one; False when the key has had its share."""
        allowance = self._keys.pop(key, None)
        if allowance is None:
            if len(self._keys) >= self._remembered:
                self._forget_one()
            allowance = Allowance(self._size, self._rate, self._now)
        self._keys[key] = allowance
        return allowance.take(amount)

    def give_back(self, key: str) -> None:
        """It was no guess: it was right."""
        allowance = self._keys.get(key)
        if allowance is not None:
            allowance.give_back()
            if not allowance.missing:
                del self._keys[key]

    def _forget_one(self) -> None:
        # Of the oldest the one that guessed least: nobody gets new guesses at one key by trying many others.
        oldest = list(islice(self._keys.items(), _LOOKED_AT))
        key, _ = min(oldest, key=lambda each: each[1].missing)
        del self._keys[key]


def place(address: str) -> str:
    """Where an address is, as far as guessing goes: whoever has one IPv6 address has its whole /64."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return address[:64]
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.IPv6Network((ip, 64), strict=False))
    return str(ip)


class Known:
    """Pairs that proved themselves lately, so that strangers' guesses do not lock them out."""

    def __init__(self, remembered: int = 4096) -> None:
        self._remembered = remembered
        self._pairs: OrderedDict[tuple[str, str], None] = OrderedDict()

    def add(self, who: str, where: str) -> None:
        """Remember a pair; of too many the one added longest ago is forgotten."""
        self._pairs.pop((who, where), None)
        self._pairs[who, where] = None
        if len(self._pairs) > self._remembered:
            self._pairs.popitem(last=False)

    def __contains__(self, pair: tuple[str, str]) -> bool:
        return pair in self._pairs
