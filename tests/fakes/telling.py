"""A synthesiser that hums each word for a tenth of a second a letter, and tells when it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from parley import tags
from parley.audio.pcm import Pcm
from parley.errors import EngineFailed, Unsupported
from parley.speech.types import Boundary, SpeechRequest, Voice

RATE = 16_000
PER_CHARACTER = 0.1
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[\u4e00-\u9fff]")


class TellingSynthesiser:
    """Sound of 440 Hz at 16 kHz; between words is a gap of a tenth of a second."""

    name = "telling"

    def __init__(
        self, languages: Sequence[str] = ("en", "zh"), *, tells: bool = True, fails: str = "never"
    ) -> None:
        """``tells``: whether it knows its words. ``fails``: the word at which it breaks."""
        self.languages = frozenset(languages)
        self.events: list[str] = []
        """``say TEXT``, ``said TEXT`` and ``closed TEXT``, in the order in which they happened."""
        self.requests: list[SpeechRequest] = []
        self._tells, self._fails = tells, fails

    def voices(self) -> Sequence[Voice]:
        return [Voice("telling", language, self.name, "male") for language in sorted(self.languages)]

    def speak(self, request: SpeechRequest) -> Iterator[Pcm | Boundary]:
        if tags.primary(request.language) not in self.languages:
            raise Unsupported("Not mine.")
        if request.voice not in (None, "telling"):
            raise Unsupported("No such voice.")
        return self._say(request)

    def _say(self, request: SpeechRequest) -> Iterator[Pcm | Boundary]:
        self.requests.append(request)
        self.events.append(f"say {request.text}")
        over, at = False, 0.0
        try:
            for word in _WORD.finditer(request.text):
                if word[0] == self._fails:
                    raise EngineFailed("It broke.")
                length = len(word[0]) * PER_CHARACTER / request.rate
                yield _hum(length)
                if self._tells and request.boundaries:
                    yield Boundary(word.start(), word.end(), at, at + length)
                yield Pcm(np.zeros(round(0.1 * RATE), np.int16), RATE)
                at += length + 0.1
            over = True
        finally:
            self.events.append(f"{'said' if over else 'closed'} {request.text}")


def _hum(seconds: float) -> Pcm:
    return Pcm(
        (8_000 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE)) / RATE)).astype(np.int16), RATE
    )
