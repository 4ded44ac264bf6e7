"""What is to be done to things in a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from parley.language.understanding.when import When
from parley.skills.frame import Ask, House
from parley.skills.putting_off import TIMERS, keep, until
from parley.skills.smarthome.telling import Telling
from parley.skills.smarthome.things import Thing
from parley.skills.types import Reply

PUT_OFF = frozenset(
    f"home.{deed}"
    for deed in (
        *("on", "off", "open", "close", "brightness", "brighter", "dimmer", "color", "temperature", "warmer"),
        *("cooler", "mode", "speed", "position", "lock", "start", "dock"),
    )
)
"""Intents that are done at any time: not what lets people in."""
_SIMPLY = frozenset({"on", "off", "open", "close"})
"""Deeds that a Chinese verb says in front of what is meant."""
_HOW = ("level", "color", "degrees", "by", "mode", "change")
"""Slots that tell how a thing shall be."""


async def put_off(
    house: House, tell: Telling, ask: Ask, things: Sequence[Thing], shown: Mapping[str, object]
) -> Reply:
    """Have what is asked done to the things at the time that the slot ``after`` or ``when`` tells. It is on
    disk when this returns. ``shown``: what the message that it is done would say of how they then are."""
    context, slots = ask.context, ask.understanding.slots
    if context.guest or not context.person:
        return ask.reply("later_not_for_guests")
    after, when = slots.get("after"), slots.get("when")
    after = after if isinstance(after, timedelta) else None
    left = until(ask, after, when if isinstance(when, When) else None)
    if left is None:
        return ask.reply("too_far")
    does: dict[str, object] = {"intent": ask.understanding.intent, "things": [each.id for each in things]}
    does |= {name: slots[name] for name in _HOW if name in slots}
    id = await keep(house, ask, left, tell.called(things), does)
    deed = ask.understanding.intent.removeprefix("home.")
    if deed == "speed" and slots.get("change"):
        deed = f"speed_{slots['change']}"
    what, done = tell.called(things), ask.messages.say(f"deed_{deed}", **shown)
    message = "later" if deed in _SIMPLY else "later_so"
    if after is not None:
        text = tell.sentence(message, what=what, deed=done, after=after)
    else:
        time = context.clock.now().astimezone(context.clock.zone()) + left
        text = tell.sentence(f"{message}_at", what=what, deed=done, time=time)

    async def undo() -> Reply:
        await house.records.delete(context.person, TIMERS, id)
        return ask.reply("later_undone")

    return Reply(text, ask.language, about={"things": [each.id for each in things]}, undo=undo)
