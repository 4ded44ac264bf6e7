"""One time at which one record is due, and what its ringing changes in the record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from parley.errors import ParleyError
from parley.home.collections import Fields


class NobodyThere(ParleyError):
    """No device that could ring is connected here."""

    code: ClassVar[str] = "nobody_there"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which one record is due."""

    account: str
    collection: str
    """``timers``, ``alarms``, ``reminders`` or ``routines``."""
    record: str
    at: float
    """When it is due; POSIX seconds."""
    document: Fields
    late: float = 0.0
    """Seconds between that moment and now."""

    @property
    def id(self) -> str:
        """The same however often it is delivered, so that a device knows what it has rung already."""
        return f"{self.collection}:{self.record}:{round(self.at * 1000)}"


Ring = Callable[[Occurrence], Awaitable[None]]
"""Has an occurrence rung. Returns when it need not be rung again; raises ``ParleyError`` when it must be tried
again later."""


def afterwards(occurrence: Occurrence, now: float) -> Fields | None:
    """What its ringing changes in a record; None when that ends the record.

    A record that slept through several of its times rings once: it rang now, and goes on from here.
    """
    if occurrence.collection == "timers":
        return None
    changes: Fields = {"rang": max(now, occurrence.at)}
    document = occurrence.document
    snoozed = document.get("snoozed") == occurrence.at
    if occurrence.collection == "alarms" and not document.get("days") and not snoozed:
        changes["enabled"] = False
    return changes
