"""What the home's things are called, for sentences of other languages than Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley.skills.smarthome.dwelling import Dwelling
from parley.skills.smarthome.things import Kind

#: Kinds as Home Assistant's sentences have them, where its word is another.
_DOMAINS = {
    Kind.PLUG: "switch",
    Kind.CURTAIN: "cover",
    Kind.BLIND: "cover",
    Kind.GARAGE: "cover",
    Kind.DOOR: "cover",
    Kind.WINDOW: "cover",
    Kind.TV: "media_player",
    Kind.SPEAKER: "media_player",
}


def named(dwelling: Dwelling) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Every name of a thing with its domain, of a scene, and of a room with its id."""
    things = [
        (name, _DOMAINS.get(thing.kind, thing.kind.value))
        for thing in dwelling.things()
        for name in (*thing.names.values(), *thing.aliases)
    ]
    scenes = [
        (name, "scene") for scene in dwelling.scenes() for name in (*scene.names.values(), *scene.aliases)
    ]
    rooms = [(name, room.id) for room in dwelling.rooms() for name in (*room.names.values(), *room.aliases)]
    return {"things": [*things, *scenes], "rooms": rooms}
