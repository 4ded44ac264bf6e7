"""Rooms as homes have them: one id for all the names of a room in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec

from parley.language.understanding.names import key, likely
from parley.skills.smarthome.things import Room


class _Names(msgspec.Struct, forbid_unknown_fields=True):
    rooms: dict[str, dict[str, tuple[str, ...]]]
    floors: dict[str, dict[str, tuple[str, ...]]]


FLOORS = ("upstairs", "downstairs")


@cache
def _names() -> _Names:
    text = Path(__file__).with_name("rooms.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=_Names)


@cache
def spoken_rooms() -> Mapping[str, str]:
    """What rooms and floors are called, in lower case, and the id of each."""
    every = {**_names().rooms, **_names().floors}
    return {name: id for id, languages in every.items() for names in languages.values() for name in names}


def usual_name(room: str, language: str) -> str:
    """What a room or floor that homes have is called; empty for one that only this home has."""
    every = {**_names().rooms, **_names().floors}
    return every[room][language][0] if room in every and language in every[room] else ""


def room_id(name: str) -> str:
    """One id for all names of a room: ``living room`` for 客厅, Lounge and "living room".

    For a room that only this home has, its own name.
    """
    plain = key(name)
    return _by_key().get(plain, plain)


def plain_room(name: str) -> Room:
    """The room of a name: with its names in both languages where it is one that homes have."""
    id = room_id(name)
    known = _names().rooms.get(id)
    if known is None:
        return Room(id, {"": name.strip()})
    names = {language: words[0] for language, words in known.items()}
    return Room(id, names, (*(word for words in known.values() for word in words[1:]), name))


def room_in(name: str) -> str:
    """The room with which a thing's name begins: ``kitchen`` for "Kitchen Lights" and 厨房灯; else empty."""
    words = name.casefold().strip()
    begun = [room for room in spoken_rooms() if words.startswith(room) and len(words) > len(room)]
    longest = max(begun, key=len, default="")
    if not longest or (longest.isascii() and words[len(longest)].isalnum()):
        return ""
    return room_id(longest) if room_id(longest) not in FLOORS else ""


def matching(said: str, rooms: Iterable[Room]) -> str:
    """The id of the room that was meant, by spelling or by sound; empty when there is none like it."""
    id = room_id(said)
    there = list(rooms)
    if any(each.id == id for each in there):
        return id
    named = [(each.id, name) for each in there for name in (*each.names.values(), *each.aliases, each.id)]
    found = likely(said, [name for _, name in named])
    ids = {named[each.index][0] for each in found if each.likeness >= found[0].likeness - 0.01}
    return ids.pop() if len(ids) == 1 else ""


@cache
def _by_key() -> Mapping[str, str]:
    return {key(name): id for name, id in spoken_rooms().items()}
