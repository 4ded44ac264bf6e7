"""Doing a routine: its steps one after the other, as if said, with one short answer to all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import replace

from parley.errors import ParleyError
from parley.skills.doing import after, do, joined
from parley.skills.frame import Ask, House
from parley.skills.routines.routine import Routine
from parley.skills.types import Reply
from parley.telemetry import log

DEEPEST = 3
"""Routines that call each other."""
MOST = 50
"""Steps done at one word, with those of routines in it."""

_NOTHING = frozenset(
    ("okay", "ok", "all right", "alright", "done", "sure", "fine", "好的", "好", "好了", "没问题", "行")
)
_RUNNING: ContextVar[tuple[tuple[str, ...], list[int]]] = ContextVar("routines", default=((), [0]))
"""Ids of the routines under way, and how many steps were done so far."""


class Circle(Exception):
    """A routine is about to be done within itself."""


async def run(house: House, ask: Ask, routine: Routine) -> Reply:
    """Do the steps of a routine. Raises ``Circle``; what one step cannot do does not stop the others."""
    path, count = _RUNNING.get()
    if routine.id in path or len(path) >= DEEPEST:
        raise Circle
    count = count if path else [0]
    before = _RUNNING.set(((*path, routine.id), count))
    try:
        replies = await _done(house, ask, routine.steps, count)
    finally:
        _RUNNING.reset(before)
    return _answer(ask, replies)


async def _done(house: House, ask: Ask, steps: Sequence[str], count: list[int]) -> list[Reply]:
    assert house.read is not None and house.act is not None, "a house with one skill has no routines"
    context = replace(ask.context, pending=None, rest=(), last=None)
    replies: list[Reply] = []
    for step in steps:
        if count[0] >= MOST:
            break
        count[0] += 1
        reading = house.read(step, context)
        if not reading.commands:
            replies.append(ask.reply("unknown_now", step=step))
            continue
        try:
            done = await do(reading.commands, context, house.act)
        except ParleyError as error:
            log.warning("routine.step_failed", code=error.code)
            replies.append(ask.reply("failed_step", step=step))
            continue
        replies.append(done.reply)
        # A question in the middle cannot be answered; the rest goes on.
        context = replace(after(context, done.commands[-1], done.reply), pending=None, rest=())
    return replies


def _answer(ask: Ask, replies: Sequence[Reply]) -> Reply:
    """The answers joined, without a row of okays and without saying anything twice."""
    told: dict[str, None] = {}
    for reply in replies:
        text = reply.text.strip()
        if text and _plain(text) not in _NOTHING:
            told[text] = None
    asks = replies[-1].pending if replies else None
    between = "" if ask.language == "zh" else " "
    text = between.join(told) or ask.messages.say("done")
    whole = joined(replies) if replies else ask.reply("done")
    return replace(
        whole, text=text, language=ask.language, pending=asks, question=asks is not None, undo=None
    )


def _plain(text: str) -> str:
    return re.sub(r"[^\w\s]", "", text).strip().casefold()
