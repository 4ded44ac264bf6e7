"""How things are, what they measure, and what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parley.skills.frame import Ask
from parley.skills.smarthome.choosing import Choice, Choosing
from parley.skills.smarthome.dwelling import Dwelling
from parley.skills.smarthome.telling import OPPOSITE, Telling, matching, tells
from parley.skills.smarthome.things import Kind, Thing
from parley.skills.types import Reply

_SEVERAL_ROOMS = 4
_MOST_NAMED = 12
_OF_THINGS = ("power", "battery")
"""Readings of a thing; the others are of a room."""


def state(ask: Ask, dwelling: Dwelling, asked: str) -> Reply:
    """Whether things are as was asked, or how they are."""
    tell = Telling(ask, dwelling)
    wide = "room" not in ask.understanding.slots and not ask.understanding.slots.get("name")
    choice = Choosing(dwelling, ask.context).choose(
        ask.understanding.slots, lambda thing: tells(thing, asked), "all", wide=wide
    )
    if choice.problem:
        return _reply(ask, tell.problem(choice), choice.things)
    things = [each for each in choice.things if each.reachable]
    if not things:
        return _reply(ask, tell.about("unreachable", choice.things), choice.things)
    if not asked:
        return _reply(ask, tell.joined([_described(tell, each) for each in things[:_SEVERAL_ROOMS]]), things)
    such = matching(things, asked)
    if len(things) == 1:
        return _reply(ask, tell.about(f"{'yes' if such else 'no'}_{asked}", things), things)
    if not such:
        message = "nothing_on" if asked == "on" and choice.target.kind == "all" else f"none_{asked}"
        return _reply(ask, tell.sentence(message), things)
    if asked in ("off", "closed", "locked"):
        rest = [each for each in things if each not in such]
        if not rest:
            return _reply(ask, tell.about(f"yes_{asked}", things), things)
        such, asked = rest, OPPOSITE[asked]
    names = tell.names(such[:_MOST_NAMED])
    return _reply(ask, tell.sentence(f"such_{asked}", count=len(such), names=names), such)


def _described(tell: Telling, thing: Thing) -> str:
    state, one = thing.state, [thing]
    if state.heading is not None:
        return tell.about("state_moving", one)
    if state.position is not None:
        message = {0: "state_closed", 100: "state_open"}.get(state.position, "state_partly")
        return tell.about(message, one, level=state.position)
    if state.locked is not None:
        return tell.about("state_locked" if state.locked else "state_unlocked", one)
    if state.activity in ("cleaning", "docked", "returning"):
        return tell.about(f"state_{state.activity}", one)
    if state.on and state.target is not None:
        return tell.about("state_keeps", one, degrees=state.target)
    if state.on and state.brightness is not None:
        return tell.about("state_bright", one, level=state.brightness)
    if state.on is not None:
        return tell.about("state_on" if state.on else "state_off", one)
    return tell.about("state_unknown", one)


def reading(ask: Ask, dwelling: Dwelling, what: str) -> Reply:
    """What is measured, in a room or of a thing."""
    tell = Telling(ask, dwelling)
    slots = ask.understanding.slots
    measuring = [each for each in dwelling.things() if what in each.state.readings and each.reachable]
    if not measuring:
        return ask.reply("no_reading")
    if what in _OF_THINGS or slots.get("name") or slots.get("kind"):
        choice = Choosing(dwelling, ask.context).choose(
            slots, lambda each: what in each.state.readings, wide=True
        )
        if choice.problem:
            return _reply(ask, tell.problem(choice), choice.things)
        return _reply(
            ask, tell.joined([_measured(tell, what, each, of=True) for each in choice.things]), choice.things
        )
    said = str(slots.get("room") or "")
    room = dwelling.room(said) if said else dwelling.room(ask.context.room)
    if said and not room:
        return _reply(ask, tell.problem(Choice(problem="no_room", about={"room": said})), ())
    there = [each for each in measuring if each.room == room] if room else []
    if not there and said:
        return _reply(ask, tell.sentence("no_reading_there", place=tell.room(room)), ())
    chosen = _best(there or measuring)
    texts = [_measured(tell, what, each) for each in chosen[:_SEVERAL_ROOMS]]
    return _reply(ask, tell.joined(texts), chosen)


def _best(things: Sequence[Thing]) -> list[Thing]:
    """One for each room: a sensor rather than something that measures besides."""
    found: dict[str, Thing] = {}
    for each in sorted(things, key=lambda each: each.kind is not Kind.SENSOR):
        found.setdefault(each.room, each)
    return list(found.values())


def _measured(tell: Telling, what: str, thing: Thing, *, of: bool = False) -> str:
    value = thing.state.readings[what]
    place = tell.called([thing]) if of or not thing.room else tell.room(thing.room)
    return tell.sentence(
        f"reading_{what}", place=place.removeprefix("the ") if not of else place, value=value
    )


def listing(ask: Ask, dwelling: Dwelling, *, rooms: bool, scenes: bool) -> Reply:
    """What there is."""
    tell = Telling(ask, dwelling)
    if rooms:
        there = [tell.room(each.id) for each in dwelling.rooms()]
        return (
            ask.reply("rooms", count=len(there), rooms=tell.listed(there)) if there else ask.reply("nothing")
        )
    if scenes:
        named = [each.name(ask.language) for each in dwelling.scenes()]
        return ask.reply("scenes", scenes=tell.listed(named)) if named else ask.reply("no_scenes")
    if not dwelling.things():
        return ask.reply("nothing")
    choice = Choosing(dwelling, ask.context).choose(ask.understanding.slots, lambda _: True, "all", wide=True)
    if choice.problem:
        return _reply(ask, tell.problem(choice), ())
    things = choice.things
    if len(things) <= _MOST_NAMED:
        return _reply(ask, tell.sentence("devices", count=len(things), names=tell.names(things)), things)
    kinds = Counter(each.kind for each in things)
    counted = [tell.counted(str(kind), number) for kind, number in kinds.most_common()]
    return _reply(ask, tell.sentence("many_devices", count=len(things), kinds=tell.listed(counted)), things)


def _reply(ask: Ask, text: str, things: Sequence[Thing]) -> Reply:
    return Reply(text, ask.language, about={"things": [each.id for each in things]} if things else {})
