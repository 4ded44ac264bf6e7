"""The slots of sentences about a home: things and rooms by the names they have now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from parley.language.understanding.names import likely
from parley.language.understanding.normal import normal
from parley.language.understanding.slots import Several, SlotType
from parley.skills.smarthome.dwelling import Dwelling
from parley.skills.smarthome.lexicon import Lexicon, Token, Word, kind_names, never_names
from parley.skills.smarthome.nearby import Nearby
from parley.skills.smarthome.targets import Target, Wanted, read
from parley.skills.smarthome.things import Kind
from parley.skills.smarthome.values import plain_types

_THINGS = r"(?:[^\W_](?:[\w' -]{0,78}?[^\W_])??)"
_ENOUGH = 0.86
"""How alike a whole name must be that nobody wrote so."""
_LONGEST_NAME = 24
_OUTSIDE = re.compile("outside|outdoor|外")
_SPARED = (
    r"(?:(?:except|but|other than|apart from|besides|excluding)(?: for)?(?: in| at)? [a-z][\w' -]{1,60}"
    r"|(?:除了|除|除开)[^\s都全把将给关]{1,12})"
)
_COVERS = frozenset({"curtain", "blind", "garage", "door", "window"})
_POWERED = frozenset({"all", *map(str, Kind)}) - _COVERS - {"lock", "sensor", "vacuum"}
_BLOWERS = frozenset({"fan", "purifier", "humidifier", "climate"})
_Spoken = Mapping[str, tuple[str, ...]]
"""By language, what a recogniser of closed grammars listens for."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a slot of things takes."""

    kinds: frozenset[str] | None = None
    """None for all."""
    room: bool = True
    """Also a room alone."""
    nothing: bool = True
    """Also "it" and "here"."""

    def takes(self, target: Target) -> bool:
        kind = target.kind or target.sort
        if kind:
            return self.kinds is None or kind in self.kinds
        return self.room if target.room else self.nothing


def _plain(value: object) -> bool:
    """Whether it is a light or a plug, of which people ask nothing but to be switched or set."""
    return isinstance(value, Several) and value.values.get("kind") in ("light", "plug")


class Said:
    """The slot types of one home."""

    def __init__(self, dwelling: Dwelling) -> None:
        self._dwelling = dwelling
        self._known = -1
        self._lexicon = Lexicon()
        self._names = Nearby(())
        self._read: dict[str, Wanted | None] = {}

    def types(self) -> Mapping[str, SlotType]:
        """By name."""
        rooms, scenes = self._spoken_rooms(), self._spoken_scenes()
        takes = {
            "things": _Taken(),
            "powered": _Taken(_POWERED),
            "lamp": _Taken(frozenset({"light"})),
            "light": _Taken(frozenset({"light"}), room=False, nothing=False),
            "cover": _Taken(_COVERS, room=False),
            "drape": _Taken(frozenset({"curtain", "blind"}), room=False, nothing=False),
            "lockable": _Taken(frozenset({"lock", "door", "garage", "window"}), room=False),
            "climate": _Taken(frozenset({"climate"})),
            "ac": _Taken(frozenset({"climate"}), room=False, nothing=False),
            "fan": _Taken(_BLOWERS - {"climate"}, room=False, nothing=False),
            "device": _Taken(room=False, nothing=False),
            "appliance": _Taken(_POWERED - {"light", "all"}, room=False, nothing=False),
            "machine": _Taken(_POWERED - {"light", "all", "plug"}, room=False, nothing=False),
            "bolt": _Taken(frozenset({"lock"}), room=False, nothing=False),
            "cleaner": _Taken(frozenset({"vacuum"}), room=False, nothing=False),
            "blower": _Taken(_BLOWERS, room=False),
        }
        return {
            **{name: self._things(taken, rooms) for name, taken in takes.items()},
            "place": SlotType(_THINGS, self._place, spoken=rooms),
            "spared": SlotType(_SPARED, self._spared, spoken=rooms),
            "indoor": SlotType(_THINGS, self._indoor, spoken=rooms),
            "scene": SlotType(_THINGS, self._scene, spoken=scenes),
            **plain_types(),
        }

    def read(self, text: str) -> Wanted | None:
        """What words for things mean, in the names of now."""
        self._refresh()
        # Most of what is no thing has such a word, in which case neither way to read it finds any.
        if not self._lexicon.never.isdisjoint(text.split()):
            return None
        if text not in self._read:
            if len(self._read) > 512:
                self._read.clear()
            self._read[text] = read(text, self._lexicon) or self._like(text)
        return self._read[text]

    def _refresh(self) -> None:
        if self._known == self._dwelling.changes:
            return
        self._known = self._dwelling.changes
        common = Lexicon()
        own: dict[str, Token] = {}
        for room in self._dwelling.rooms():
            for name in map(normal, (*room.names.values(), *room.aliases)):
                if name and read(name, common) is None:
                    own[name] = Token(Word.ROOM, name, room.id)
        plain = Lexicon(own)
        for thing in self._dwelling.things():
            for name in map(normal, (*thing.names.values(), *thing.aliases)):
                found = read(name, plain) if name else Wanted(())
                if found is None or any(each.name for each in found.targets):
                    own[name] = Token(Word.NAME, name, thing.kind)
        self._lexicon = Lexicon(own)
        self._names = Nearby(text for text, token in own.items() if token.word is Word.NAME)
        self._read.clear()

    def _like(self, text: str) -> Wanted | None:
        """A name that was misheard or misspelt."""
        if not self._names.names or not 1 < len(text) <= _LONGEST_NAME or set(text.split()) & never_names():
            return None
        short = re.sub(r"^(?:the|my|our|a) ", "", text)
        near = self._names.find(short)
        found = [each for each in likely(short, near) if each.likeness >= _ENOUGH]
        if not found:
            return None
        kind = self._lexicon.kind_of(near[found[0].index])
        return Wanted((Target(name=short, sort=kind),))

    def _things(self, taken: _Taken, rooms: _Spoken) -> SlotType:
        def parse(text: str, _: str) -> object:
            wanted = self.read(text)
            if wanted is None:
                return None
            targets = (
                tuple(map(_garage, wanted.targets))
                if taken.kinds and "garage" in taken.kinds
                else wanted.targets
            )
            if not all(map(taken.takes, targets)):
                return None
            return Several(replace(wanted, targets=targets).slots())

        telling = _plain if taken.kinds and "light" in taken.kinds else None
        return SlotType(_THINGS, parse, spoken=_spoken_things(taken, rooms), telling=telling)

    def _place(self, text: str, _: str) -> object:
        wanted = self.read(text)
        if wanted is None or len(wanted.targets) != 1 or wanted.exceptions:
            return None
        target = wanted.targets[0]
        if target.name or target.everywhere or target.kind not in ("", "all"):
            return None
        if target.kind == "all":
            return Several({"everywhere": True})
        return Several({"room": target.room} if target.room else {})

    def _spared(self, text: str, _: str) -> object:
        """What stays as it is, told apart from what does not: "all lights off except in the kitchen"."""
        everything = "all devices " if text.isascii() else "所有设备"
        wanted = self.read(everything + text)
        but = wanted.slots().get("but") if wanted is not None else None
        return Several({"but": but}) if but else None

    def _indoor(self, text: str, language: str) -> object:
        place = None if _OUTSIDE.search(text) else self._place(text, language)
        # What is measured in the whole house is measured wherever it can be.
        return Several({}) if place == Several({"everywhere": True}) else place

    def _scene(self, text: str, _: str) -> object:
        return text if self.scene(text) else None

    def scene(self, said: str) -> str:
        """The id of the scene of this name; empty when there is none."""
        plain = _scene_name(said)
        scenes = self._dwelling.scenes()
        named = [(each.id, _named(name)) for each in scenes for name in (*each.names.values(), *each.aliases)]
        exact = next((id for id, name in named if name == plain), "")
        if exact or len(plain) < 2:
            return exact
        found = likely(plain, [name for _, name in named])
        return named[found[0].index][0] if found and found[0].likeness >= _ENOUGH else ""

    def _spoken_rooms(self) -> _Spoken:
        rooms = self._dwelling.rooms()
        return {
            language: tuple(each.names[language].lower() for each in rooms if language in each.names)
            for language in ("en", "zh")
        }

    def _spoken_scenes(self) -> _Spoken:
        scenes = self._dwelling.scenes()
        names = {
            "en": [name.lower() for each in scenes for name in each.names.values() if name.isascii()],
            "zh": [
                name.removesuffix("模式")
                for each in scenes
                for name in each.names.values()
                if not name.isascii()
            ],
        }
        return {language: tuple(found) for language, found in names.items()}


def _spoken_things(taken: _Taken, rooms: _Spoken) -> _Spoken:
    spoken: dict[str, tuple[str, ...]] = {}
    for language, join in (("en", " "), ("zh", "")):
        kinds = kind_names(language)
        wanted = sorted(taken.kinds or kinds)
        lights = [f"{room}{join}{kinds['light']}" for room in rooms[language]] if "light" in wanted else []
        spoken[language] = (*(kinds[kind] for kind in wanted), *lights)
    return spoken


def _garage(target: Target) -> Target:
    """Who opens the garage opens its door."""
    alone = target.room == "garage" and not target.kind and not target.name
    return Target("garage") if alone else target


@lru_cache(maxsize=1024)
def _named(name: str) -> str:
    """A scene's name, asked for with every sentence that may be of scenes."""
    return _scene_name(name)


def _scene_name(said: str) -> str:
    text = re.sub(r"^(?:the|my|our|a) ", "", normal(said))
    return re.sub(
        r"(?:^scene | (?:scene|mode|setting|settings|light|lights|lighting)$|(?:模式|场景|情景)$)", "", text
    ).strip()
