"""How warm the rooms of the virtual home are: towards what is kept there, else slowly towards outside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from parley.skills.smarthome.things import Kind, Thing

_RESTING = 20.5
"""°C of a room in which nothing heats or cools."""
_BEGINNING = 22.5
_KEPT_HALF, _LEFT_HALF = 600.0, 7_200.0
"""Seconds in which half of the way to that temperature is gone: with heating or cooling, and without."""


class Warmth:
    """°C by room, as a function of when what was switched."""

    def __init__(self, now: float) -> None:
        self._known: dict[str, tuple[float, float]] = {}
        self._began = now

    def take_up(self, kept: Mapping[str, tuple[float, float]]) -> None:
        """Go on from what was kept."""
        self._known.update(kept)

    def kept(self) -> dict[str, tuple[float, float]]:
        """By room: °C, and when it was so."""
        return dict(self._known)

    def note(self, things: Iterable[Thing], now: float) -> None:
        """Something is about to be switched: from here on it goes another way."""
        there = list(things)
        rooms = {each.room for each in there if each.kind is Kind.CLIMATE}
        self._known.update({room: (self._exactly(room, there, now), now) for room in rooms})

    def of(self, room: str, things: Iterable[Thing], now: float) -> float:
        """°C, to a tenth; ``things``: at least all that heat or cool."""
        return round(self._exactly(room, things, now), 1)

    def _exactly(self, room: str, things: Iterable[Thing], now: float) -> float:
        degrees, since = self._known.get(room, (_BEGINNING, self._began))
        aim, half = _RESTING, _LEFT_HALF
        for each in things:
            if each.room == room and each.kind is Kind.CLIMATE and _works(each, degrees):
                aim, half = each.state.target or _RESTING, _KEPT_HALF
        return aim + (degrees - aim) * math.pow(0.5, max(0.0, now - since) / half)


def _works(thing: Thing, degrees: float) -> bool:
    """Whether it heats or cools a room that is so warm."""
    state = thing.state
    if not state.on or state.target is None:
        return False
    if state.mode == "cool":
        return degrees > state.target
    if state.mode == "heat":
        return degrees < state.target
    return state.mode in ("auto", "sleep", "eco", None)
