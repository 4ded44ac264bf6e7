"""The voice of one turn: its sound until the voiceprint is made, in parallel with recognition."""

from __future__ import annotations

import asyncio

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio
from parley.speech.voices.service import VoiceService
from parley.speech.voices.types import Bounds, Voiceprint

LONGEST = 15 * SPEECH_RATE
"""Samples that are kept of an utterance: the first 15 s."""


class HeardVoice:
    """Is fed the utterance, and makes a voiceprint of it when it is complete. Close it with the turn."""

    def __init__(self, service: VoiceService) -> None:
        self.account = ""
        """Whose voice it is, as far as was heard."""
        self.learning = False
        """It is being learned: the words do not matter."""
        self._service = service
        self._sound: list[Samples] = []
        self._size = 0
        self._making: asyncio.Task[Voiceprint] | None = None

    @property
    def bounds(self) -> Bounds:
        """How alike voices must be."""
        return self._service.bounds

    def feed(self, samples: Samples) -> None:
        """The next samples of the utterance."""
        if self._size < LONGEST:
            if self._making is not None:  # what was taken for the whole was a part
                self._making.cancel()
                self._making = None
            self._sound.append(samples[: LONGEST - self._size])
            self._size += len(self._sound[-1])

    def complete(self) -> None:
        """The utterance is over, as far as one can tell: begin. More sound makes it void."""
        if self._making is None and self._sound:
            samples = np.concatenate(self._sound)
            self._making = asyncio.create_task(self._service.listen(samples), name="voice")
            self._making.add_done_callback(_looked_at)

    async def print(self) -> Voiceprint:
        """The voiceprint. Raises ``ParleyError``."""
        if self._making is None:
            raise BadAudio("There was no sound.")
        # What goes on with the turn when it is cut off is not the voice: others may wait for it.
        return await asyncio.shield(self._making)

    async def soon(self, seconds: float) -> Voiceprint | None:
        """The voiceprint, if it is there within so many seconds. Raises ``ParleyError``."""
        if self._making is not None:
            await asyncio.wait([self._making], timeout=seconds)
            if not self._making.done():
                return None
        return await self.print()

    def close(self) -> None:
        """The turn is over: nothing of the sound stays."""
        self._sound.clear()
        if self._making is not None:
            self._making.cancel()


def _looked_at(task: asyncio.Task[Voiceprint]) -> None:
    """Whoever asks is told of its failure; nobody may have asked."""
    if not task.cancelled():
        task.exception()
