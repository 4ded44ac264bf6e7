"""Wall-clock time as a parameter, so that tests can choose it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo


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
        return _machine_zone() or datetime.now().astimezone().tzinfo or UTC


def seconds(clock: Clock) -> Callable[[], float]:
    """What tells a clock's time in seconds since 1970, for whoever asks thousands of times a second."""
    # A date with a time zone, made only to be taken apart again, takes ten times as long.
    return time.time if type(clock) is SystemClock else lambda: clock.now().timestamp()


def zone_name(zone: tzinfo) -> str:
    """The IANA name of a time zone; of a mere offset, the zone that has it to the hour."""
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    offset = zone.utcoffset(datetime.now()) or timedelta()
    hours = round(offset.total_seconds() / 3600)
    # In these names the sign is the other way round.
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


@cache
def _machine_zone() -> ZoneInfo | None:
    """The zone that the machine is set to, by name, so that summer time is known in winter."""
    names = [
        os.environ.get("TZ", "").lstrip(":"),
        str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2],
    ]
    for name in names:
        try:
            return ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            continue  # not set, or no name of a zone
    return None
