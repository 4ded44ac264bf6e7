"""What is done to a thing for an intent, and what would take it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parley.skills.smarthome.source import (
    Blow,
    Brighten,
    Clean,
    Command,
    Keep,
    Move,
    Paint,
    Sound,
    Switch,
    Turn,
)
from parley.skills.smarthome.things import Ability, Color, Thing

Make = Callable[[Thing], Command]

BRIGHTER = 20
"""Percent by which "brighter" changes a light."""
WARMER = 1.0
"""°C by which "warmer" changes what is kept."""
FASTER = 34
_FAHRENHEIT_FROM = 45
"""What is set to more is meant in Fahrenheit."""
SPEEDS = {"low": 33, "medium": 66, "high": 100}
_WARM, _COOL = Color("warm white", kelvin=2700), Color("cool white", kelvin=6000)


def switched(on: bool) -> Make:
    """On or off; a vacuum sets out or goes home."""

    def make(thing: Thing) -> Command:
        return Clean(thing.id, on) if thing.can(Ability.CLEAN) else Switch(thing.id, on)

    return make


def toggled(thing: Thing) -> Command:
    """The other way round."""
    return Switch(thing.id, not thing.state.on)


def brightened(by: int) -> Make:
    """By percent of the full brightness; nothing goes out by getting dimmer."""

    def make(thing: Thing) -> Command:
        if not thing.can(Ability.BRIGHTNESS):
            return Switch(thing.id, by > 0)
        now = (thing.state.brightness or 0) if thing.state.on else 0
        if by > 0 and not thing.state.on:
            return Brighten(thing.id, max(by, thing.state.brightness or 0))
        return Brighten(thing.id, min(100, max(1, now + by)))

    return make


def warmed(by: float) -> Make:
    """Warmer or cooler by °C; of a light, a warmer or cooler white."""

    def make(thing: Thing) -> Command:
        if thing.can(Ability.TEMPERATURE):
            now = thing.state.target
            if now is None:
                now = thing.state.readings.get("temperature", 21.0)
            return Keep(thing.id, min(max(now + by, thing.lowest), thing.highest))
        return Paint(thing.id, _WARM if by > 0 else _COOL)

    return make


def blown(change: int) -> Make:
    """Faster or slower."""

    def make(thing: Thing) -> Command:
        now = thing.state.speed or 0
        return Blow(thing.id, min(100, max(1, now + change)))

    return make


def celsius(degrees: float) -> float:
    """Degrees as they were said, in °C."""
    return round((degrees - 32) / 1.8 * 2) / 2 if degrees > _FAHRENHEIT_FROM else degrees


def back(commands: Iterable[Command], before: dict[str, Thing]) -> list[Command]:
    """What takes commands back; nothing unlocks a door again."""
    return [each for command in commands for each in _back(command, before[command.thing])]


def _back(command: Command, thing: Thing) -> list[Command]:
    state, id = thing.state, thing.id
    again: list[Command] = []
    match command:
        case Brighten() if state.brightness is not None:
            again.append(Brighten(id, state.brightness))
        case Paint() if state.color is not None:
            again.append(Paint(id, state.color))
        case Move() if state.position is not None:
            return [Move(id, state.position)]
        case Keep() if state.target is not None:
            again.append(Keep(id, state.target))
        case Turn() if state.mode is not None:
            again.append(Turn(id, state.mode))
        case Blow() if state.speed is not None:
            again.append(Blow(id, state.speed))
        case Sound() if state.volume is not None:
            return [Sound(id, state.volume)]
        case Clean(start=start):
            return [Clean(id, not start)]
        case _:
            pass
    if state.on is not None and thing.can(Ability.SWITCH) and not (again and state.on):
        again.append(Switch(id, state.on))
    return again


def lit_to(level: int) -> Make:
    """To a brightness in percent."""
    return lambda thing: Brighten(thing.id, level)


def moved_to(position: int) -> Make:
    """To a position: percent open."""
    return lambda thing: Move(thing.id, position)


def blown_at(percent: int) -> Make:
    """At a speed in percent."""
    return lambda thing: Blow(thing.id, percent)
