"""The whole home: the things of all sources together."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence

from parley.errors import ParleyError, Unsupported
from parley.skills.smarthome.rooms import matching, plain_room
from parley.skills.smarthome.source import (
    Activate,
    Changed,
    Command,
    NotReachable,
    Paint,
    Source,
    UnknownThing,
)
from parley.skills.smarthome.things import Ability, Room, Scene, Thing
from parley.telemetry import log

PATIENCE = 8.0
"""Seconds after which a thing that has not done what it was told is not reachable."""


class Dwelling:
    """What all sources have, as one home. Not thread-safe: one event loop owns it."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)
        self._watchers: list[Changed] = []
        self.changes = 0
        """Counts up with every change of what there is or how it is called, for those who keep an index."""
        for each in self.sources:
            each.watch(self._changed)

    async def start(self) -> None:
        """Begin with all sources; one that cannot is told of in the log, and the others work."""
        for each in self.sources:
            try:
                await each.start()
            except ParleyError as error:
                log.warning("home.source", source=each.name, code=error.code)

    async def stop(self) -> None:
        """End with all sources."""
        await asyncio.gather(*(each.stop() for each in self.sources))

    def watch(self, changed: Changed) -> None:
        """Have every change told."""
        self._watchers.append(changed)

    def unwatch(self, changed: Changed) -> None:
        """No more."""
        self._watchers.remove(changed)

    def things(self) -> list[Thing]:
        """All things."""
        return [thing for each in self.sources for thing in each.things()]

    def rooms(self) -> list[Room]:
        """All rooms, each once; names that several sources have for it are together."""
        found: dict[str, Room] = {}
        for room in (room for each in self.sources for room in each.rooms()):
            old = found.get(room.id)
            found[room.id] = room if old is None else _joined(old, room)
        for thing in self.things():
            if thing.room and thing.room not in found:
                found[thing.room] = plain_room(thing.room)
        return list(found.values())

    def scenes(self) -> list[Scene]:
        """All scenes."""
        return [scene for each in self.sources for scene in each.scenes()]

    def thing(self, id: str) -> Thing:
        """One by its id. Raises ``UnknownThing``."""
        for each in self.things():
            if each.id == id:
                return each
        raise UnknownThing("There is no such thing in the home, or no longer.")

    def room(self, said: str) -> str:
        """The id of the room of this name; empty when there is none."""
        return matching(said, self.rooms()) if said.strip() else ""

    async def do(self, command: Command) -> None:
        """Have it done. Raises ``Unsupported``, ``NotReachable``, ``UnknownThing``, ``ParleyError``."""
        source = self._source(command)
        try:
            async with asyncio.timeout(PATIENCE):
                await source.do(command)
        except TimeoutError as error:
            raise NotReachable("It did not answer in time.") from error

    async def do_all(self, commands: Sequence[Command]) -> Mapping[str, ParleyError | None]:
        """Have all of them done at once; by id of the thing, what stopped it, or None."""
        outcomes = await asyncio.gather(*map(self._tried, commands))
        result: dict[str, ParleyError | None] = {}
        for command, outcome in zip(commands, outcomes, strict=True):
            result[command.thing] = result.get(command.thing) or outcome
        return result

    async def _tried(self, command: Command) -> ParleyError | None:
        try:
            await self.do(command)
        except ParleyError as error:
            log.warning("home.failed", code=error.code)
            return error
        return None

    def _source(self, command: Command) -> Source:
        name = command.thing.partition(":")[0]
        source = next((each for each in self.sources if each.name == name), None)
        if source is None:
            raise UnknownThing("There is no such thing in the home, or no longer.")
        if isinstance(command, Activate):
            return source
        thing = self.thing(command.thing)
        if not _able(thing, command):
            raise Unsupported("That thing cannot do this.")
        if not thing.reachable:
            raise NotReachable("The thing does not answer.")
        return source

    def _changed(self, ids: Collection[str]) -> None:
        if not ids:
            self.changes += 1
        for each in list(self._watchers):
            each(ids)


def _able(thing: Thing, command: Command) -> bool:
    if isinstance(command, Paint) and command.color.rgb is None:
        return thing.can(Ability.WARMTH) or thing.can(Ability.COLOR)
    return command.needs is None or thing.can(command.needs)


def _joined(one: Room, other: Room) -> Room:
    names = {**other.names, **one.names}
    more = (*one.aliases, *other.aliases, *other.names.values())
    return Room(one.id, names, tuple(dict.fromkeys(more)), one.floor or other.floor)
