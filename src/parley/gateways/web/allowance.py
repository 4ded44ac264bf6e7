"""How much someone may do in a while: sound per second of a microphone, guesses per address."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable


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


class Guesses:
    """Wrong keys per network address: ten, and then one more every minute."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._addresses: OrderedDict[str, Allowance] = OrderedDict()

    def allowed(self, address: str) -> bool:
        """Count one guess from the address; False when it has had its share."""
        allowance = self._addresses.pop(address, None) or Allowance(10, 1 / 60, self._now)
        self._addresses[address] = allowance
        if len(self._addresses) > 4096:
            self._addresses.popitem(last=False)
        return allowance.take(1)
