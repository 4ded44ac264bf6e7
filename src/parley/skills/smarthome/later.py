"""What is to be done to things in a while: kept as a timer that does it, instead of ringing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from parley.language.understanding.when import When
from parley.skills.frame import Ask, House
from parley.skills.smarthome.telling import Telling
from parley.skills.smarthome.things import Thing
from parley.skills.types import Reply

FURTHEST = timedelta(hours=24)


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
    local = context.clock.now().astimezone(context.clock.zone())
    moment = local + after if after is not None else when.moment(local) if when is not None else None
    if moment is None or not timedelta(0) < moment - local <= FURTHEST:
        return ask.reply("too_far")
    id = uuid4().hex
    seconds = (moment - local).total_seconds()
    document = {
        "name": tell.called(things),
        "seconds": seconds,
        "ends": await house.schedule.now() + seconds,
        "device": context.device,
        "language": ask.language,
        "does": {"intent": f"home.{deed}", "things": [each.id for each in things]},
    }
    await house.records.put(context.person, "timers", id, document)
    what, done = tell.called(things), ask.messages.say(f"deed_{deed}")
    if after is not None:
        text = tell.sentence("later", what=what, deed=done, after=after)
    else:
        text = tell.sentence("later_at", what=what, deed=done, time=moment)

    async def undo() -> Reply:
        await house.records.delete(context.person, "timers", id)
        return ask.reply("later_undone")

    return Reply(text, ask.language, about={"things": [each.id for each in things]}, undo=undo)
