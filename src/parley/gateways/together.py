"""A connection's reader, writer and pump, which live and end together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import anyio


async def until_one_ends(*parts: Callable[[], Awaitable[None]], ends: tuple[type[Exception], ...]) -> None:
    """Run together; when one ends or raises one of ``ends``, stop the others and pass its exception on."""
    raised: list[Exception] = []

    async def run(part: Callable[[], Awaitable[None]]) -> None:
        try:
            await part()
        except ends as error:
            raised.append(error)
        together.cancel_scope.cancel()

    async with anyio.create_task_group() as together:
        for part in parts:
            together.start_soon(run, part)
    if raised:
        raise raised[0]


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel a task until it has ended: before Python 3.12 ``asyncio.wait_for``, which libraries use, may
    swallow a cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=1.0)
