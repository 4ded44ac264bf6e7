"""What happens from the moment something is said until nothing more follows of it, as one iterator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine

from parley.assistant.events import Event
from parley.assistant.outbox import Outbox


async def until_idle(
    outbox: Outbox, tasks: set[asyncio.Task[None]], feeding: Coroutine[object, object, None]
) -> AsyncIterator[Event]:
    """The events of what ``feeding`` puts into a conversation, until all its ``tasks`` are done."""
    fed = asyncio.create_task(feeding)
    marking = asyncio.create_task(_mark_when_idle(outbox, tasks, fed))
    try:
        async for event in outbox.until_mark():
            yield event
        await marking
    finally:
        fed.cancel()
        marking.cancel()


async def _mark_when_idle(outbox: Outbox, tasks: set[asyncio.Task[None]], fed: asyncio.Task[None]) -> None:
    try:
        await fed
        while tasks:
            await asyncio.wait(tasks)
    finally:
        outbox.mark()
