"""A stream of sound encoded as it comes, with whatever else is in the stream left in its place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final, TypeVar

import numpy as np

from parley.audio.encoding.format import Encoder, Format
from parley.audio.pcm import Pcm, Samples

_LIGHT: Final = frozenset({"pcm", "mulaw", "alaw"})
"""What costs less than to ask another thread to do it."""
_BATCH_SECONDS: Final = 0.2
"""Sound encoded at once by the others."""

Other = TypeVar("Other")


async def encoded(
    source: AsyncGenerator[Pcm | Other], encoder: Encoder, form: Format
) -> AsyncGenerator[bytes | Other]:
    """The bytes of a stream, as they are ready. ``encoder`` takes the rate that the sound has.

    What is not sound comes at its place, but for sound that waits for its batch. Closing this closes the
    source.
    """
    light = form.codec in _LIGHT
    waiting: list[Samples] = []
    seconds = 0.0
    async with aclosing(source) as pieces:
        async for piece in pieces:
            if not isinstance(piece, Pcm):
                yield piece
                continue
            if light:
                data = encoder.feed(piece.samples)
            else:
                waiting.append(piece.samples)
                seconds += piece.seconds
                if seconds < _BATCH_SECONDS:
                    continue
                batch, waiting, seconds = np.concatenate(waiting), [], 0.0
                data = await asyncio.to_thread(encoder.feed, batch)
            if data:
                yield data
    if waiting:
        yield await asyncio.to_thread(encoder.feed, np.concatenate(waiting))
    if data := await asyncio.to_thread(encoder.finish):
        yield data


def bytes_per_second(form: Format) -> int:
    """About how many bytes a second of sound has."""
    if form.codec == "pcm":
        return form.rate * 2
    return form.rate if form.codec in _LIGHT else (form.bitrate or 32_000) // 8
