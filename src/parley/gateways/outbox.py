"""What waits to be sent to one device: in order, bounded, and able to take an old answer's sound back."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple

from parley.errors import ParleyError

MOST_BYTES = 8 * 1024 * 1024
"""About three minutes of speech at 24 kHz; a browser that far behind is gone in all but name."""


class TooSlow(ParleyError):
    """The other side does not take what is sent to it."""

    code = "too_slow"


class _Frame(NamedTuple):
    body: str | bytes
    speech_of: int | None


class Outbox:
    """A queue of text and speech frames."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._frames: deque[_Frame] = deque()
        self._bytes = 0
        self._most = most_bytes
        self._filled = asyncio.Event()

    def put(self, body: str | bytes, *, speech_of: int | None = None) -> None:
        """Append a frame; ``speech_of`` is the turn whose sound it is. Raises ``TooSlow`` when full."""
        if self._bytes + len(body) > self._most:
            raise TooSlow(f"More than {self._most} bytes wait to be sent.")
        self._frames.append(_Frame(body, speech_of))
        self._bytes += len(body)
        self._filled.set()

    def drop_speech(self, turn: int) -> None:
        """Forget the sound of a turn that has not been sent yet; its text stays."""
        kept = [frame for frame in self._frames if frame.speech_of != turn]
        self._frames = deque(kept)
        self._bytes = sum(len(frame.body) for frame in kept)

    async def get(self) -> str | bytes:
        """Wait for the next frame."""
        while not self._frames:
            self._filled.clear()
            await self._filled.wait()
        frame = self._frames.popleft()
        self._bytes -= len(frame.body)
        return frame.body
