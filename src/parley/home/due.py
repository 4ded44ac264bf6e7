"""When a record is due: a pure function of the record, without a clock.

Whatever repeats is due at its first time after it was set (``since``) and after it last rang (``rang``), so a
record that was rung late goes on from there, and never catches up ring by ring. Times of day are read in the
record's zone as calendars do (RFC 5545): what falls into the hour that spring skips comes as much later, and
what autumn has twice comes the first time.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from parley.home.collections import Alarm, BadRecord, Event, Reminder, Repeat, Routine, Timer, checked
from parley.home.events import begins
from parley.home.lunar import lunar_days

COLLECTIONS = frozenset({"timers", "alarms", "reminders", "routines", "events"})
"""Those whose records can be due."""

_ONE_DAY = timedelta(days=1)
_FRIDAY = 5
_MANY_DAYS = 9
"""The next day of a week that fits, and one before and after it, are always among so many."""
_FEW = 4
"""Lunar days that are looked at from the day before on."""


def next_due(collection: str, document: Mapping[str, Any]) -> float | None:
    """When a timer, alarm, reminder, routine or event rings next (POSIX seconds).

    None for what never rings again, for other records, and for a document that is not of its collection's
    shape.
    """
    if collection not in COLLECTIONS:
        return None
    try:
        record = checked(collection, document)
    except BadRecord:
        return None
    match record:
        case Timer():
            return None if record.left else float(record.ends)
        case Alarm():
            return _sooner(_snoozed(record), _at_time(record))
        case Reminder():
            return None if record.done else _sooner(_snoozed(record), _reminded(record))
        case Routine():
            return _at_time(record)
        case Event():
            return None if record.gone else _alerted(record)
        case _:
            return None


def _sooner(*moments: float | None) -> float | None:
    return min((each for each in moments if each is not None), default=None)


def _snoozed(record: Alarm | Reminder) -> float | None:
    """Also for an alarm that is off, as one is that rang for its only time; 0 ends it."""
    return float(record.snoozed) if record.snoozed > record.rang else None


def _at_time(record: Alarm | Routine) -> float | None:
    """The first moment after it was set, or rang, at which the clock shows its time on one of its days."""
    if not (record.enabled and record.time):
        return None
    zone, clock = zone_named(record.zone), time.fromisoformat(record.time)
    after = max(record.since, record.rang)
    for day in _ringing_days(record, _local(after, zone).date() - _ONE_DAY):
        first, second = (_moment(day, clock, zone, fold) for fold in (0, 1))
        if first > after:
            return first
        if second > after and record.rang < first < second:  # it was set between the two
            return second
    return None


def _ringing_days(record: Alarm | Routine, since: date) -> Iterable[date]:
    """The next days it may ring on."""
    if isinstance(record, Alarm) and record.lunar:
        return islice(lunar_days(record.lunar, since), _FEW)
    days = (since + number * _ONE_DAY for number in range(_MANY_DAYS))
    return (day for day in days if not record.days or day.isoweekday() in record.days)


def _alerted(record: Event) -> float | None:
    """The first moment after it was made, or told of, that is so many minutes before it begins."""
    if not record.alerts:
        return None
    after = max(record.since, record.rang)
    zone, earliest = zone_named(record.zone), 60.0 * max(record.alerts)
    found: float | None = None
    for begin in begins(record, zone, _local(after, zone).date() - _ONE_DAY):
        if found is not None and begin - earliest >= found:
            break
        told = [begin - 60.0 * minutes for minutes in record.alerts]
        found = _sooner(found, *(each for each in told if each > after))
    return found


def _reminded(record: Reminder) -> float | None:
    """The first of its times after it last rang; the moment it is set to always counts as one."""
    if not record.due:
        return None
    if record.rang < record.due:
        return float(record.due)
    if not record.repeat:
        return None
    zone = zone_named(record.zone)
    start = _local(record.due, zone)
    since = _local(record.rang, zone).date() - _ONE_DAY
    lunar = record.lunar if record.repeat in ("monthly", "yearly") else ""
    days = islice(lunar_days(lunar, since), _FEW) if lunar else _days(record.repeat, start.date(), since)
    for day in days:
        moment = _moment(day, start.time(), zone)
        if moment > record.rang and moment > record.due:
            return moment
    return None


def _days(repeat: Repeat, start: date, since: date) -> Iterable[date]:
    """The days of a repetition that began on ``start``, in order, from about ``since`` on."""
    match repeat:
        case "monthly":
            return _months(start, since, 1)
        case "yearly":
            return _months(start, since, 12)
        case "weekly":
            weeks = max(0, (since - start).days // 7)
            return (start + timedelta(days=7 * (weeks + number)) for number in range(4))
        case _:
            first = max(start, since)
            days = (first + number * _ONE_DAY for number in range(_MANY_DAYS))
            return (day for day in days if repeat != "weekdays" or day.isoweekday() <= _FRIDAY)


def _months(start: date, since: date, step: int) -> Iterator[date]:
    """The same day of every so many months; where a month lacks it, its last."""
    passed = (since.year - start.year) * 12 + since.month - start.month
    steps = max(0, passed // step - 1)
    for number in range(steps, steps + 5):
        years, month = divmod(start.month - 1 + number * step, 12)
        year = start.year + years
        day = min(start.day, calendar.monthrange(year, month + 1)[1])
        yield date(year, month + 1, day)


def _moment(day: date, clock: time, zone: tzinfo, fold: int = 0) -> float:
    return datetime.combine(day, clock, zone).replace(fold=fold).timestamp()


def _local(moment: float, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(moment, zone)


@lru_cache(maxsize=512)
def zone_named(name: str) -> tzinfo:
    """A time zone by its IANA name; UTC for a name that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return UTC
