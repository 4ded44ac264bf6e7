"""Music that stops by itself after a while."""

from __future__ import annotations

from datetime import timedelta

from parley.skills.frame import Ask, House
from parley.skills.putting_off import TIMERS, keep

INTENT = "music.sleep"


async def begin(house: House, ask: Ask, after: timedelta, name: str) -> None:
    """Have what plays on this device stopped then, and no longer at another time. It is on disk when this
    returns."""
    before = await _kept(house, ask)
    await keep(house, ask, after, name, {"intent": INTENT})
    for each in before:
        await house.records.delete(ask.context.person, TIMERS, each)


async def cancel(house: House, ask: Ask) -> bool:
    """Let it play on; whether it was to stop."""
    kept = await _kept(house, ask)
    for each in kept:
        await house.records.delete(ask.context.person, TIMERS, each)
    return bool(kept)


async def _kept(house: House, ask: Ask) -> list[str]:
    every = await house.records.all(ask.context.person, TIMERS)
    return [
        each.id
        for each in every
        if each.document.get("does", {}).get("intent") == INTENT
        and each.document.get("device") == ask.context.device
    ]
