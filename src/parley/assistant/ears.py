"""How a conversation notices that somebody speaks to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from parley.audio.endpoint import EndpointSettings
from parley.audio.voice_activity import VoiceActivity
from parley.speech.types import WakeEngine


@dataclass(frozen=True, slots=True)
class Ears:
    """How a conversation notices that somebody speaks to it."""

    activity: Callable[[], VoiceActivity]
    """Makes a voice-activity detector; called in a thread, once per conversation."""

    settings: EndpointSettings
    follow_up: float = 8.0
    """Seconds to wait for speech after a wake word or after the assistant's own question."""

    wake: WakeEngine | None = None
    words: Mapping[str, str] | None = None
    """Wake word → language expected after it, or "" for any."""
