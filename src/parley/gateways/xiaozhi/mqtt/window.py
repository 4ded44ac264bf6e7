"""Packets of sound as they come over a network: each once, in order, and nothing from long ago."""

from __future__ import annotations

WIDTH = 64
"""How far back a number is remembered to have come."""
_LEAP = 1_000
"""How far ahead a number may be: a minute. A forged one that was further would end the talk."""
_LATE = 2
"""Packets that wait for one that is missing: it is 0.12 s late then, and hardly to be expected any more."""


class Window:
    """The numbers of one sender, from 1."""

    def __init__(self) -> None:
        self.highest = 0
        self._come = 0
        """Bit n stands for the number ``highest - n``."""
        self._waiting: dict[int, bytes] = {}
        self._next = 1

    def fits(self, number: int) -> bool:
        """Whether it is new, and near what came before."""
        if number > self.highest:
            return number - self.highest <= _LEAP
        behind = self.highest - number
        return number > 0 and behind < WIDTH and not self._come >> behind & 1

    def take(self, number: int, packet: bytes) -> list[bytes]:
        """What can be used now, in order, after a packet whose number ``fits``."""
        if number > self.highest:
            self._come = (self._come << (number - self.highest) | 1) & ((1 << WIDTH) - 1)
            self.highest = number
        else:
            self._come |= 1 << (self.highest - number)
        if number < self._next:
            return []  # what follows it has been used already
        self._waiting[number] = packet
        ready = self._in_a_row()
        while len(self._waiting) > _LATE:
            self._next = min(self._waiting)
            ready += self._in_a_row()
        return ready

    @property
    def waits(self) -> bool:
        """Whether packets wait for one that is missing."""
        return bool(self._waiting)

    def flush(self) -> list[bytes]:
        """What waits, in order: the missing one is not waited for any longer."""
        waiting = [self._waiting[number] for number in sorted(self._waiting)]
        self._next = max(self._waiting, default=self._next - 1) + 1
        self._waiting.clear()
        return waiting

    def _in_a_row(self) -> list[bytes]:
        ready: list[bytes] = []
        while (packet := self._waiting.pop(self._next, None)) is not None:
            ready.append(packet)
            self._next += 1
        return ready
