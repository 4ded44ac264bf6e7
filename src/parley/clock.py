"""Wall-clock time as a parameter, so that tests can choose it."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Tells the time of day. Durations are measured with the event loop's own clock instead."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def zone(self) -> tzinfo:
        """The person's time zone."""
        ...


class SystemClock:
    """The machine's clock and time zone."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def zone(self) -> tzinfo:
        return datetime.now().astimezone().tzinfo or UTC
