"""One event as the calendar shows it, wherever it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import takewhile
from typing import Any

from parley.home.collections import Event, checked
from parley.home.due import zone_named
from parley.home.events import event_days
from parley.home.records import Record

COLLECTION = "events"


@dataclass(frozen=True, slots=True)
class Happening:
    """One time that an event happens."""

    title: str
    begins: datetime
    """In the zone of whoever looks; of what is all day, the first midnight."""
    ends: datetime
    all_day: bool
    place: str = ""
    source: str = ""
    """The calendar it is from; empty for the person's own."""
    id: str = ""
    """Of its record; empty for one that is kept elsewhere."""
    uid: str = ""
    """Its name in the calendar elsewhere."""
    repeats: bool = False

    def within(self, first: datetime, last: datetime) -> bool:
        """Whether any of it lies between two moments."""
        ends = max(self.ends, self.begins + timedelta(minutes=1))
        return self.begins < last and ends > first


def happenings(record: Record, zone: tzinfo, first: datetime, last: datetime) -> Iterator[Happening]:
    """When the event of a record happens between two moments, in order."""
    event = checked(COLLECTION, record.document)
    if not isinstance(event, Event) or event.gone:
        return
    length = timedelta(minutes=event.minutes)
    since = (first - max(length, timedelta(days=1))).date() - timedelta(days=1)
    last_day = last.date() + timedelta(days=1)
    for day in takewhile(lambda day: day <= last_day, event_days(event, since)):
        begins = _begins(event, day, zone)
        ends = _later(begins, length, all_day=not event.time)
        one = Happening(
            event.title, begins, ends, not event.time, event.place, "", record.id, event.uid,
            bool(event.repeat or event.lunar),
        )  # fmt: skip
        if one.within(first, last):
            yield one


def _begins(event: Event, day: date, zone: tzinfo) -> datetime:
    if not event.time:
        return datetime.combine(day, time(), zone)
    there = datetime.combine(day, time.fromisoformat(event.time), zone_named(event.zone))
    return datetime.fromtimestamp(there.timestamp(), zone)


def _later(begins: datetime, length: timedelta, *, all_day: bool) -> datetime:
    if all_day:
        return datetime.combine(begins.date() + max(length, timedelta(days=1)), time(), begins.tzinfo)
    return datetime.fromtimestamp(begins.timestamp() + length.total_seconds(), begins.tzinfo)


def in_order(some: Iterable[Happening]) -> list[Happening]:
    """By when they begin; what is all day comes first."""
    return sorted(some, key=lambda each: (each.begins, not each.all_day, each.title))


Fields = dict[str, Any]
