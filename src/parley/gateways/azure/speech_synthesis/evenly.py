"""Sound sent without long gaps, however unevenly it is made.

The Speech SDK gives up when no sound has come for 3 s while speech takes more than twice its own length to
make (measured with 1.53; gaps of 2.5 s are always taken). So a little is always held back, and given out drop
by drop while the next sentence is being made. Before the first sound the SDK waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, TypeVar

GAP: Final = 2.0
"""Seconds without sound after which some of what is held back is sent."""
HELD: Final = 0.3
"""Seconds of sound held back."""
_DROPS: Final = 24
"""A drop is this part of what is held back: enough drops for minutes."""
_AHEAD: Final = 32

Other = TypeVar("Other")


async def evenly(source: AsyncGenerator[bytes | Other], per_second: int) -> AsyncGenerator[bytes | Other]:
    """What ``source`` gives, bytes with gaps of at most ``GAP`` seconds once there have been any.

    ``per_second``: bytes of a second of sound. What is not bytes is passed on at once. Closing this
    closes the source.
    """
    ahead = asyncio.Queue[bytes | Other | _Over](_AHEAD)
    most = max(2, int(per_second * HELD))
    held = bytearray()
    fetching = asyncio.create_task(_fetch(source, ahead))
    try:
        while True:
            coming = asyncio.ensure_future(ahead.get())
            try:
                while not (await asyncio.wait({coming}, timeout=GAP if held else None))[0]:
                    yield _drop(held)
            finally:
                coming.cancel()
            item = coming.result()
            if isinstance(item, _Over):
                break
            if not isinstance(item, bytes):
                yield item
                continue
            held += item
            if len(held) > most:
                # By the sample, whose two bytes belong together.
                count = (len(held) - most) // 2 * 2
                yield bytes(held[:count])
                del held[:count]
        if item.error is not None:
            raise item.error
        if held:
            yield bytes(held)
    finally:
        fetching.cancel()
        await asyncio.gather(fetching, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Over:
    """The end of the source."""

    error: Exception | None = None


async def _fetch(source: AsyncGenerator[bytes | Other], ahead: asyncio.Queue[bytes | Other | _Over]) -> None:
    async with aclosing(source):
        try:
            async for item in source:
                await ahead.put(item)
        except Exception as error:  # noqa: BLE001 - raised again by whoever takes what is fetched
            await ahead.put(_Over(error))
        else:
            await ahead.put(_Over())


def _drop(held: bytearray) -> bytes:
    count = min(len(held), max(2, len(held) // _DROPS // 2 * 2))
    drop = bytes(held[:count])
    del held[:count]
    return drop
