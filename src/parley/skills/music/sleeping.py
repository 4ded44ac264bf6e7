"""Music that stops by itself after a while: kept as a timer that stops it, instead of ringing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from parley.language.understanding.when import When
from parley.skills.frame import Ask, House

FURTHEST = timedelta(hours=24)
INTENT = "music.sleep"


def ending(ask: Ask, after: timedelta | None, when: When | None) -> timedelta | None:
    """How long it is until then; None for what is no time from now, or further than ``FURTHEST``."""
    local = ask.context.clock.now().astimezone(ask.context.clock.zone())
    if after is None:
        moment = when.moment(local) if when is not None else None
        after = moment - local if moment is not None else timedelta(0)
    return after if timedelta(0) < after <= FURTHEST else None


async def begin(house: House, ask: Ask, after: timedelta, name: str) -> str:
    """Have what plays on this device stopped then, and no longer at another time; the record's id. It is on
    disk when this returns."""
    context, id = ask.context, uuid4().hex
    seconds = after.total_seconds()
    document = {
        "name": name,
        "seconds": seconds,
        "ends": await house.schedule.now() + seconds,
        "device": context.device,
        "language": ask.language,
        "does": {"intent": INTENT},
    }
    before = await _kept(house, ask)
    await house.records.put(context.person, "timers", id, document)
    for each in before:
        await house.records.delete(context.person, "timers", each)
    return id


async def cancel(house: House, ask: Ask) -> bool:
    """Let it play on; whether it was to stop."""
    kept = await _kept(house, ask)
    for each in kept:
        await house.records.delete(ask.context.person, "timers", each)
    return bool(kept)


async def _kept(house: House, ask: Ask) -> list[str]:
    every = await house.records.all(ask.context.person, "timers")
    return [
        each.id
        for each in every
        if each.document.get("does", {}).get("intent") == INTENT
        and each.document.get("device") == ask.context.device
    ]
