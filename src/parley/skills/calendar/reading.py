"""iCalendar, as other programs write it: what happens when, and the fields of our own events."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from itertools import islice
from typing import Any, cast

from parley.home.repeating import read_rule
from parley.skills.calendar.event import Happening

LARGEST = 8 * 1024 * 1024
"""Bytes of a calendar that is read."""
MOST = 5_000
"""Times of events that are held of one calendar."""
BACK, AHEAD = timedelta(days=35), timedelta(days=400)
_LINE = 500


@dataclass(frozen=True, slots=True)
class Remote:
    """An event on a calendar server."""

    uid: str
    link: str
    text: str
    """The whole object, as iCalendar."""

    @property
    def tag(self) -> str:
        """Another for every version."""
        return hashlib.sha256(self.text.replace("\r\n", "\n").strip().encode()).hexdigest()[:32]


def read_calendar(text: str, source: str, now: datetime) -> list[Happening]:
    """What happens around now, by a calendar. Raises ``ValueError`` for what is none."""
    from icalendar import Calendar

    whole: Any = Calendar.from_ical(text)
    name = str(whole.get("X-WR-CALNAME", "")) or source
    occurring: Any = import_module("recurring_ical_events")
    found = occurring.of(whole, skip_bad_series=True).between(now - BACK, now + AHEAD)
    return list(islice(_happenings(found, name, now), MOST))


def _happenings(entries: Any, source: str, now: datetime) -> Iterator[Happening]:
    for entry in entries:
        start = entry["DTSTART"].dt
        end = entry["DTEND"].dt if "DTEND" in entry else start
        all_day = not isinstance(start, datetime)
        if str(entry.get("STATUS", "")) == "CANCELLED":
            continue
        yield Happening(
            str(entry.get("SUMMARY", ""))[:_LINE],
            _moment(start, now),
            _moment(end, now),
            all_day,
            str(entry.get("LOCATION", ""))[:_LINE],
            source,
            "",
            str(entry.get("UID", ""))[:_LINE],
            "RRULE" in entry or "RECURRENCE-ID" in entry,
        )


def _moment(value: date | datetime, now: datetime) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), now.tzinfo)
    return (value if value.tzinfo else value.replace(tzinfo=now.tzinfo)).astimezone(now.tzinfo)


def fields_of(text: str, now: datetime) -> dict[str, Any] | None:
    """The fields of our own events that an object on a server has; None for one that ours cannot be."""
    entry = _only(text)
    if entry is None or "DTSTART" not in entry:
        return None
    rule = entry["RRULE"].to_ical().decode() if "RRULE" in entry else ""
    if rule and read_rule(rule) is None:
        return None
    start = entry["DTSTART"].dt
    all_day = not isinstance(start, datetime)
    begins = _moment(start, now)
    zone = str(getattr(getattr(start, "tzinfo", None), "key", "")) or str(getattr(now.tzinfo, "key", "UTC"))
    if not all_day and start.tzinfo is not None and not getattr(start.tzinfo, "key", ""):
        start = begins
    ends = _moment(entry["DTEND"].dt, now) if "DTEND" in entry else begins + timedelta(days=int(all_day))
    minutes = round((ends.timestamp() - begins.timestamp()) / 60)
    return {
        "title": str(entry.get("SUMMARY", ""))[:_LINE],
        "day": f"{start:%Y-%m-%d}",
        "time": "" if all_day else f"{start:%H:%M}",
        "minutes": max(1_440, round(minutes / 1_440) * 1_440) if all_day else max(0, minutes),
        "zone": zone,
        "place": str(entry.get("LOCATION", ""))[:_LINE],
        "note": str(entry.get("DESCRIPTION", ""))[:20_000],
        "repeat": rule,
        "lunar": "",
        "skipped": [f"{each.dt:%Y-%m-%d}" for each in _excluded(entry)][:1_000],
    }


def _excluded(entry: Any) -> Iterator[Any]:
    found: Any = entry.get("EXDATE")
    some = cast("list[Any]", found) if isinstance(found, list) else [] if found is None else [found]
    for each in some:
        yield from each.dts


def modified(text: str) -> float:
    """When an object was last changed (POSIX seconds); 0 where it does not say."""
    entry = _only(text)
    stamp = None if entry is None else entry.get("LAST-MODIFIED") or entry.get("DTSTAMP")
    if stamp is None:
        return 0.0
    moment: datetime = stamp.dt
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def uid_of(text: str) -> str:
    """The name of an object's event; empty where it has none, or more than one."""
    entry = _only(text)
    return "" if entry is None else str(entry.get("UID", ""))[:_LINE]


def _only(text: str) -> Any:
    """The event of an object; None where it has several, as with one whose days were changed one by one."""
    from icalendar import Calendar

    try:
        whole: Any = Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError):
        return None  # no calendar
    found = whole.walk("VEVENT")
    return found[0] if len(found) == 1 else None


def merged(old: str, new: str) -> str:
    """The server's object with our event's lines in place of its own; what ours does not know stays."""
    from icalendar import Calendar

    theirs: Any = Calendar.from_ical(old)
    ours: Any = Calendar.from_ical(new)
    entry, ourselves = theirs.walk("VEVENT")[0], ours.walk("VEVENT")[0]
    for name in (
        *("SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE"),
        *("LOCATION", "DESCRIPTION", "DTSTAMP", "LAST-MODIFIED"),
    ):
        entry.pop(name, None)
        if name in ourselves:
            entry[name] = ourselves[name]
    return theirs.to_ical().decode()
