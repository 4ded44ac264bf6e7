"""A synthesiser that hums: as long as the text asks for, and misbehaving on request."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

import numpy as np

from parley import tags
from parley.audio.pcm import Pcm
from parley.errors import EngineFailed, Unsupported
from parley.speech.types import SpeechRequest, Voice

RATE = 16_000
SECONDS_PER_CHARACTER = 0.1
PIECE_SECONDS = 0.05


class HummingSynthesiser:
    """440 Hz, a tenth of a second per character, in pieces of 50 ms; the same for the same text.

    ``pause``: seconds before each piece. ``fail_after``, ``crash_after``, ``hang_after``: the number of
    pieces after which it raises ``EngineFailed``, ends its process, or says nothing for a minute.
    """

    name = "humming"

    def __init__(
        self,
        languages: Sequence[str] = ("en", "zh"),
        *,
        pause: float = 0.0,
        fail_after: int | None = None,
        crash_after: int | None = None,
        hang_after: int | None = None,
    ) -> None:
        self.languages = frozenset(languages)
        self.spoken: list[SpeechRequest] = []
        self.closed = 0
        """Requests that were closed before their end."""
        self._pause = pause
        self._fail_after = fail_after
        self._crash_after = crash_after
        self._hang_after = hang_after

    def voices(self) -> Sequence[Voice]:
        return [Voice("hum", language, self.name) for language in sorted(self.languages)]

    def speak(self, request: SpeechRequest) -> Iterator[Pcm]:
        if tags.primary(request.language) not in self.languages:
            raise Unsupported(f"Humming does not speak {request.language!r}.")
        if request.voice not in (None, "hum"):
            raise Unsupported("Humming has one voice, 'hum'.")
        self.spoken.append(request)
        return self._hum(seconds(request))

    def _hum(self, length: float) -> Iterator[Pcm]:
        samples = (8_000 * np.sin(2 * np.pi * 440 * np.arange(round(length * RATE)) / RATE)).astype(np.int16)
        piece = round(PIECE_SECONDS * RATE)
        finished = False
        try:
            for number, start in enumerate(range(0, len(samples), piece)):
                self._misbehave(number)
                time.sleep(self._pause)
                yield Pcm(samples[start : start + piece], RATE)
            finished = True
        finally:
            self.closed += not finished

    def _misbehave(self, number: int) -> None:
        if number == self._fail_after:
            raise EngineFailed("The hum broke.")
        if number == self._crash_after:
            os._exit(3)
        if number == self._hang_after:
            time.sleep(60)


def seconds(request: SpeechRequest) -> float:
    """How long the hum for a request is."""
    return len(request.text) * SECONDS_PER_CHARACTER / request.rate
