"""When the clocks of a zone are changed, as summer time has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

AHEAD = timedelta(days=400)
"""Further than any two changes of one year are apart; a zone without one until then has none."""
_STEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the clocks."""

    at: datetime
    """By the clock that is changed: two o'clock, where at two it becomes three."""
    by: timedelta
    """Forward, or negative for back."""


def next_change(now: datetime, zone: tzinfo, *, forward: bool | None = None) -> Change | None:
    """The next one, or with ``forward`` the next in that direction; None where there is none in a year."""
    return next((each for each in _changes(now, zone) if forward in (None, each.by > timedelta())), None)


def _changes(now: datetime, zone: tzinfo) -> Iterator[Change]:
    start = now.astimezone(UTC)
    day = start
    while day < start + AHEAD:
        before, after = _offset(day, zone), _offset(day + _STEP, zone)
        if before != after:
            yield Change(_moment(day, zone).astimezone(timezone(before)), after - before)
        day += _STEP


def _moment(day: datetime, zone: tzinfo) -> datetime:
    """The second within a day from which on the clocks show another time."""
    early, late, before = 0, int(_STEP.total_seconds()), _offset(day, zone)
    whole = day.replace(microsecond=0)
    while late - early > 1:
        middle = (early + late) // 2
        if _offset(whole + timedelta(seconds=middle), zone) == before:
            early = middle
        else:
            late = middle
    return whole + timedelta(seconds=late)


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
