"""One reminder, and the reminders of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from parley.clock import zone_name
from parley.home.collections import Repeat
from parley.home.due import next_due, zone_named
from parley.home.records import Record
from parley.skills.frame import House
from parley.skills.types import Context

COLLECTION = "reminders"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is kept."""

    id: str
    text: str
    """What of, in the person's words."""
    set_to: datetime | None
    """When it is first due, in its zone; None for no time."""
    repeat: Repeat
    done: bool
    rang: float
    """When it was said last, POSIX seconds; 0 for never."""
    snoozed: float
    """When it is said again after a snooze, POSIX seconds; 0 for not."""
    due: datetime | None
    """When it is said next; None when never again."""
    lunar: str = ""
    """The lunar day that it comes again on: ``08-03``, ``15``."""
    place: str = ""
    """Where it is said, in the person's words."""

    @classmethod
    def of(cls, record: Record) -> Reminder:
        """The reminder of a record."""
        document = record.document
        zone = zone_named(str(document["zone"]))
        due = next_due(COLLECTION, document)
        return cls(
            record.id,
            str(document["text"]),
            datetime.fromtimestamp(float(document["due"]), zone) if document["due"] else None,
            document["repeat"],
            bool(document["done"]),
            float(document["rang"]),
            float(document["snoozed"]),
            None if due is None else datetime.fromtimestamp(due, zone),
            str(document.get("lunar", "")),
            str(document.get("place", "")),
        )


@dataclass(frozen=True, slots=True)
class Reminders:
    """The reminders of one person at one moment."""

    house: House
    context: Context
    now: datetime
    """In the person's zone."""
    open: Sequence[Reminder]
    """Not done; next first, then those that were said already, then those without a time."""

    @classmethod
    async def of(cls, house: House, context: Context) -> Reminders:
        """Those of the person who speaks."""
        zone = zone_named(zone_name(context.clock.zone()))
        now = datetime.fromtimestamp(await house.schedule.now(), zone)
        found = [Reminder.of(each) for each in await house.records.all(context.person, COLLECTION)]
        return cls(house, context, now, sorted((each for each in found if not each.done), key=_next_first))

    @property
    def coming(self) -> Sequence[Reminder]:
        """Those that will be said, or have no time."""
        return [each for each in self.open if each.due is not None or each.set_to is None]

    async def add(
        self,
        text: str,
        moment: datetime | None,
        repeat: Repeat,
        language: str,
        lunar: str = "",
        place: str = "",
    ) -> Reminder:
        """Keep a reminder. It is on disk when this returns."""
        document: dict[str, Any] = {
            "text": text,
            "due": moment.timestamp() if moment else 0.0,
            "repeat": repeat,
            "lunar": lunar,
            "place": place,
            "zone": zone_name(self.context.clock.zone()),
            "device": self.context.device,
            "language": language,
            "done": False,
            "rang": 0.0,
            "snoozed": 0.0,
        }
        id = uuid4().hex
        await self.house.records.put(self.context.person, COLLECTION, id, document)
        return Reminder.of(Record(id, self.context.person, document, 0.0))

    async def move(
        self, reminder: Reminder, moment: datetime, repeat: Repeat, lunar: str = ""
    ) -> Reminder | None:
        """Have it said at another time; None when it is gone."""
        changes = {
            "due": moment.timestamp(),
            "repeat": repeat,
            "lunar": lunar,
            "place": "",
            "rang": 0.0,
            "snoozed": 0.0,
        }
        return await self._change(reminder, changes)

    async def snooze(self, reminder: Reminder, until: datetime) -> Reminder | None:
        """Have it said again; None when it is gone."""
        return await self._change(reminder, {"snoozed": until.timestamp()})

    async def tell(self, reminder: Reminder) -> Reminder | None:
        """It was said now, without having been due; None when it is gone."""
        return await self._change(reminder, {"rang": self.now.timestamp()})

    async def finish(self, reminder: Reminder) -> Reminder | None:
        """It is done; what repeats is done for this time. None when it is gone."""
        repeats = reminder.repeat and reminder.due is not None
        return await self._change(reminder, {"snoozed": 0.0} if repeats else {"done": True, "snoozed": 0.0})

    async def cancel(self, reminder: Reminder) -> bool:
        """Forget it; False when it is gone already."""
        return await self.house.records.delete(self.context.person, COLLECTION, reminder.id)

    async def _change(self, reminder: Reminder, fields: dict[str, Any]) -> Reminder | None:
        if not await self.house.records.change(self.context.person, COLLECTION, reminder.id, fields):
            return None
        record = await self.house.records.get(self.context.person, COLLECTION, reminder.id)
        return Reminder.of(record) if record else None


def _next_first(reminder: Reminder) -> tuple[int, float]:
    if reminder.due is not None:
        return 0, reminder.due.timestamp()
    return (1, reminder.set_to.timestamp()) if reminder.set_to else (2, 0.0)
