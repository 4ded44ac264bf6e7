"""One alarm, and the alarms of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from parley.clock import zone_name
from parley.home.due import next_due, zone_named
from parley.home.records import Record
from parley.skills.frame import House
from parley.skills.types import Context

COLLECTION = "alarms"
_A_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm that is kept, on or off."""

    id: str
    time: str
    """On the 24-hour clock: ``07:30``."""
    days: tuple[int, ...]
    """Days of the week it rings on (1 is Monday); empty for once."""
    label: str
    enabled: bool
    rang: float
    """When it rang last, POSIX seconds; 0 for never."""
    snoozed: float
    """When it rings again after a snooze, POSIX seconds; 0 for not."""
    due: datetime | None
    """When it rings next, in its zone; None while it is off."""
    lunar: str = ""
    """The lunar day it rings on again and again instead of ``days``: ``01-01``, ``15``."""

    @classmethod
    def of(cls, record: Record) -> Alarm:
        """The alarm of a record."""
        document = record.document
        due = next_due(COLLECTION, document)
        zone = zone_named(str(document["zone"]))
        return cls(
            record.id,
            str(document["time"]),
            tuple(document["days"]),
            str(document["label"]),
            bool(document["enabled"]),
            float(document["rang"]),
            float(document["snoozed"]),
            None if due is None else datetime.fromtimestamp(due, zone),
            str(document.get("lunar", "")),
        )

    @property
    def minute(self) -> tuple[int, int]:
        """Hour and minute at which it rings."""
        hour, minute = self.time.split(":")
        return int(hour), int(minute)


@dataclass(frozen=True, slots=True)
class Alarms:
    """The alarms of one person at one moment; next to ring first, those that are off last."""

    house: House
    context: Context
    now: datetime
    """In the person's zone."""
    all: Sequence[Alarm]

    @classmethod
    async def of(cls, house: House, context: Context) -> Alarms:
        """Those of the person who speaks."""
        zone = zone_named(zone_name(context.clock.zone()))
        now = datetime.fromtimestamp(await house.schedule.now(), zone)
        found = [Alarm.of(each) for each in await house.records.all(context.person, COLLECTION)]
        return cls(house, context, now, sorted(found, key=_next_first))

    @property
    def on(self) -> Sequence[Alarm]:
        """Those that will ring."""
        return [each for each in self.all if each.due is not None]

    @property
    def off(self) -> Sequence[Alarm]:
        """Those that were switched off, or rang for their only time."""
        return [each for each in self.all if each.due is None]

    async def add(
        self, moment: datetime, days: Sequence[int], label: str, language: str, lunar: str = ""
    ) -> Alarm:
        """Set an alarm, or switch on the very same one. It is on disk when this returns."""
        time = moment.strftime("%H:%M")
        wanted = (time, tuple(days), label, lunar)
        same = [each for each in self.all if (each.time, each.days, each.label, each.lunar) == wanted]
        # Those that rang or were switched off are used again, so that they do not pile up.
        id = next((each.id for each in same if days or lunar or each.due is None), uuid4().hex)
        return await self._put(id, self._document(moment, days, label, language, lunar))

    async def move(
        self, alarm: Alarm, moment: datetime, days: Sequence[int], language: str, lunar: str = ""
    ) -> Alarm:
        """Have it ring at another time."""
        return await self._put(alarm.id, self._document(moment, days, alarm.label, language, lunar))

    async def switch(self, alarm: Alarm, on: bool) -> Alarm | None:
        """Switch it on or off; None when it is gone."""
        changes = {"enabled": on, "snoozed": 0.0, **({"since": self.now.timestamp()} if on else {})}
        return await self._change(alarm, changes)

    async def skip(self, alarm: Alarm) -> Alarm | None:
        """Leave out its next time; None when it is gone."""
        if not (alarm.days or alarm.lunar):
            return await self.switch(alarm, False)
        due = self.now if alarm.due is None else alarm.due
        return await self._change(alarm, {"since": due.timestamp(), "snoozed": 0.0})

    async def snooze(self, alarm: Alarm, until: datetime) -> Alarm | None:
        """Have it ring again; None when it is gone."""
        return await self._change(alarm, {"snoozed": until.timestamp()})

    async def cancel(self, alarm: Alarm) -> bool:
        """Forget it; False when it is gone already."""
        return await self.house.records.delete(self.context.person, COLLECTION, alarm.id)

    def _document(
        self, moment: datetime, days: Sequence[int], label: str, language: str, lunar: str
    ) -> dict[str, Any]:
        document = {
            "time": moment.strftime("%H:%M"),
            "days": list(days),
            "lunar": lunar,
            "zone": zone_name(self.context.clock.zone()),
            "label": label,
            "enabled": True,
            "device": self.context.device,
            "language": language,
            "since": self.now.timestamp(),
            "rang": 0.0,
            "snoozed": 0.0,
        }
        if not (days or lunar) and next_due(COLLECTION, document) != moment.timestamp():
            # An alarm rings when the clock first shows its time after it was set: for a later day, set then.
            document["since"] = moment.timestamp() - _A_MINUTE
        return document

    async def _put(self, id: str, document: Mapping[str, Any]) -> Alarm:
        await self.house.records.put(self.context.person, COLLECTION, id, document)
        return Alarm.of(Record(id, self.context.person, dict(document), 0.0))

    async def _change(self, alarm: Alarm, fields: Mapping[str, Any]) -> Alarm | None:
        if not await self.house.records.change(self.context.person, COLLECTION, alarm.id, fields):
            return None
        record = await self.house.records.get(self.context.person, COLLECTION, alarm.id)
        return Alarm.of(record) if record else None


def _next_first(alarm: Alarm) -> tuple[bool, float, str]:
    return (alarm.due is None, alarm.due.timestamp() if alarm.due else 0.0, alarm.time)
