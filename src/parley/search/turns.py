"""Work in a thread, one piece after the other: what was begun ends before the next begins, even cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_turn(turn: asyncio.Lock, do: Callable[[], T]) -> T:
    """Do it in a thread while nobody else has the turn."""
    async with turn:
        working = asyncio.ensure_future(asyncio.to_thread(do))
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            await asyncio.wait([working])
            raise
