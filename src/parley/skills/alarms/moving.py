"""Where an alarm goes that is moved: "make it 7:15" keeps its day and its half of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from parley.language.moments import Clues, hours, resolve
from parley.language.understanding.when import When
from parley.skills.alarms.alarm import Alarm, Alarms
from parley.skills.alarms.choosing import days_of


@dataclass(frozen=True, slots=True)
class Moved:
    """The new time of an alarm."""

    moment: datetime
    """When it rings first."""
    days: Sequence[int]
    """Days of the week; empty for once."""


def moved(alarms: Alarms, alarm: Alarm, to: When | None, by: timedelta | None) -> Moved | None:
    """The alarm's new time: to a moment, or by a length; None if there is no such time."""
    old = _next(alarms, alarm)
    if to is None:
        moment = old + (by or timedelta())
        return Moved(_first(alarms, moment, alarm.days), alarm.days)
    if to.clues.after is not None:
        moment = to.moment(alarms.now)
        return None if moment is None else Moved(moment.replace(second=0, microsecond=0), ())
    clues = _clock(to.clues, old)
    if to.dated:
        days = days_of(to)
        moment = replace(to, clues=clues).moment(alarms.now)
        return None if days is None or moment is None else Moved(moment, days)
    moment = resolve(_on(clues, old.date()), alarms.now)
    return None if moment is None else Moved(_first(alarms, moment, alarm.days), alarm.days)


def _next(alarms: Alarms, alarm: Alarm) -> datetime:
    if alarm.due is not None:
        return alarm.due
    hour, minute = alarm.minute
    return alarms.now.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _clock(clues: Clues, old: datetime) -> Clues:
    """The hour that is nearest to the old one, where two may be meant; the old time where none was said."""
    if clues.hour is None:
        return replace(clues, hour=old.hour, minute=old.minute, exact=True, part=None)
    hour = min(hours(clues), key=lambda each: (abs(each - old.hour), each))
    return replace(clues, hour=hour, exact=True, part=None)


def _on(clues: Clues, day: date) -> Clues:
    return replace(clues, year=day.year, month=day.month, day=day.day)


def _first(alarms: Alarms, moment: datetime, days: Sequence[int]) -> datetime:
    """The first such time that is still to come."""
    while moment <= alarms.now or (days and moment.isoweekday() not in days):
        moment += timedelta(days=1)
    return moment
