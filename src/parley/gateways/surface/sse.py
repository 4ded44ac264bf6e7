"""Answers that come bit by bit as server-sent events, and stop when nobody reads them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Event:
    """One event."""

    data: object
    """Sent as JSON; a text as it is."""
    name: str = ""
    """Goes into the ``event:`` line."""


class Streamed(StreamingResponse):
    """A body that comes in pieces. Its source is closed at once when the client leaves or it has ended."""

    def __init__(
        self,
        source: AsyncGenerator[bytes],
        media_type: str,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(source, status, headers, media_type)
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._source):
            await super().__call__(scope, receive, send)


def events(source: AsyncIterator[Event]) -> Streamed:
    """A ``text/event-stream``. The source is an async generator, or is let fall when the client leaves."""
    return Streamed(_lines(source), "text/event-stream")


async def _lines(source: AsyncIterator[Event]) -> AsyncGenerator[bytes]:
    try:
        async for event in source:
            yield line(event)
    finally:
        if isinstance(source, AsyncGenerator):
            await source.aclose()  # not when the collector finds it: that is what stops the engine


def line(event: Event) -> bytes:
    """One event as it is sent."""
    data = event.data.encode() if isinstance(event.data, str) else msgspec.json.encode(event.data)
    head = f"event: {event.name}\n".encode() if event.name else b""
    return head + b"data: " + data + b"\n\n"
