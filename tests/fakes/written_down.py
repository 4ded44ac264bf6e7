"""A transcription service that hears what a test tells it, when so much sound has come."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import MissingLanguage, ParleyError
from parley.speech.transcribing.types import Event, Wanted

Script = Sequence[tuple[float, Event | ParleyError]]
"""After so many seconds of sound this is heard; what comes after its end is told at the end."""


class FakeTranscript:
    """Sound being written down."""

    def __init__(self, wanted: Wanted, script: Script) -> None:
        self.wanted = wanted
        self.samples: list[Samples] = []
        self.patience = 0.0
        """Seconds of sound that it says may wait."""
        self.ended = self.closed = False
        self._script = list(script)
        self._changed = asyncio.Event()

    @property
    def seconds(self) -> float:
        return sum(map(len, self.samples)) / SPEECH_RATE

    async def put(self, samples: Samples) -> None:
        self.put_now(samples)

    @property
    def ready(self) -> bool:
        return not (self.ended or self.closed)

    @property
    def spare(self) -> float:
        return self.patience

    def put_now(self, samples: Samples) -> None:
        self.samples.append(samples)
        self._changed.set()

    async def more(self) -> list[Event]:
        while not self.closed:
            if self._script and (self.ended or self._script[0][0] <= self.seconds):
                event = self._script.pop(0)[1]
                if isinstance(event, ParleyError):
                    raise event
                return [event]
            if self.ended:
                return []
            self._changed.clear()
            await self._changed.wait()
        return []

    def end(self) -> None:
        self.ended = True
        self._changed.set()

    def close(self) -> None:
        self.closed = True
        self._changed.set()


@dataclass
class FakeTranscribing:
    """Opens them."""

    script: Script = ()
    refusal: ParleyError | None = None
    lacks: str = "zh"
    """Language without ears for free speech."""
    opened: list[FakeTranscript] = field(default_factory=list[FakeTranscript])

    async def open(self, wanted: Wanted) -> FakeTranscript:
        if self.refusal is not None:
            raise self.refusal
        self.opened.append(FakeTranscript(wanted, self.script))
        return self.opened[-1]

    def missing(self, wanted: Wanted) -> MissingLanguage:
        return MissingLanguage(self.lacks, "parley models pull sense-voice")
