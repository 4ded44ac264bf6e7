"""Sound on its way to be written down, counted; and its phrases, gathered."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.speech.transcribing.types import Phrase


class Counted:
    """Sound, and how much of it was read."""

    def __init__(self, pieces: Iterable[Samples]) -> None:
        self._pieces = pieces
        self._samples = 0

    def __iter__(self) -> Iterator[Samples]:
        for piece in self._pieces:
            self._samples += len(piece)
            yield piece

    @property
    def seconds(self) -> float:
        """Read so far."""
        return self._samples / SPEECH_RATE


async def gathered(phrases: AsyncGenerator[Phrase]) -> list[Phrase]:
    """All of them; whatever makes them is stopped when the wait for them is."""
    async with aclosing(phrases):
        return [phrase async for phrase in phrases]
