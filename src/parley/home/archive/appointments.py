"""An event as iCalendar's VEVENT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from parley.home.archive.contentlines import escaped, line
from parley.home.archive.zones import known
from parley.home.events import day_named
from parley.home.lunar import lunar_days

LUNAR_TIMES = 30
"""iCalendar does not know the moon: so many of the next times are listed."""


def appointment(uid: str, document: Mapping[str, Any], made: float) -> Iterator[str]:
    """The lines of an event, ``made`` at a moment (POSIX seconds)."""
    if day_named(str(document["day"])) is None:
        return
    stamp = f"{datetime.fromtimestamp(int(document.get('changed') or made), UTC):%Y%m%dT%H%M%SZ}"
    yield line("BEGIN", "VEVENT")
    yield line("UID", uid)
    yield line("DTSTAMP", stamp)
    yield line("LAST-MODIFIED", stamp)
    yield from _when(document)
    yield line("SUMMARY", escaped(str(document["title"])))
    for name, field in (("LOCATION", "place"), ("DESCRIPTION", "note")):
        if text := str(document.get(field, "")):
            yield line(name, escaped(text))
    for minutes in document.get("alerts") or ():
        yield line("BEGIN", "VALARM")
        yield line("ACTION", "DISPLAY")
        yield line("DESCRIPTION", escaped(str(document["title"])))
        yield line("TRIGGER", f"-PT{int(minutes)}M")
        yield line("END", "VALARM")
    yield line("END", "VEVENT")


def begins_at(document: Mapping[str, Any]) -> datetime | None:
    """When it begins first, by the clock of its zone; None for what is all day."""
    day = day_named(str(document["day"]))
    return _moment(day, document) if day is not None and document.get("time") else None


def _when(document: Mapping[str, Any]) -> Iterator[str]:
    first, start = date.fromisoformat(document["day"]), begins_at(document)
    minutes = int(document.get("minutes", 60))
    if start is None:
        yield _day("DTSTART", first)
        yield _day("DTEND", first + timedelta(days=max(1, minutes // 1_440)))
    else:
        end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)
        yield _at("DTSTART", start)
        yield _at("DTEND", end)
    if document.get("lunar"):
        for day in islice(lunar_days(document["lunar"], first + timedelta(days=1)), LUNAR_TIMES):
            yield _day("RDATE", day) if start is None else _at("RDATE", _moment(day, document))
    elif rule := str(document.get("repeat", "")):
        yield line("RRULE", rule)
    for skipped in document.get("skipped") or ():
        day = day_named(skipped) or first
        yield _day("EXDATE", day) if start is None else _at("EXDATE", _moment(day, document))


def _moment(day: date, document: Mapping[str, Any]) -> datetime:
    zone: tzinfo = known(str(document.get("zone", ""))) or UTC
    return datetime.combine(day, time.fromisoformat(document["time"]), zone)


def _day(name: str, day: date) -> str:
    return line(name, f"{day:%Y%m%d}", {"VALUE": "DATE"})


def _at(name: str, moment: datetime) -> str:
    if isinstance(moment.tzinfo, ZoneInfo):
        return line(name, f"{moment:%Y%m%dT%H%M%S}", {"TZID": moment.tzinfo.key})
    return line(name, f"{moment:%Y%m%dT%H%M%SZ}")
