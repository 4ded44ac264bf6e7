"""A wall clock that follows the event loop's time and that a test can set."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

#: A Saturday morning in Shanghai.
MORNING = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


class WallClock:
    """Shows ``start`` when it is made, and goes on with the loop it is read in, if any."""

    def __init__(self, start: datetime = MORNING, zone: str = "Asia/Shanghai") -> None:
        self._start = start
        self._zone = ZoneInfo(zone)
        self._began = _loop_time()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=_loop_time() - self._began)

    def zone(self) -> tzinfo:
        return self._zone

    def jump(self, by: timedelta) -> None:
        """Somebody sets the clock."""
        self._start += by


def _loop_time() -> float:
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return 0.0
