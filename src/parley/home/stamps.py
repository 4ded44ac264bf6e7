"""Hybrid logical clocks: stamps that order edits of many devices, close to the time they were made at.

After Kulkarni et al., "Logical Physical Clocks" (2014). A stamp is text that sorts as it orders:
``wall-count-replica``, where wall is milliseconds since 1970 as 12 hexadecimal digits, count 4 such digits,
and replica the name of the device's copy, which decides between edits of the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from parley.errors import ParleyError

AHEAD_MS = 60_000
"""How far ahead of the server a stamp may be; what is further ahead is set back to this."""
REPLICA = re.compile(r"[A-Za-z0-9_]{1,32}")
_STAMP = re.compile(r"([0-9a-f]{12})-([0-9a-f]{4})-([A-Za-z0-9_]{1,32})")
_MOST = 0xFFFF
_LAST = 0xFFFF_FFFF_0000
"""Some milliseconds before the digits of a stamp run out, in the year 10889."""
_HEX = tuple(f"{number:02x}" for number in range(256))
"""Looked up: each write of a record has a stamp, and formatting a number takes ten times as long."""


class BadStamp(ParleyError):
    """A stamp is not one."""

    code: ClassVar[str] = "bad_stamp"


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """A moment at one replica. Orders as its text does."""

    wall: int
    """Milliseconds since 1970, UTC."""
    count: int
    """Counts edits of the same millisecond, 0 to 65,535."""
    replica: str

    def __str__(self) -> str:
        return f"{self.wall:012x}-{self.count:04x}-{self.replica}"

    @classmethod
    def parse(cls, text: str) -> Stamp:
        """The stamp of its text. Raises ``BadStamp``."""
        found = _STAMP.fullmatch(text)
        if found is None:
            raise BadStamp("A stamp is 12 and 4 hexadecimal digits and a replica, joined by hyphens.")
        return cls(int(found[1], 16), int(found[2], 16), found[3])


def clamped(text: str, now_ms: int) -> str:
    """The stamp, set back when its device's clock runs wildly ahead. Raises ``BadStamp``."""
    stamp = Stamp.parse(text)
    latest = now_ms + AHEAD_MS
    return text if stamp.wall <= latest else str(Stamp(latest, stamp.count, stamp.replica))


def after(text: str, other: str) -> str:
    """The stamp, moved up if need be to come after another one. Its replica stays. Raises ``BadStamp``."""
    if text > other:
        return text
    stamp, past = Stamp.parse(text), Stamp.parse(other)
    if past.count < _MOST:
        return str(Stamp(past.wall, past.count + 1, stamp.replica))
    return str(Stamp(past.wall + 1, 0, stamp.replica))


class HybridClock:
    """Gives stamps that never go back, whatever the wall clock does. Not thread-safe."""

    def __init__(self, replica: str, now_ms: Callable[[], int], last: str | None = None) -> None:
        """``last`` is the latest stamp given before a restart."""
        if not REPLICA.fullmatch(replica):
            raise BadStamp("The name of a replica has 1 to 32 letters, digits or underscores.")
        self._replica = replica
        self._now = now_ms
        before = Stamp.parse(last) if last else Stamp(0, 0, replica)
        self._wall, self._count = before.wall, before.count
        self._written = -1, ""
        """A moment, and the text that its stamps begin with: many are given in one."""

    def stamp(self, now_ms: int | None = None) -> str:
        """A stamp after every one given or seen before.

        ``now_ms`` is for whoever has just looked at the clock.
        """
        now = self._now() if now_ms is None else now_ms
        if now > _LAST:
            now = _LAST
        if now > self._wall:
            self._wall, self._count = now, 0
        elif self._count < _MOST:
            self._count += 1
        else:
            self._wall, self._count = self._wall + 1, 0
        wall, begins = self._written
        if wall != self._wall:
            begins = f"{self._wall:012x}-"
            self._written = self._wall, begins
        return f"{begins}{_HEX[self._count >> 8]}{_HEX[self._count & 0xFF]}-{self._replica}"

    @property
    def latest(self) -> str:
        """The latest stamp given or seen, to begin with after a restart."""
        return str(Stamp(self._wall, self._count, self._replica))

    def saw(self, text: str) -> None:
        """Go past another replica's stamp, unless it is wildly ahead. Raises ``BadStamp``."""
        stamp = Stamp.parse(text)
        if stamp.wall > self._now() + AHEAD_MS:
            return
        if (stamp.wall, stamp.count) > (self._wall, self._count):
            self._wall, self._count = stamp.wall, stamp.count
