"""How a conversation notices that somebody speaks to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from parley.audio.endpoint import EndpointSettings
from parley.audio.voice_activity import VoiceActivity
from parley.speech.types import WakeEngine


@dataclass(slots=True)
class Ears:
    """How a conversation notices that somebody speaks to it."""

    activity: Callable[[], VoiceActivity]
    """Makes a voice-activity detector, for one conversation each; only the first takes time."""

    settings: EndpointSettings
    follow_up: float = 8.0
    """Seconds to wait for speech after a wake word or after the assistant's own question."""

    wake: WakeEngine | None = None
    words: Mapping[str, str] | None = None
    """Wake word → language expected after it, or "" for any."""

    _loaded: bool = field(default=False, init=False, compare=False)
    """What all detectors share is loaded."""

    async def detector(self) -> VoiceActivity:
        """A voice-activity detector. The first loads for 0.15 s: nobody else must wait for it."""
        if self._loaded:
            return self.activity()
        made = await asyncio.to_thread(self.activity)
        self._loaded = True
        return made
