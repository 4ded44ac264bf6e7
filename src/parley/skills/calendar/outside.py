"""Calendars kept elsewhere: none, until the house names some."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from parley.skills.calendar.event import Happening
from parley.skills.frame import House
from parley.skills.types import Context


class Elsewhere:
    """The calendars that the settings name."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def start(self) -> None:
        """Begin to look at them."""

    async def stop(self) -> None:
        """Look at them no more."""

    def for_(self, context: Context) -> Elsewhere:
        """As a person sees them."""
        return self

    def between(self, first: datetime, last: datetime, known: frozenset[str]) -> Sequence[Happening]:
        """Their events, without those whose uid is known here."""
        return ()

    def changed(self) -> None:
        """Something here should go there."""

    async def adopted(self, person: str, one: Happening) -> str | None:
        """The id of a record made of an event that is there; None when it cannot be changed from here."""
        return None
