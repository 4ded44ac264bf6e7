"""What is to be done to things in a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from parley.language.understanding.when import When
from parley.skills.frame import Ask, House
from parley.skills.putting_off import TIMERS, keep, until
from parley.skills.smarthome.telling import Telling
from parley.skills.smarthome.things import Thing
from parley.skills.types import Reply


async def put_off(
    house: House,
    tell: Telling,
    ask: Ask,
    things: Sequence[Thing],
    deed: str,
    after: timedelta | None,
    when: When | None,
) -> Reply:
    """Have ``home.<deed>`` done to the things then. It is on disk when this returns."""
    context = ask.context
    if context.guest or not context.person:
        return ask.reply("later_not_for_guests")
    left = until(ask, after, when)
    if left is None:
        return ask.reply("too_far")
    does = {"intent": f"home.{deed}", "things": [each.id for each in things]}
    id = await keep(house, ask, left, tell.called(things), does)
    what, done = tell.called(things), ask.messages.say(f"deed_{deed}")
    if after is not None:
        text = tell.sentence("later", what=what, deed=done, after=after)
    else:
        text = tell.sentence(
            "later_at", what=what, deed=done, time=context.clock.now().astimezone(context.clock.zone()) + left
        )

    async def undo() -> Reply:
        await house.records.delete(context.person, TIMERS, id)
        return ask.reply("later_undone")

    return Reply(text, ask.language, about={"things": [each.id for each in things]}, undo=undo)
