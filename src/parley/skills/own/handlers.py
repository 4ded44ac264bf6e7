"""What a person has written down to be said or done."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from parley.skills.added import ANSWER
from parley.skills.doing import do, joined
from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Context, Reply, Understanding

_DEPTH = "own steps"
"""Marks the context of steps: a step that is such a sentence itself is not followed any further."""
MOST = 10
"""Steps that are done."""


class Own(Skill):
    """Says what stands beside a sentence, and does its steps."""

    @handles(ANSWER)
    async def answer(self, ask: Ask, say: Sequence[str] = (), steps: Sequence[str] = ()) -> Reply:
        told = [Reply(_filled(random.choice(say), ask.understanding.slots), ask.language)] if say else []
        if not steps:
            return joined(told) if told else ask.reply("nothing")
        commands = self._commands(steps, ask.context)
        if commands is None or self.house.act is None:
            return ask.reply("unknown_step")
        inside = replace(ask.context, about={**ask.context.about, _DEPTH: True})
        done = await do(commands, inside, self.house.act)
        replies = [*told, done.reply]
        return joined(replies)

    def _commands(self, steps: Sequence[str], context: Context) -> list[Understanding] | None:
        """None when there is a step that is not understood; then none of them is done."""
        found: list[Understanding] = []
        for step in steps[:MOST]:
            if self.house.read is None or _DEPTH in context.about:
                return None
            reading = self.house.read(step, replace(context, last=None, pending=None))
            if not reading.commands:
                return None
            found += reading.commands
        return found


def _filled(text: str, slots: object) -> str:
    """The answer with the slots of its sentence, where it names them."""
    if not isinstance(slots, dict):
        return text
    for name, value in slots.items():  # pyright: ignore[reportUnknownVariableType]
        text = text.replace(f"{{{name}}}", str(value))  # pyright: ignore[reportUnknownArgumentType]
    return text
