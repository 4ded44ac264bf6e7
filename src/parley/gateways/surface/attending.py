"""Work for a client that may leave: when it has left, nothing goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.requests import Request

from parley.gateways.access import BadRequest
from parley.gateways.together import ended

T = TypeVar("T")


async def attended(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do the work while the client waits for it; whoever leaves, or is cancelled, ends it.

    The body must have been read. Raises ``BadRequest`` when the client is gone, which nobody reads.
    """
    doing = asyncio.create_task(work, name="for a client")
    leaving = asyncio.create_task(_left(request), name="until the client leaves")
    try:
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise BadRequest("The client left.")
        return doing.result()
    finally:
        for task in (leaving, doing):
            if not task.done():
                await ended(task)  # type: ignore[arg-type]


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def begun(request: Request, source: AsyncGenerator[T]) -> AsyncGenerator[T]:
    """The same items, once the first is there: what goes wrong before it can still be said by a status.

    The first may be awaited by one task and the others by another, so ``source`` may hold no timeout or
    cancel scope open over a ``yield``.
    """
    try:
        first = await attended(request, _next(source))
    except BaseException:
        await source.aclose()
        raise
    return _from(first, source)


async def _next(source: AsyncGenerator[T]) -> list[T]:
    """The first item; none for an empty source."""
    async for item in source:
        return [item]
    return []


async def _from(first: list[T], source: AsyncGenerator[T]) -> AsyncGenerator[T]:
    async with aclosing(source):
        for item in first:
            yield item
        async for item in source:
            yield item
