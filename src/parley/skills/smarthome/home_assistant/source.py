"""A Home Assistant as a source of things: its areas, entities and states, kept in step live."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from parley.errors import ParleyError, Unsupported
from parley.settings.around import HomeAssistant
from parley.skills.smarthome.home_assistant.entities import Entity, thing_of
from parley.skills.smarthome.home_assistant.registry import Registry, read_registry
from parley.skills.smarthome.home_assistant.services import calls
from parley.skills.smarthome.home_assistant.wire import HomeAssistantRefused, Wire, connected
from parley.skills.smarthome.rooms import room_in
from parley.skills.smarthome.source import Changed, Command, NotReachable, UnknownThing
from parley.skills.smarthome.things import Room, Scene, Thing
from parley.telemetry import log

MOST = 5_000
"""Entities; a home has some hundred."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
"""Seconds between attempts to connect; each is twice as long as the one before."""
_EVENTS = (
    "state_changed",
    "area_registry_updated",
    "device_registry_updated",
    "entity_registry_updated",
    "floor_registry_updated",
)


class HomeAssistantSource:
    """Everything that a Home Assistant lets Parley use."""

    name = "ha"

    def __init__(self, settings: HomeAssistant, environment: Mapping[str, str] = os.environ) -> None:
        self._url = settings.url
        self._token = environment.get(settings.token_variable, "")
        self._variable = settings.token_variable
        self._wire: Wire | None = None
        self._task: asyncio.Task[None] | None = None
        self._registry = Registry()
        self._entities: dict[str, Entity] = {}
        self._things: dict[str, Thing] = {}
        self._watchers: list[Changed] = []
        self.ready = asyncio.Event()
        """Set while the things are known and the connection holds."""

    def things(self) -> Sequence[Thing]:
        """What it lets Parley use; nothing is reachable while it is not."""
        return list(self._things.values())

    def rooms(self) -> Sequence[Room]:
        """Its areas."""
        return self._registry.rooms

    def scenes(self) -> Sequence[Scene]:
        """Its scenes and scripts."""
        return [
            Scene(f"{self.name}:{id}", {"": _name(entity)}, self._registry.aliases.get(id, ()))
            for id, entity in self._entities.items()
            if id.startswith(("scene.", "script.")) and self._registry.shows(id)
        ]

    def watch(self, changed: Changed) -> None:
        """Have every change told."""
        self._watchers.append(changed)

    async def start(self) -> None:
        """Connect, and again whenever the connection breaks."""
        if not self._token:
            log.warning("home_assistant.no_token", variable=self._variable)
            return
        self._task = asyncio.create_task(self._stay_connected(), name="home assistant")

    async def stop(self) -> None:
        """Disconnect."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def do(self, command: Command) -> None:
        """Call the services. Raises ``NotReachable``, ``UnknownThing``, ``Unsupported``."""
        entity_id = command.thing.partition(":")[2]
        entity = self._entities.get(entity_id)
        if self._wire is None:
            raise NotReachable("Home Assistant cannot be reached.")
        if entity is None or not self._registry.shows(entity_id):
            raise UnknownThing("Home Assistant has no such thing, or no longer.")
        domain = entity_id.partition(".")[0]
        for service, data in calls(command, entity, fahrenheit=self._registry.fahrenheit):
            try:
                await self._wire.ask(
                    "call_service",
                    domain=domain,
                    service=service,
                    service_data=dict(data),
                    target={"entity_id": entity_id},
                )
            except HomeAssistantRefused as error:
                log.warning("home_assistant.refused", service=service, reason=error.reason)
                if error.reason in ("not_found", "service_validation_error", "invalid_format"):
                    raise Unsupported("It cannot do this.") from error
                raise NotReachable("It did not do it.") from error

    async def _stay_connected(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                async with connected(self._url, self._token) as wire:
                    await self._load(wire)
                    pause = _FIRST_PAUSE
                    log.info("home_assistant.connected", version=wire.version, things=len(self._things))
                    await self._follow(wire)
            except HomeAssistantRefused as error:
                log.warning("home_assistant.refused", reason=error.reason)
                if error.reason == "auth_invalid":
                    pause = _LONGEST_PAUSE
            except ParleyError as error:
                log.info("home_assistant.unreachable", code=error.code)
            finally:
                self._lost()
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _load(self, wire: Wire) -> None:
        """Everything there is, after the subscription to its changes, so that none falls between."""
        for event in _EVENTS:
            await wire.ask("subscribe_events", event_type=event)
        await self._read_all(wire)
        self._wire = wire
        self.ready.set()
        self._tell(())

    async def _read_all(self, wire: Wire) -> None:
        self._registry = await read_registry(wire)
        states: list[Entity] = await wire.ask("get_states") or []
        if len(states) > MOST:
            log.warning("home_assistant.too_many", entities=len(states), taken=MOST)
        self._entities = {str(each.get("entity_id")): each for each in states[:MOST]}
        self._things = {}
        for id in self._entities:
            self._build(id)

    async def _follow(self, wire: Wire) -> None:
        async for event in wire.events():
            kind = event.get("event_type")
            if kind == "state_changed":
                self._take(event.get("data") or {})
            elif kind in _EVENTS:
                await self._read_all(wire)
                self._tell(())

    def _take(self, data: Mapping[str, Any]) -> None:
        id, new = str(data.get("entity_id") or ""), data.get("new_state")
        known = id in self._entities
        if new is None:
            self._entities.pop(id, None)
        elif known or len(self._entities) < MOST:
            self._entities[id] = new
        old = self._things.pop(id, None)
        self._build(id)
        thing = self._things.get(id)
        if old is None and thing is None:
            return
        same = old is not None and thing is not None and old.names == thing.names
        self._tell([f"{self.name}:{id}"] if same else ())

    def _build(self, id: str) -> None:
        entity = self._entities.get(id)
        if entity is None or not self._registry.shows(id):
            return
        registry = self._registry
        aliases = registry.aliases.get(id, ())
        # Many who never made areas have the room in the name.
        room = registry.room_of.get(id) or room_in(_name(entity))
        thing = thing_of(self.name, entity, room, aliases, fahrenheit=registry.fahrenheit)
        if thing is not None:
            self._things[id] = thing

    def _lost(self) -> None:
        if self._wire is None:
            return
        self._wire = None
        self.ready.clear()
        self._things = {id: replace(thing, reachable=False) for id, thing in self._things.items()}
        self._tell([thing.id for thing in self._things.values()])

    def _tell(self, ids: Collection[str]) -> None:
        for each in list(self._watchers):
            each(ids)


def _name(entity: Entity) -> str:
    attributes: Mapping[str, Any] = entity.get("attributes") or {}
    id = str(entity.get("entity_id") or "")
    return str(attributes.get("friendly_name") or id.partition(".")[2].replace("_", " "))
