"""What skills know of the devices that are connected, and how a conversation moves to another of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from parley.assistant.conversation import Conversation
from parley.assistant.presence import Presence
from parley.skills.reach import Present
from parley.skills.types import Announcement, Context, Reply


class Reaching:
    """The devices that are connected to this process."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence
        self._moving: set[asyncio.Task[None]] = set()

    def present(self) -> Sequence[Present]:
        """Devices that can be told something now, each once; where somebody spoke last comes first."""
        found = (Present(each.device, each.context.person) for each in self._presence.everybody())
        return tuple(dict.fromkeys(found))

    def carry_on(self, context: Context, device: str, reply: Reply) -> bool:
        """Have the same person's conversation on another device go on with what was said in this one."""
        theirs = [each for each in self._presence.of(context.person) if each.device == device]
        if not theirs:
            return False
        # Not awaited: it waits for what is being said there, and the answer here should not.
        task = asyncio.create_task(_move(context, theirs[0], reply), name="handover")
        self._moving.add(task)
        task.add_done_callback(self._moving.discard)
        return True

    def talk(self, present: Present) -> Context | None:
        """The conversation on a device in which its person spoke last."""
        theirs = self._presence.of(present.person)
        return next((each.context for each in theirs if each.device == present.device), None)

    def close(self) -> None:
        """Leave what has not moved yet."""
        for task in self._moving:
            task.cancel()


async def _move(before: Context, there: Conversation, reply: Reply) -> None:
    if await there.unasked.tell(Announcement(there.device, before.person, reply, "handover")):
        there.take_over(before)
