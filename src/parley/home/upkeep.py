"""What a home does now and then, so that nothing stays that is over: guests, codes, tokens, tombstones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from parley.errors import ParleyError
from parley.home.archive.deleting import finished
from parley.home.home import Home
from parley.telemetry import log

EVERY = 900.0
"""Seconds between two times."""
TOMBSTONES = 90 * 86_400.0
"""Seconds for which a device may be away and still be told what was deleted; later it begins anew."""


async def keep_up(home: Home) -> None:
    """Do it once. What fails is told to the log and tried the next time."""
    before = home.clock.now().timestamp() - TOMBSTONES
    steps: dict[str, Callable[[], Awaitable[object]]] = {
        "guests": home.accounts.expire,
        "tokens": home.tokens.sweep,
        "pairings": home.pairing.sweep,
        "usage": home.usage.sweep,
        "tombstones": lambda: home.records.compact(before),
        "files": lambda: finished(home),  # also those of guests who just left
    }
    for name, step in steps.items():
        try:
            await step()
        except ParleyError as error:
            log.warning("upkeep.failed", step=name, code=error.code)


@asynccontextmanager
async def kept_up(home: Home) -> AsyncGenerator[None]:
    """Do it at once and every quarter of an hour, for as long as this lasts."""

    async def again_and_again() -> None:
        while True:
            await keep_up(home)
            await asyncio.sleep(EVERY)

    task = asyncio.create_task(again_and_again(), name="parley-upkeep")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
