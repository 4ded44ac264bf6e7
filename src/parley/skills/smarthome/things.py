"""What is in a home, independent of who makes it: things, their rooms, what they can do and how they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing it is."""

    LIGHT = "light"
    PLUG = "plug"
    SWITCH = "switch"
    FAN = "fan"
    CURTAIN = "curtain"
    BLIND = "blind"
    GARAGE = "garage"
    DOOR = "door"
    WINDOW = "window"
    LOCK = "lock"
    CLIMATE = "climate"
    """Air conditioner, heating or thermostat."""
    TV = "tv"
    SPEAKER = "speaker"
    VACUUM = "vacuum"
    COFFEE = "coffee"
    HUMIDIFIER = "humidifier"
    PURIFIER = "purifier"
    OVEN = "oven"
    KETTLE = "kettle"
    WASHER = "washer"
    WATER_HEATER = "water_heater"
    SENSOR = "sensor"
    """Only tells: temperature, motion, whether something is open."""


class Ability(StrEnum):
    """What can be done to a thing."""

    SWITCH = "switch"
    """On and off."""
    BRIGHTNESS = "brightness"
    COLOR = "color"
    WARMTH = "warmth"
    """White light between warm and cool."""
    OPEN = "open"
    """Opens and closes."""
    POSITION = "position"
    """Opens to any part."""
    LOCK = "lock"
    TEMPERATURE = "temperature"
    """Keeps a temperature."""
    MODE = "mode"
    SPEED = "speed"
    VOLUME = "volume"
    CLEAN = "clean"
    """Sets out and goes back to its dock."""


READINGS = ("temperature", "humidity", "brightness", "power", "battery", "air", "motion", "open")
"""What can be measured: °C, %, lux, watts, %, PM2.5 in µg/m³; motion and open are 0 or 1."""


@dataclass(frozen=True, slots=True)
class Color:
    """The colour of a light."""

    name: str = ""
    """Such as ``red`` or ``warm white``; empty for one that nobody named."""
    rgb: tuple[int, int, int] | None = None
    """Each 0 to 255; None for white light."""
    kelvin: int | None = None
    """Colour temperature of white light."""


@dataclass(frozen=True, slots=True)
class State:
    """How a thing is; None for what it does not have or does not tell."""

    on: bool | None = None
    brightness: int | None = None
    """Percent."""
    color: Color | None = None
    position: int | None = None
    """Percent open: 0 is closed."""
    heading: int | None = None
    """The position it moves to; None while it stands still."""
    locked: bool | None = None
    target: float | None = None
    """The temperature it keeps, °C."""
    mode: str | None = None
    """heat, cool, auto, dry, fan, sleep or eco; see ``Thing.modes``."""
    speed: int | None = None
    """Percent."""
    volume: int | None = None
    """Percent."""
    activity: str | None = None
    """Of a vacuum: cleaning, returning, docked, paused or error."""
    readings: Mapping[str, float] = field(default_factory=dict[str, float])
    """By what is measured, of ``READINGS``."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in a home."""

    id: str
    """Unique among all sources: the source's name, a colon, and what the source calls it."""
    kind: Kind
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """By language, where its owner named it; ``""`` for a name whose language nobody knows."""
    aliases: tuple[str, ...] = ()
    """What else it is called, in any language."""
    room: str = ""
    """``Room.id`` of the room it is in; empty when nobody said."""
    abilities: frozenset[Ability] = frozenset()
    state: State = field(default_factory=State)
    reachable: bool = True
    modes: tuple[str, ...] = ()
    """What may follow ``mode``."""
    lowest: float = 10.0
    """The least temperature it keeps, °C."""
    highest: float = 32.0
    """The highest, °C."""
    icon: str = ""
    """Says more than the kind does, where there is more: ``air_conditioner``, ``heating``."""

    def name(self, language: str) -> str:
        """What to call it in a language; in another where it has no name in that one."""
        found = self.names.get(language) or self.names.get("")
        return found or next(iter(self.names.values()), self.id.partition(":")[2])

    def can(self, ability: Ability) -> bool:
        """Whether that can be done to it."""
        return ability in self.abilities


@dataclass(frozen=True, slots=True)
class Room:
    """A room, or a floor that holds rooms."""

    id: str
    """The same for all sources that mean this room: see ``rooms.room_id``."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """By language; ``""`` for a name whose language nobody knows."""
    aliases: tuple[str, ...] = ()
    floor: str = ""
    """``upstairs`` or ``downstairs``, where the home has two; else empty."""

    def name(self, language: str) -> str:
        """What to call it in a language."""
        return self.names.get(language) or self.names.get("") or next(iter(self.names.values()), self.id)


@dataclass(frozen=True, slots=True)
class Scene:
    """Many things set at once, by a name."""

    id: str
    """Unique among all sources, as a thing's."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    aliases: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """What to call it in a language."""
        return self.names.get(language) or self.names.get("") or next(iter(self.names.values()), self.id)
