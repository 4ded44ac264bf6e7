"""What is to be done in a while: kept as a timer that does it, instead of ringing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from parley.language.understanding.when import When
from parley.skills.frame import Ask, House

FURTHEST = timedelta(hours=24)
TIMERS = "timers"


def until(ask: Ask, after: timedelta | None, when: When | None) -> timedelta | None:
    """How long it is until then; None for what is no time from now, or further than ``FURTHEST``."""
    if after is None:
        local = ask.context.clock.now().astimezone(ask.context.clock.zone())
        moment = when.moment(local) if when is not None else None
        after = moment - local if moment is not None else timedelta(0)
    return after if timedelta(0) < after <= FURTHEST else None


async def keep(house: House, ask: Ask, after: timedelta, name: str, does: Mapping[str, object]) -> str:
    """Have it done on this device for whoever speaks: ``does`` is an intent and its slots. The record's id;
    it is on disk when this returns."""
    context, id, seconds = ask.context, uuid4().hex, after.total_seconds()
    document = {
        "name": name,
        "seconds": seconds,
        "ends": await house.schedule.now() + seconds,
        "device": context.device,
        "language": ask.language,
        "does": dict(does),
    }
    await house.records.put(context.person, TIMERS, id, document)
    return id
