"""How much someone may do in a while: sound per second of a microphone, requests and guesses per address."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_REMEMBERED = 8192
"""Addresses or accounts remembered; whoever was quiet longest is forgotten first."""


class Allowance:
    """A bucket that refills steadily; what does not fit is refused."""

    def __init__(self, size: float, per_second: float, now: Callable[[], float] = time.monotonic) -> None:
        """Hold at most ``size`` and refill by ``per_second``."""
        self._size, self._rate, self._now = size, per_second, now
        self._left, self._seen = size, now()

    def take(self, amount: float) -> bool:
        """Take ``amount`` if there is that much; otherwise take nothing and return False."""
        now = self._now()
        self._left = min(self._size, self._left + (now - self._seen) * self._rate)
        self._seen = now
        if amount > self._left:
            return False
        self._left -= amount
        return True

    def give_back(self, amount: float) -> None:
        """What was taken was not needed after all."""
        self._left = min(self._size, self._left + amount)


class Allowances:
    """An allowance for each of many: addresses, accounts, names."""

    def __init__(self, size: float, per_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self._size, self._rate, self._now = size, per_second, now
        self._each: OrderedDict[str, Allowance] = OrderedDict()

    def take(self, who: str) -> bool:
        """Count one more of ``who``; False when they have had their share."""
        allowance = self._each.pop(who, None) or Allowance(self._size, self._rate, self._now)
        self._each[who] = allowance
        if len(self._each) > _REMEMBERED:
            self._each.popitem(last=False)
        return allowance.take(1)

    def give_back(self, who: str) -> None:
        """The last one of ``who`` does not count."""
        if who in self._each:
            self._each[who].give_back(1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one network address and one account may ask for."""

    requests: float = 600.0
    """Requests at once, of one address and again of one account."""
    requests_per_second: float = 60.0
    """Requests in the long run."""
    guesses: float = 10.0
    """Wrong passwords, codes and links of one address, and of one account, before it must wait."""
    guesses_per_second: float = 1 / 60
    sockets: int = 128
    """WebSockets that one account holds open."""
    recheck: float = 2.0
    """Seconds after which an open connection notices that its token was taken back."""


def network(host: str) -> str:
    """The part of an address that one household or attacker has to itself: all of IPv4, a /64 of IPv6."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:64]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))
