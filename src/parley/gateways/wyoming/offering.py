"""What the services need: the assistant, whose questions they are, and how much is done at once."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from parley.assistant.assistant import Parts
from parley.errors import Busy
from parley.gateways import conversing
from parley.gateways.wyoming.voices import voices
from parley.settings import Settings
from parley.skills.service import Skills


class Assistant(conversing.Assistant, Protocol):
    """What is needed of ``assistant.assistant.Assistant``."""

    @property
    def settings(self) -> Settings: ...
    @property
    def parts(self) -> Parts: ...
    @property
    def skills(self) -> Skills: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What one machine does for others at once."""

    hearing: int = 256
    """Utterances; the engines have bounds of their own."""
    speaking: int = 32
    waking: int = 64
    """Streams in which wake words are looked for: 1 % of a core each."""
    answering: int = 32
    text: int = 20_000
    """Characters said in one request."""
    seconds: float = 120.0
    """Sound of one utterance."""
    ahead: float = 30.0
    """Seconds of sound for wake words that are taken at once; from then on as fast as it sounds, twice."""


@dataclass
class Offer:
    """The assistant behind the services."""

    assistant: Assistant
    owner: str
    """Account whose assistant answers."""
    limits: Limits = Limits()
    _busy: dict[str, int] = field(default_factory=dict[str, int])
    _voices: Mapping[str, str] | None = None

    async def voices(self) -> Mapping[str, str]:
        """Name of a voice → the language it speaks."""
        if self._voices is None:
            self._voices = await voices(self.assistant.parts.saying)
        return self._voices

    def taken(self, service: str) -> int:
        """Calls of a service that are under way."""
        return self._busy.get(service, 0)

    @contextlib.contextmanager
    def room(self, service: str) -> Generator[None]:
        """One more call of a service. Raises ``Busy``."""
        most: Mapping[str, int] = {
            "asr": self.limits.hearing,
            "tts": self.limits.speaking,
            "wake": self.limits.waking,
            "handle": self.limits.answering,
        }
        taken = self.taken(service)
        if taken >= most[service]:
            raise Busy(f"{taken} others ask for the same; try again soon.")
        self._busy[service] = taken + 1
        try:
            yield
        finally:
            self._busy[service] -= 1
