"""A make-believe home: for trying Parley out before anything is set up, and for tests."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from parley.clock import Clock
from parley.errors import Unsupported
from parley.skills.smarthome.rooms import plain_room
from parley.skills.smarthome.source import (
    Activate,
    Blow,
    Brighten,
    Changed,
    Clean,
    Command,
    Fasten,
    Halt,
    Keep,
    Move,
    Paint,
    Sound,
    Switch,
    Turn,
    UnknownThing,
)
from parley.skills.smarthome.things import Ability, Color, Kind, Room, Scene, State, Thing
from parley.skills.smarthome.warmth import Warmth
from parley.telemetry import log

NAME = "virtual"
_FILE = "virtual-home.json"
_SECOND_OPEN = {Kind.GARAGE: 10.0}
_SECOND = 5.0
"""Percent that a curtain moves in a second; a garage door is quicker."""
_TICK = 60.0
"""Seconds after which temperatures that have changed are told."""
_CLEANING = 1_800.0
"""Seconds for which the vacuum cleans before it goes home by itself."""


class _Thing(msgspec.Struct, forbid_unknown_fields=True):
    kind: Kind
    room: str
    en: str
    zh: str
    aliases: tuple[str, ...] = ()
    does: frozenset[Ability] = frozenset()
    state: State = State()
    modes: tuple[str, ...] = ()
    lowest: float = 10.0
    highest: float = 32.0
    icon: str = ""


class _Scene(msgspec.Struct, forbid_unknown_fields=True):
    names: dict[str, str]
    aliases: tuple[str, ...]
    sets: dict[str, dict[str, Any]]


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    rooms: dict[str, str]
    things: dict[str, _Thing]
    scenes: dict[str, _Scene]


class _Kept(msgspec.Struct):
    """What the file in the data folder holds."""

    states: dict[str, State] = {}
    begun: dict[str, tuple[float, float]] = {}
    """Of what moves: where it was, and when; of a vacuum: 0, and since when it cleans."""
    warmth: dict[str, tuple[float, float]] = {}
    """By room: °C, and when."""


class VirtualHome:
    """Things that are nowhere but here. What is done to them is on disk when ``do`` returns."""

    def __init__(self, folder: Path | None, clock: Clock) -> None:
        """``folder`` is where their state is kept; None for nowhere."""
        self._file = folder / _FILE if folder else None
        self._clock = clock
        self._watchers: list[Changed] = []
        self._things = {f"{NAME}:{id}": _thing(id, each) for id, each in _written().things.items()}
        self._begun: dict[str, tuple[float, float]] = {}
        self._warmth = Warmth(self._now())
        self._saving = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        return NAME

    def things(self) -> Sequence[Thing]:
        now = self._now()
        return [self._at(each, now) for each in self._things.values()]

    def rooms(self) -> Sequence[Room]:
        return [replace(plain_room(id), floor=floor) for id, floor in _written().rooms.items()]

    def scenes(self) -> Sequence[Scene]:
        return [Scene(f"{NAME}:{id}", each.names, each.aliases) for id, each in _written().scenes.items()]

    def watch(self, changed: Changed) -> None:
        self._watchers.append(changed)

    async def start(self) -> None:
        kept = await asyncio.to_thread(_read, self._file)
        for id, state in kept.states.items():
            if id in self._things:
                self._things[id] = replace(self._things[id], state=state)
        self._begun.update({id: begun for id, begun in kept.begun.items() if id in self._things})
        self._warmth.take_up(kept.warmth)
        self._background(self._tick())

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def do(self, command: Command) -> None:
        if isinstance(command, Activate):
            changed = self._set_scene(command.thing)
        else:
            self._set(command)
            changed = {command.thing}
        await self._save()
        self._tell(changed)

    def _set(self, command: Command) -> None:
        now = self._now()
        if command.thing not in self._things:
            raise UnknownThing("There is no such thing in the home.")
        thing = self._at(self._things[command.thing], now)
        self._warmth.note(self._things.values(), now)
        self._put(thing, _done(thing, command), now)

    def _put(self, thing: Thing, state: State, now: float) -> None:
        moves = state.heading is not None or state.activity == "cleaning"
        if moves:
            self._begun[thing.id] = (float(state.position or 0), now)
        else:
            self._begun.pop(thing.id, None)
        self._things[thing.id] = replace(self._things[thing.id], state=state)
        if moves:
            self._background(self._follow(thing.id))

    def _set_scene(self, id: str) -> set[str]:
        scene = _written().scenes.get(id.partition(":")[2])
        if scene is None:
            raise UnknownThing("There is no such scene in the home.")
        now = self._now()
        self._warmth.note(self._things.values(), now)
        for name, fields in scene.sets.items():
            thing = self._at(self._things[f"{NAME}:{name}"], now)
            position = fields.get("position")
            rest = {key: value for key, value in fields.items() if key != "position"}
            state = replace(thing.state, **rest)
            if position is not None and position != state.position:
                state = replace(state, heading=position)
            self._put(thing, state, now)
        return {f"{NAME}:{name}" for name in scene.sets}

    def _at(self, thing: Thing, now: float) -> Thing:
        """A thing as it is at a moment: what moves is under way, and rooms grow warm or cold."""
        state = thing.state
        if thing.id in self._begun:
            state = _moved(thing, self._begun[thing.id], now)
        if _tells_warmth(thing):
            degrees = self._warmth.of(thing.room, self._things.values(), now)
            state = replace(state, readings={**state.readings, "temperature": degrees})
        # Most are as they were.
        return thing if state is thing.state else replace(thing, state=state)

    async def _follow(self, id: str) -> None:
        """Tell of a thing on its way until it is there."""
        while id in self._begun:
            await asyncio.sleep(1.0)
            now = self._now()
            thing = self._at(self._things[id], now)
            if thing.state.heading is None and thing.state.activity != "cleaning":
                self._begun.pop(id, None)
                self._things[id] = replace(self._things[id], state=thing.state)
                await self._save()
            if thing.state.heading is not None or id not in self._begun:
                self._tell({id})

    async def _tick(self) -> None:
        for id in list(self._begun):
            self._background(self._follow(id))
        before = self._degrees()
        while True:
            await asyncio.sleep(_TICK)
            now = self._degrees()
            if changed := {id for id, degrees in now.items() if before.get(id) != degrees}:
                self._tell(changed)
            before = now

    def _degrees(self) -> Mapping[str, float]:
        """°C by thing that tells it: nothing else changes by itself without having been told to."""
        now = self._now()
        telling = [each for each in self._things.values() if _tells_warmth(each)]
        rooms = {room: self._warmth.of(room, telling, now) for room in {each.room for each in telling}}
        return {each.id: rooms[each.room] for each in telling}

    def _tell(self, ids: set[str]) -> None:
        for each in self._watchers:
            each(ids)

    def _background(self, work: Any) -> None:
        task = asyncio.create_task(work, name="virtual-home")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _save(self) -> None:
        if self._file is None:
            return
        async with self._saving:
            states = {id: each.state for id, each in self._things.items()}
            kept = _Kept(states, dict(self._begun), self._warmth.kept())
            await asyncio.to_thread(_write, self._file, msgspec.json.encode(kept))

    def _now(self) -> float:
        return self._clock.now().timestamp()


@cache
def _written() -> _Written:
    text = Path(__file__).with_name("virtual.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=_Written)


def _tells_warmth(thing: Thing) -> bool:
    return thing.kind is Kind.CLIMATE or "temperature" in thing.state.readings


def _thing(id: str, written: _Thing) -> Thing:
    state = written.state
    if Ability.SWITCH in written.does and state.on is None:
        state = replace(state, on=False)
    if Ability.BRIGHTNESS in written.does and state.brightness is None:
        state = replace(state, brightness=100)
    if written.does & {Ability.WARMTH, Ability.COLOR} and state.color is None:
        state = replace(state, color=Color("warm white", kelvin=2700))
    names = {"en": written.en, "zh": written.zh}
    return Thing(
        f"{NAME}:{id}", written.kind, names, written.aliases, written.room, written.does, state, True,
        written.modes, written.lowest, written.highest, written.icon,
    )  # fmt: skip


def _done(thing: Thing, command: Command) -> State:
    """The state after a command."""
    state = thing.state
    match command:
        case Switch(on=on):
            return replace(state, on=on)
        case Brighten(level=level):
            return replace(state, on=level > 0, brightness=level or state.brightness)
        case Paint(color=color):
            return replace(state, on=True, color=color)
        case Move(position=position):
            return replace(state, heading=None if position == state.position else position)
        case Halt():
            return replace(state, heading=None)
        case Fasten(locked=locked):
            return replace(state, locked=locked)
        case Keep(degrees=degrees):
            return replace(state, on=True, target=min(max(degrees, thing.lowest), thing.highest))
        case Turn(mode=mode) if mode in thing.modes:
            return replace(state, on=True, mode=mode)
        case Blow(speed=speed):
            return replace(state, on=speed > 0, speed=speed or state.speed)
        case Sound(level=level):
            return replace(state, volume=level)
        case Clean(start=start):
            return replace(state, activity="cleaning" if start else "docked")
        case _:
            raise Unsupported("That thing cannot do this.")


def _moved(thing: Thing, begun: tuple[float, float], now: float) -> State:
    """Where something that began to move is by now."""
    state, (start, since) = thing.state, begun
    if state.activity == "cleaning":
        return replace(state, activity="docked") if now - since >= _CLEANING else state
    if state.heading is None:
        return state
    way = max(0.0, now - since) * _SECOND_OPEN.get(thing.kind, _SECOND)
    if way >= abs(state.heading - start):
        return replace(state, position=state.heading, heading=None)
    return replace(state, position=round(start + (way if state.heading > start else -way)))


def _read(file: Path | None) -> _Kept:
    if file is None or not file.is_file():
        return _Kept()
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError) as error:
        # Make-believe is not worth a failed start: it begins anew.
        log.warning("virtual.unreadable", kind=type(error).__name__)
        return _Kept()


def _write(file: Path, data: bytes) -> None:
    """Atomically; a make-believe home that cannot be kept is one all the same."""
    beside = file.with_suffix(".new")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except OSError as error:
        log.warning("virtual.unwritten", kind=type(error).__name__)
