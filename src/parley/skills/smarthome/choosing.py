"""Which things of the home somebody means: by name, kind and room, here, or talked about before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from parley.language.understanding.names import likely
from parley.skills.smarthome.dwelling import Dwelling
from parley.skills.smarthome.lexicon import Lexicon, Word
from parley.skills.smarthome.rooms import FLOORS
from parley.skills.smarthome.targets import Target, of
from parley.skills.smarthome.things import Ability, Kind, Thing
from parley.skills.types import Context

Fits = Callable[[Thing], bool]


def able(*abilities: Ability) -> Fits:
    """Things that can do one of these."""
    return lambda thing: any(map(thing.can, abilities))


def has_mode(mode: str) -> Fits:
    """Things that know this mode."""
    return lambda thing: thing.can(Ability.MODE) and mode in thing.modes


def is_light(thing: Thing) -> bool:
    """Lights."""
    return thing.kind is Kind.LIGHT


_FAMILIES = (
    frozenset({"curtain", "blind"}),
    frozenset({"plug", "switch"}),
    frozenset({"door", "lock"}),
    frozenset({"garage", "door"}),
)
"""Kinds that people do not tell apart; the very one is preferred."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The things that are meant; or why there are none, as a message with its parameters."""

    things: tuple[Thing, ...] = ()
    problem: str = ""
    about: Mapping[str, object] = field(default_factory=dict[str, object])
    target: Target = field(default_factory=Target)
    """The first part of what was said."""


class Choosing:
    """Chooses among the things of a home, for one person at one device."""

    def __init__(self, dwelling: Dwelling, context: Context) -> None:
        self._dwelling = dwelling
        self._things = list(dwelling.things())
        self._floors = {each.id: each.floor for each in dwelling.rooms()}
        self._here = dwelling.room(context.room)
        self._last = _ids(context.about.get("things"))

    def choose(
        self, slots: Mapping[str, object], fits: Fits, otherwise: str = "", *, wide: bool = False
    ) -> Choice:
        """Those that an intent's slots mean, of those that ``fit``.

        ``otherwise`` is the kind that is meant where none was said; ``wide`` takes the whole home where no
        room was said, instead of asking.
        """
        if ids := _ids(slots.get("things")):
            there = tuple(each for each in self._things if each.id in ids)
            return Choice(there) if there else Choice(problem="gone")
        targets = [of(slots), *(of(each) for each in _mappings(slots.get("also")))]
        found: dict[str, Thing] = {}
        for target in targets:
            choice = self._one(target, fits, otherwise, wide)
            if choice.problem:
                return choice
            found.update({each.id: each for each in choice.things})
        for target in map(of, _mappings(slots.get("but"))):
            for thing in self._one(target, lambda _: True, otherwise, True).things:
                found.pop(thing.id, None)
        if not found:
            return Choice(problem="none_left", target=targets[0])
        return Choice(tuple(found.values()), target=targets[0])

    def _one(self, target: Target, fits: Fits, otherwise: str, wide: bool) -> Choice:
        if not (target.kind or target.name or target.room or target.everywhere):
            if talked_about := [each for each in self._talked_about() if fits(each)]:
                return Choice(tuple(talked_about), target=target)
            if not otherwise:
                return Choice(problem="what", target=target)
        room = self._dwelling.room(target.room) if target.room not in FLOORS else target.room
        if target.room and not room:
            return Choice(problem="no_room", about={"room": target.room}, target=target)
        if target.name:
            return self._named(target, room, fits)
        kind = target.kind or ("all" if target.room and not otherwise else otherwise)
        there = self._of_kind(kind, fits)
        return self._placed(there, target, kind, room, fits, wide)

    def _named(self, target: Target, room: str, fits: Fits) -> Choice:
        there = [each for each in self._things if not room or self._in(each, room)]
        named = [(thing, name) for thing in there for name in (*thing.names.values(), *thing.aliases)]
        found = likely(target.name, [name for _, name in named])
        close = [each for each in found if each.likeness >= found[0].likeness - 0.001]
        things = tuple({named[each.index][0].id: named[each.index][0] for each in close}.values())
        if not things:
            return Choice(problem="no_such", about={"name": target.name}, target=target)
        able = tuple(each for each in things if fits(each))
        if not able:
            return Choice(things, "cannot", target=target)
        return Choice(able, target=target)

    def _of_kind(self, kind: str, fits: Fits) -> list[Thing]:
        if kind == "all":
            return [each for each in self._things if fits(each) and each.kind is not Kind.SENSOR]
        there = [each for each in self._things if kind in kinds_of(each)]
        if not any(map(fits, there)):
            akin = frozenset[str]().union(*(family for family in _FAMILIES if kind in family))
            there += [each for each in self._things if each.kind in akin and each not in there]
        return there

    def _placed(
        self, there: Sequence[Thing], target: Target, kind: str, room: str, fits: Fits, wide: bool
    ) -> Choice:
        about = {"kind": kind, "room": room or self._here}
        if not there:
            return Choice(problem="none", about=about, target=target)
        if room:
            there = [each for each in there if self._in(each, room)]
            if not there:
                return Choice(problem="none_there", about=about, target=target)
        elif not (target.everywhere or wide or target.kind == "all"):
            there = self._nearest(there, fits)
            if len({each.room for each in there}) > 1:
                rooms = list(dict.fromkeys(each.room for each in there if fits(each) and each.room))
                return Choice(problem="which_room", about={"rooms": rooms, "kind": kind}, target=target)
        able = tuple(each for each in there if fits(each))
        return Choice(able, target=target) if able else Choice(tuple(there), "cannot", target=target)

    def _nearest(self, there: Sequence[Thing], fits: Fits) -> Sequence[Thing]:
        """Those in this room, if any; of those elsewhere the ones that can do it."""
        here = [each for each in there if self._here and each.room == self._here]
        if here and any(map(fits, here)):
            return here
        return [each for each in there if fits(each)] or here or there

    def _in(self, thing: Thing, room: str) -> bool:
        return thing.room == room or (room in FLOORS and self._floors.get(thing.room) == room)

    def _talked_about(self) -> list[Thing]:
        return [each for each in self._things if each.id in self._last]


_LEXICON: list[Lexicon] = []


def kinds_of(thing: Thing) -> frozenset[str]:
    """What it is, and what its names say that it is: a plug named "coffee machine" is one."""
    if not _LEXICON:
        _LEXICON.append(Lexicon())
    found = {str(thing.kind)}
    if thing.kind in (Kind.PLUG, Kind.SWITCH):
        for name in thing.names.values():
            found |= {each.value for each in _LEXICON[0].tokens(name.lower()) if each.word is Word.KIND}
    return frozenset(found)


def _ids(value: object) -> frozenset[str]:
    return (
        frozenset(map(str, cast("Sequence[object]", value)))
        if isinstance(value, list | tuple)
        else frozenset()
    )


def _mappings(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, list | tuple):
        return []
    return [
        cast("dict[str, Any]", each) for each in cast("Sequence[object]", value) if isinstance(each, dict)
    ]
