"""Which of several things comes next for a person: none again until all were, in an order of their own."""

from __future__ import annotations

import random
from collections.abc import Sequence

from parley.skills.frame import House
from parley.skills.types import Context

_CHANCE = random.SystemRandom()
COLLECTION = "settings"


async def next_of(house: House, context: Context, kind: str, among: Sequence[str]) -> str:
    """The next of some ids. How many a person had is kept; of a guest nothing is.

    The order is a person's own, and the same on all their devices.
    """
    if context.guest or not context.person or house.home is None:
        return _CHANCE.choice(_others(among, context.about.get(kind)))
    name = f"told.{kind}"
    kept = await house.records.get(context.person, COLLECTION, name)
    value = kept.document["value"] if kept else 0
    count = int(value) if isinstance(value, int | float) else 0
    order = list(among)
    random.Random(f"{context.person} {kind}").shuffle(order)
    await house.records.put(context.person, COLLECTION, name, {"value": float(count + 1)})
    return order[max(0, count) % len(order)]


def _others(among: Sequence[str], told: object) -> Sequence[str]:
    return [each for each in among if each != told] or among
