"""The calendar of one person at one moment: their own events, and those of other calendars."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol
from uuid import uuid4

from parley.clock import zone_name
from parley.home.due import zone_named
from parley.home.records import Record
from parley.language.moments import DayPart
from parley.language.script import to_simplified
from parley.language.understanding.when import When
from parley.skills.calendar.event import COLLECTION, Happening, happenings, in_order
from parley.skills.frame import House
from parley.skills.types import Context

AHEAD = timedelta(days=400)
"""How far ahead events are looked for."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SMALL = frozenset({"the", "a", "an", "my", "our", "with", "of", "on", "at", "for", "in", "to", "event"})
_A_DAY = 1_440


class Outside(Protocol):
    """Calendars kept elsewhere."""

    def between(self, first: datetime, last: datetime, known: frozenset[str]) -> Sequence[Happening]:
        """Their events, without those whose uid is known here."""
        ...

    def changed(self) -> None:
        """Something here should go there."""
        ...

    async def adopted(self, person: str, one: Happening) -> str | None:
        """The id of a record made of an event that is there, to be changed here; None when it cannot."""
        ...


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that a person has in their calendars."""

    house: House
    context: Context
    now: datetime
    records: Sequence[Record]
    outside: Outside

    @classmethod
    async def of(cls, house: House, context: Context, outside: Outside) -> Book:
        """The calendar of the person who speaks."""
        zone = zone_named(zone_name(context.clock.zone()))
        now = datetime.fromtimestamp(await house.schedule.now(), zone)
        kept = await house.records.all(context.person, COLLECTION) if context.person else []
        return cls(house, context, now, kept, outside)

    def between(self, first: datetime, last: datetime) -> list[Happening]:
        """What there is between two moments."""
        zone = self.now.tzinfo
        assert zone is not None
        own = [one for record in self.records for one in happenings(record, zone, first, last)]
        known = frozenset(str(record.document["uid"]) for record in self.records if record.document["uid"])
        return in_order([*own, *self.outside.between(first, last, known)])

    def coming(self) -> list[Happening]:
        """The next time of each event, in order."""
        seen: set[str] = set()
        found: list[Happening] = []
        for one in self.between(self.now, self.now + AHEAD):
            if (one.id or one.uid or one.title) not in seen:
                seen.add(one.id or one.uid or one.title)
                found.append(one)
        return found

    async def add(
        self, title: str, when: When, begins: datetime, length: timedelta | None, place: str,
        alert: timedelta | None, language: str,
    ) -> Record:  # fmt: skip
        """Keep an event. It is on disk when this returns."""
        minutes = round(length.total_seconds() / 60) if length else 60
        all_day = not _clocked(when)
        document = {
            "title": title,
            "day": begins.date().isoformat(),
            "time": "" if all_day else f"{begins:%H:%M}",
            "minutes": max(_A_DAY, minutes // _A_DAY * _A_DAY) if all_day else minutes,
            "zone": zone_name(self.context.clock.zone()),
            "place": place,
            "note": "",
            "repeat": "" if when.lunar else rule_of(when),
            "lunar": when.lunar.setting if when.lunar and when.repeat else "",
            "skipped": [],
            "alerts": [round(alert.total_seconds() / 60)] if alert is not None else [],
            "device": self.context.device,
            "language": language,
            "since": self.now.timestamp(),
            "rang": 0.0,
            "changed": self.now.timestamp(),
            "uid": "",
            "link": "",
            "tag": "",
            "sent": 0.0,
            "gone": False,
        }
        id = uuid4().hex
        await self.house.records.put(self.context.person, COLLECTION, id, document)
        self.outside.changed()
        return Record(id, self.context.person, document, 0.0)

    async def change(self, one: Happening, fields: Mapping[str, Any]) -> bool:
        """Set some fields of an event; False when it cannot be changed here."""
        id = one.id or await self.outside.adopted(self.context.person, one)
        if not id:
            return False
        whole = {**fields, "changed": self.now.timestamp()}
        done = await self.house.records.change(self.context.person, COLLECTION, id, whole)
        self.outside.changed()
        return done

    async def remove(self, one: Happening) -> bool:
        """Forget an event; what a server has is forgotten here when it is gone there."""
        if not one.uid and one.id:
            return await self.house.records.delete(self.context.person, COLLECTION, one.id)
        return await self.change(one, {"gone": True})


def rule_of(when: When) -> str:
    """How an event repeats that was put so."""
    match when.repeat:
        case "daily":
            return "FREQ=DAILY"
        case "weekdays":
            return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
        case "weekly":
            days = ",".join(_DAYS[day - 1] for day in when.days)
            return f"FREQ=WEEKLY;BYDAY={days}" if days else "FREQ=WEEKLY"
        case "monthly" | "yearly":
            return f"FREQ={when.repeat.upper()}"
        case _:
            return ""


def fitting(some: Sequence[Happening], title: str) -> list[Happening]:
    """Those of a name, or with all its words in theirs."""
    wanted = _words(title)
    exact = [one for one in some if _words(one.title) == wanted]
    if exact or not wanted:
        return exact if wanted else list(some)
    return [one for one in some if set(wanted) <= set(_words(one.title)) or _inside(title, one.title)]


def _inside(title: str, whole: str) -> bool:
    plain = to_simplified(title).casefold().replace("的", "")
    return len(plain) > 1 and plain in to_simplified(whole).casefold().replace("的", "")


def _words(text: str) -> list[str]:
    words = re.findall(r"[a-z0-9']+|[\u3400-\u9fff]", to_simplified(text).casefold())
    return [word.removesuffix("'s") for word in words if word not in _SMALL and word != "的"]


def _clocked(when: When) -> bool:
    clues = when.clues
    return when.timed or clues.part is not None


def day_of(moment: datetime) -> tuple[datetime, datetime]:
    """The first and the last midnight of a day."""
    first = datetime.combine(moment.date(), time(), moment.tzinfo)
    return first, datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)


_PARTS = {
    DayPart.MORNING: (6, 12),
    DayPart.NOON: (11, 14),
    DayPart.AFTERNOON: (12, 18),
    DayPart.EVENING: (17, 24),
}


def span_of(when: When | str | None, now: datetime) -> tuple[datetime, datetime] | None:
    """The time that is meant by today, next week, tomorrow afternoon; None for a day that there is not."""
    today, tomorrow = day_of(now)
    if when is None:
        return now, tomorrow
    if isinstance(when, str):
        monday = today - timedelta(days=today.weekday())
        first, days = {
            "week": (today, 7 - today.weekday()),
            "next week": (monday + timedelta(days=7), 7),
            "weekend": (max(today, monday + timedelta(days=5)), 2),
            "month": (today, 31),
        }[when]
        end = monday + timedelta(days=7) if when == "weekend" else first + timedelta(days=days)
        return first, end
    moment = when.moment(now)
    if moment is None:
        return None
    if when.timed and when.clues.part is not DayPart.NOON:
        return moment, moment + timedelta(hours=1)
    first, last = day_of(moment)
    if when.clues.part in _PARTS:
        begin, end = _PARTS[when.clues.part]
        return first + timedelta(hours=begin), first + timedelta(hours=end)
    return first, last
