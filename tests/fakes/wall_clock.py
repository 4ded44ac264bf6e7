"""A wall clock that follows the event loop's time and that a test can set."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

#: A Saturday morning in Shanghai.
MORNING = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


class WallClock:
    """Shows ``start`` until a loop runs, and goes on with the loop that it is read in.

    It may be made before there is a loop, whose own time begins anywhere: often at the machine's start.
    """

    def __init__(self, start: datetime = MORNING, zone: str = "Asia/Shanghai") -> None:
        self._start = start
        self._zone = ZoneInfo(zone)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._began = self._passed = 0.0
        self._follow()

    def now(self) -> datetime:
        self._follow()
        return self._start + timedelta(seconds=self._passed)

    def zone(self) -> tzinfo:
        return self._zone

    def jump(self, by: timedelta) -> None:
        """Somebody sets the clock."""
        self._start += by

    def _follow(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if loop is not self._loop:
            self._loop, self._began = loop, loop.time() - self._passed
        self._passed = loop.time() - self._began
