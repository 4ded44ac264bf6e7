"""What Home Assistant's registries say: areas and floors, what is where, what it is also called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from msgspec import Struct

from parley.skills.smarthome.home_assistant.wire import HomeAssistantRefused, Wire
from parley.skills.smarthome.rooms import plain_room
from parley.skills.smarthome.source import NotReachable
from parley.skills.smarthome.things import Room


class _Units(Struct):
    temperature: str = "°C"


class _Config(Struct):
    unit_system: _Units = msgspec.field(default_factory=_Units)


class _Floor(Struct):
    floor_id: str
    level: int | None = None


class _Area(Struct):
    area_id: str
    name: str
    aliases: list[str] = []
    floor_id: str | None = None


class _Device(Struct):
    id: str
    area_id: str | None = None


class _Exposure(Struct):
    should_expose: bool = True


class _Options(Struct):
    conversation: _Exposure = msgspec.field(default_factory=_Exposure)


class _Entry(Struct):
    entity_id: str
    area_id: str | None = None
    device_id: str | None = None
    hidden_by: str | None = None
    disabled_by: str | None = None
    entity_category: str | None = None
    options: _Options | None = None
    aliases: list[str | None] = []

    @property
    def hidden(self) -> bool:
        shown = self.options is None or self.options.conversation.should_expose
        return bool(self.hidden_by or self.disabled_by or self.entity_category) or not shown


@dataclass(frozen=True, slots=True)
class Registry:
    """The registries, by entity id."""

    rooms: Sequence[Room] = ()
    room_of: Mapping[str, str] = field(default_factory=dict[str, str])
    """``Room.id`` by entity."""
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    hidden: frozenset[str] = frozenset()
    """Entities that are hidden, disabled, only for setting up, or not exposed to assistants."""
    fahrenheit: bool = False

    def shows(self, entity: str) -> bool:
        """Whether Parley may use it."""
        return entity not in self.hidden


_T = TypeVar("_T")


async def read_registry(wire: Wire) -> Registry:
    """All registries. Raises ``HomeAssistantRefused`` and ``NotReachable``."""
    config = _typed(await wire.ask("get_config"), _Config)
    areas = _typed(await wire.ask("config/area_registry/list"), list[_Area])
    devices = _typed(await wire.ask("config/device_registry/list"), list[_Device])
    entries = _typed(await wire.ask("config/entity_registry/list"), list[_Entry])
    levels = _levels(await _floors(wire))
    rooms = {each.area_id: _room(each, levels) for each in areas}
    area_of_device = {each.id: each.area_id for each in devices}
    room_of: dict[str, str] = {}
    for each in entries:
        area = each.area_id or area_of_device.get(each.device_id or "")
        if area in rooms:
            room_of[each.entity_id] = rooms[area].id
    return Registry(
        rooms=tuple(rooms.values()),
        room_of=room_of,
        aliases=await _aliases(wire, [each.entity_id for each in entries if not each.hidden]),
        hidden=frozenset(each.entity_id for each in entries if each.hidden),
        fahrenheit=config.unit_system.temperature == "°F",
    )


def _typed(value: object, shape: type[_T]) -> _T:
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise NotReachable("What Home Assistant answers is not what this Parley knows.") from error


async def _floors(wire: Wire) -> Sequence[_Floor]:
    try:
        return _typed(await wire.ask("config/floor_registry/list"), list[_Floor])
    except HomeAssistantRefused:  # before 2024.4 there were no floors
        return ()


async def _aliases(wire: Wire, entities: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    if not entities:
        return {}
    try:
        answer = await wire.ask("config/entity_registry/get_entries", entity_ids=list(entities))
    except HomeAssistantRefused:  # an older Home Assistant
        return {}
    found = _typed(answer, dict[str, _Entry | None])
    return {id: tuple(filter(None, entry.aliases)) for id, entry in found.items() if entry and entry.aliases}


def _room(area: _Area, levels: Mapping[str, str]) -> Room:
    known = plain_room(area.name)
    # The owner's own name comes along, in whatever language it is.
    names = {**known.names, "": area.name}
    return Room(known.id, names, (*known.aliases, *area.aliases), levels.get(area.floor_id or "", ""))


def _levels(floors: Sequence[_Floor]) -> Mapping[str, str]:
    """Floor id → upstairs or downstairs, in a home with more than one floor."""
    known = sorted({each.level for each in floors if each.level is not None})
    if len(known) < 2:
        return {}
    ground = 0 if 0 in known else known[0]
    return {
        each.floor_id: "upstairs" if each.level > ground else "downstairs"
        for each in floors
        if each.level is not None
    }
