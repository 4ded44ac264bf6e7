"""Where things come from, and what they are told: the interface of every connector."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from parley.errors import ParleyError
from parley.skills.smarthome.things import Ability, Color, Room, Scene, Thing


class NotReachable(ParleyError):
    """A thing, or what it is reached through, does not answer."""

    code: ClassVar[str] = "not_reachable"


class UnknownThing(ParleyError):
    """There is no such thing in the home, or no longer."""

    code: ClassVar[str] = "unknown_thing"


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do to one thing (or scene, for ``Activate``)."""

    needs: ClassVar[Ability | None] = None
    """What the thing must be able to do."""
    thing: str
    """Its id."""


@dataclass(frozen=True, slots=True)
class Switch(Command):
    """On or off."""

    needs: ClassVar[Ability | None] = Ability.SWITCH
    on: bool


@dataclass(frozen=True, slots=True)
class Brighten(Command):
    """To a brightness; 0 is off, anything else is on."""

    needs: ClassVar[Ability | None] = Ability.BRIGHTNESS
    level: int
    """Percent."""


@dataclass(frozen=True, slots=True)
class Paint(Command):
    """To a colour, or to a warmer or cooler white."""

    needs: ClassVar[Ability | None] = Ability.COLOR
    color: Color


@dataclass(frozen=True, slots=True)
class Move(Command):
    """Open or close: 100 is open, 0 is closed; parts only with ``Ability.POSITION``."""

    needs: ClassVar[Ability | None] = Ability.OPEN
    position: int


@dataclass(frozen=True, slots=True)
class Halt(Command):
    """Stop what moves."""

    needs: ClassVar[Ability | None] = Ability.OPEN


@dataclass(frozen=True, slots=True)
class Fasten(Command):
    """Lock or unlock."""

    needs: ClassVar[Ability | None] = Ability.LOCK
    locked: bool


@dataclass(frozen=True, slots=True)
class Keep(Command):
    """Keep a temperature; what is off is switched on."""

    needs: ClassVar[Ability | None] = Ability.TEMPERATURE
    degrees: float
    """°C."""


@dataclass(frozen=True, slots=True)
class Turn(Command):
    """To a mode of ``Thing.modes``; what is off is switched on."""

    needs: ClassVar[Ability | None] = Ability.MODE
    mode: str


@dataclass(frozen=True, slots=True)
class Blow(Command):
    """To a speed; 0 is off."""

    needs: ClassVar[Ability | None] = Ability.SPEED
    speed: int
    """Percent."""


@dataclass(frozen=True, slots=True)
class Sound(Command):
    """To a volume."""

    needs: ClassVar[Ability | None] = Ability.VOLUME
    level: int
    """Percent."""


@dataclass(frozen=True, slots=True)
class Clean(Command):
    """Set out, or go back to the dock."""

    needs: ClassVar[Ability | None] = Ability.CLEAN
    start: bool


@dataclass(frozen=True, slots=True)
class Activate(Command):
    """Set everything as a scene has it; ``thing`` is the scene's id."""


Changed = Callable[[Collection[str]], None]
"""Is called in the event loop with the ids of things that changed, came or went; empty where rooms, names or
scenes did."""


class Source(Protocol):
    """A home, or a part of one: the virtual home, Home Assistant, an MQTT broker, ….

    What it tells is what it last heard of: ``things``, ``rooms`` and ``scenes`` never wait. All in one event
    loop.
    """

    @property
    def name(self) -> str:
        """Begins the ids of its things."""
        ...

    def things(self) -> Sequence[Thing]: ...
    def rooms(self) -> Sequence[Room]: ...
    def scenes(self) -> Sequence[Scene]: ...

    def watch(self, changed: Changed) -> None:
        """Have every change told from now on."""
        ...

    async def start(self) -> None:
        """Begin; returns at once, also where the source cannot be reached yet."""
        ...

    async def stop(self) -> None: ...

    async def do(self, command: Command) -> None:
        """Returns when it is done, as far as the source can tell.

        Raises ``Unsupported``, ``NotReachable``, ``UnknownThing``, or another ``ParleyError``.
        """
        ...
