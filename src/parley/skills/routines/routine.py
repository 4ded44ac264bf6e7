"""One routine, and the routines of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from parley.clock import zone_name
from parley.home.due import zone_named
from parley.home.records import Record
from parley.language.understanding.names import key, likely
from parley.skills.frame import House
from parley.skills.types import Context

COLLECTION = "routines"


@dataclass(frozen=True, slots=True)
class Routine:
    """A routine that is kept."""

    id: str
    name: str
    phrases: Sequence[str]
    """What its person says to have it done; its name counts as one."""
    steps: Sequence[str]
    """Sentences, in the person's words."""
    time: str = ""
    """Local time of day, ``07:00``; empty for one that is done when it is asked for."""
    days: Sequence[int] = ()
    enabled: bool = True

    @classmethod
    def of(cls, record: Record) -> Routine:
        """The routine in a record."""
        kept = record.document
        return cls(
            record.id,
            str(kept["name"]),
            tuple(map(str, kept["phrases"])),
            tuple(map(str, kept["steps"])),
            str(kept["time"]),
            tuple(map(int, kept["days"])),
            bool(kept["enabled"]),
        )

    @property
    def called(self) -> Sequence[str]:
        """Everything it is called by."""
        return tuple(filter(None, dict.fromkeys((self.name, *self.phrases))))


@dataclass(frozen=True, slots=True)
class Routines:
    """The routines of one person."""

    house: House
    context: Context
    all: Sequence[Routine]

    @classmethod
    async def of(cls, house: House, context: Context) -> Routines:
        """Those of the person who speaks."""
        found = [Routine.of(each) for each in await house.records.at_hand(context.person, COLLECTION)]
        return cls(house, context, found)

    def named(self, name: str) -> Sequence[Routine]:
        """Those that may be meant by a name; one when it is clear."""
        exact = [each for each in self.all if any(key(name) == key(called) for called in each.called)]
        if exact:
            return exact[:1]
        names = [(each, called) for each in self.all for called in each.called]
        found = [names[each.index][0] for each in likely(name, [called for _, called in names])]
        return list(dict.fromkeys(found))

    async def keep(
        self, name: str, steps: Sequence[str], time: str = "", days: Sequence[int] = (), language: str = "en"
    ) -> Routine:
        """Keep a routine, in place of the one that is called the same. It is on disk when this returns."""
        same = [each for each in self.all if any(key(name) == key(called) for called in each.called)]
        id = same[0].id if same else uuid4().hex
        now = datetime.fromtimestamp(await self.house.schedule.now(), zone_named("UTC"))
        document: dict[str, Any] = {
            "name": same[0].name if same else name,
            "phrases": list(same[0].phrases) if same else ([] if time else [name]),
            "steps": list(steps),
            "time": time,
            "days": list(days),
            "zone": zone_name(self.context.clock.zone()),
            "enabled": True,
            "device": self.context.device if time else "",
            "language": language,
            "since": now.timestamp(),
        }
        await self.house.records.put(self.context.person, COLLECTION, id, document)
        return Routine.of(Record(id, self.context.person, document, 0.0))

    async def change(self, routine: Routine, steps: Sequence[str]) -> bool:
        """Give it other steps; False when it is gone."""
        fields = {"steps": list(steps)}
        return await self.house.records.change(self.context.person, COLLECTION, routine.id, fields)

    async def forget(self, routine: Routine) -> bool:
        """Delete it; False when it is gone already."""
        return await self.house.records.delete(self.context.person, COLLECTION, routine.id)

    async def back(self, routine: Routine) -> None:
        """Keep one again that was deleted."""
        fields = {"name": routine.name, "phrases": list(routine.phrases), "steps": list(routine.steps)}
        if routine.time:
            fields |= {"time": routine.time, "days": list(routine.days)}
            fields |= {"zone": zone_name(self.context.clock.zone())}
            fields |= {"since": await self.house.schedule.now()}
        await self.house.records.put(self.context.person, COLLECTION, routine.id, fields)
