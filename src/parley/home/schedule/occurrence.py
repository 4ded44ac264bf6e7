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

    def __init__(self, message: str, again: float | None = None) -> None:
        super().__init__(message)
        self.again = again
        """Seconds after which it may be tried again here; None for the usual."""


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
"""Has an occurrence rung. Returns when it need not be rung again; raises ``ParleyError`` when it must be
tried again later."""


def afterwards(occurrence: Occurrence, now: float) -> Fields | None:
    """What its ringing changes in a record; None when that ends the record.

    A record that slept through several of its times rings once: it rang now, and goes on from here.
    """
    if occurrence.collection == "timers":
        return None
    changes: Fields = {"rang": max(now, occurrence.at)}
    document = occurrence.document
    snoozed = document.get("snoozed") == occurrence.at
    repeats = document.get("days") or document.get("lunar")
    if occurrence.collection == "alarms" and not repeats and not snoozed:
        changes["enabled"] = False
    return changes


def without_beginning(collection: str, document: Fields) -> bool:
    """Whether it is due at a time of day, but nobody wrote since when: from now on, and not since 1970."""
    if collection not in ("alarms", "routines"):
        return False
    return not any(document.get(name) for name in ("since", "rang", "snoozed"))
