"""When an event of a calendar begins: once, by its rule, or by the moon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, tzinfo

from parley.home.collections import Event
from parley.home.lunar import lunar_days
from parley.home.repeating import read_rule, repeated


def event_days(event: Event, since: date) -> Iterator[date]:
    """The days from ``since`` on that it begins on, in order; without end where it repeats for ever."""
    first = day_named(event.day)
    if first is None:
        return iter(())
    days: Iterator[date]
    if event.lunar:
        days = lunar_days(event.lunar, max(first, since))
    elif event.repeat and (rule := read_rule(event.repeat)) is not None:
        days = repeated(rule, first)
    else:
        days = iter((first,))
    skipped = frozenset(event.skipped)
    return (day for day in days if day >= since and day.isoformat() not in skipped)


def day_named(text: str) -> date | None:
    """The day of ``2026-12-24``; None for one that is none, such as the 31st of February."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def begins(event: Event, zone: tzinfo, since: date) -> Iterator[float]:
    """The moments (POSIX seconds) at which it begins on those days, by the clock of its zone."""
    clock = time.fromisoformat(event.time) if event.time else time()
    for day in event_days(event, since):
        yield datetime.combine(day, clock, zone).timestamp()
