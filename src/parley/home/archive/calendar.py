"""Events, alarms, reminders and timers as iCalendar (RFC 5545), for any calendar to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from parley.home.archive.appointments import LUNAR_TIMES, appointment, begins_at
from parley.home.archive.contentlines import escaped, line
from parley.home.archive.kept import Kept
from parley.home.archive.zones import known, vtimezone
from parley.home.due import next_due
from parley.home.lunar import lunar_days

COLLECTIONS = ("events", "alarms", "reminders", "timers")
"""What a calendar shows."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = {"alarms": ("Alarm", "闹钟"), "timers": ("Timer", "计时器"), "reminders": ("Reminder", "提醒")}
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()

Entries = Callable[[], Iterable[tuple[str, Kept]]]
"""Gives the collection and the record of every entry, as often as it is called."""


def calendar(entries: Entries) -> Iterator[str]:
    """The lines of the file. Goes through the entries twice: zones come before what happens in them."""
    yield line("BEGIN", "VCALENDAR")
    yield line("VERSION", "2.0")
    yield line("PRODID", "-//Parley//Home//EN")
    yield line("CALSCALE", "GREGORIAN")
    for zone, year in _zones(entries()):
        yield from vtimezone(zone, year)
    for collection, record in entries():
        if collection == "alarms":
            yield from _alarm(record)
        elif collection == "reminders":
            yield from _reminder(record)
        elif collection == "timers":
            yield from _timer(record)
        elif not record.document.get("gone"):
            uid = str(record.document.get("uid") or "") or f"events-{record.id}@parley"
            yield from appointment(uid, record.document, record.created)
    yield line("END", "VCALENDAR")


def _zones(entries: Iterable[tuple[str, Kept]]) -> list[tuple[ZoneInfo, int]]:
    """Every zone that is needed, with the first year it is needed for."""
    years: dict[str, int] = {}
    for collection, record in entries:
        zone = known(str(record.document.get("zone", "")))
        start = _start(collection, record)
        if zone is not None and start is not None:
            years[zone.key] = min(years.get(zone.key, 9999), start.year)
    return [(ZoneInfo(name), year) for name, year in sorted(years.items())]


def _start(collection: str, record: Kept) -> datetime | None:
    """When it happens for the first time, by the clock of its zone; None for a time nobody set."""
    if collection == "alarms":
        return _first_ring(record)
    if collection == "events":
        return begins_at(record.document)
    if collection == "timers" and record.document.get("left"):
        return None  # paused: nobody knows when it rings
    due = float(record.document.get("due" if collection == "reminders" else "ends") or 0)
    return _moment(due, known(str(record.document.get("zone", "")))) if due else None


def _first_ring(record: Kept) -> datetime:
    """The first time after it was set that the clock shows its time, on one of its days."""
    document = record.document
    since = float(document.get("since") or record.created)
    never_rung = {**document, "since": since, "rang": 0, "snoozed": 0, "enabled": True}
    ring = next_due("alarms", never_rung)
    return _moment(since if ring is None else ring, known(str(document.get("zone", ""))))


def _moment(seconds: float, zone: ZoneInfo | None) -> datetime:
    seconds = min(max(seconds, 0.0), _LATEST)
    return datetime.fromtimestamp(int(seconds), zone or UTC)


def _alarm(record: Kept) -> Iterator[str]:
    document = record.document
    days = sorted(set(document.get("days") or ()))
    yield from _begin("VEVENT", "alarms", record)
    yield _at("DTSTART", _first_ring(record))
    if lunar := str(document.get("lunar", "")):
        yield from _moons(lunar, _first_ring(record))
    elif days:
        yield line("RRULE", "FREQ=WEEKLY;BYDAY=" + ",".join(_DAYS[day - 1] for day in days))
    yield line("SUMMARY", escaped(_title("alarms", document, "label")))
    yield line("STATUS", "CONFIRMED" if document.get("enabled", True) else "CANCELLED")
    yield line("TRANSP", "TRANSPARENT")
    if document.get("enabled", True):
        yield from _ring(_title("alarms", document, "label"))
    yield line("END", "VEVENT")


def _timer(record: Kept) -> Iterator[str]:
    ends = _start("timers", record)
    if ends is None:
        return
    yield from _begin("VEVENT", "timers", record)
    yield _at("DTSTART", ends)
    yield line("SUMMARY", escaped(_title("timers", record.document, "name")))
    yield line("TRANSP", "TRANSPARENT")
    yield from _ring(_title("timers", record.document, "name"))
    yield line("END", "VEVENT")


def _reminder(record: Kept) -> Iterator[str]:
    document = record.document
    start = _start("reminders", record)
    text = str(document["text"])
    yield from _begin("VTODO", "reminders", record)
    if start is not None and (lunar := str(document.get("lunar", ""))) and document.get("repeat"):
        yield _at("DTSTART", start)
        yield line("DURATION", "PT1M")
        yield from _moons(lunar, start)
    elif start is not None and (rule := _rule(str(document.get("repeat", "")), start)):
        yield _at("DTSTART", start)
        yield line("DURATION", "PT1M")  # a to-do that repeats must be due after it starts
        yield line("RRULE", rule)
    elif start is not None:
        yield _at("DUE", start)
    title = next((part.strip() for part in text.splitlines() if part.strip()), "")
    yield line("SUMMARY", escaped(title or _title("reminders", document, "")))
    if text.strip() != title:
        yield line("DESCRIPTION", escaped(text))
    yield line("STATUS", "COMPLETED" if document.get("done") else "NEEDS-ACTION")
    if start is not None and not document.get("done"):
        yield from _ring(title, related="START" if document.get("repeat") else "END")
    yield line("END", "VTODO")


def _moons(lunar: str, start: datetime) -> Iterator[str]:
    """The next times of what comes by the lunar calendar."""
    for day in islice(lunar_days(lunar, start.date() + timedelta(days=1)), LUNAR_TIMES):
        yield _at("RDATE", datetime.combine(day, start.time(), start.tzinfo))


def _rule(repeat: str, start: datetime) -> str:
    """How it repeats. A month without that day has it on its last day, as Parley does."""
    if repeat in ("daily", "weekly"):
        return f"FREQ={repeat.upper()}"
    if repeat == "weekdays":
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    short = ",".join(str(day) for day in range(28, start.day + 1)) if start.day > 28 else ""
    if repeat == "monthly":
        return f"FREQ=MONTHLY;BYMONTHDAY={short};BYSETPOS=-1" if short else "FREQ=MONTHLY"
    if repeat == "yearly":
        leap = (start.month, start.day) == (2, 29)
        return "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1" if leap else "FREQ=YEARLY"
    return ""


def _begin(kind: str, collection: str, record: Kept) -> Iterator[str]:
    created = f"{_moment(record.created, None):%Y%m%dT%H%M%SZ}"
    yield line("BEGIN", kind)
    yield line("UID", f"{collection}-{record.id}@parley")
    yield line("DTSTAMP", created)
    yield line("CREATED", created)


def _ring(title: str, related: str = "START") -> Iterator[str]:
    yield line("BEGIN", "VALARM")
    yield line("ACTION", "DISPLAY")
    yield line("DESCRIPTION", escaped(title))
    yield line("TRIGGER", "PT0S", {"RELATED": related} if related == "END" else None)
    yield line("END", "VALARM")


def _at(name: str, moment: datetime) -> str:
    zone = moment.tzinfo
    if isinstance(zone, ZoneInfo):
        return line(name, f"{moment:%Y%m%dT%H%M%S}", {"TZID": zone.key})
    return line(name, f"{moment:%Y%m%dT%H%M%SZ}")


def _title(collection: str, document: dict[str, Any], field: str) -> str:
    english, chinese = _NAMES[collection]
    given = str(document.get(field) or "").strip()
    return given or (chinese if str(document.get("language", "")).startswith("zh") else english)
